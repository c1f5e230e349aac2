"""An amount at another pace: "60 a month at most", and then "every two weeks", is 27 each time and never 60."""

from __future__ import annotations

from actions.talk import Talk
from bot.core.ask import Ask
from bot.core.candidates import DAYS_PER_INSTALMENT, WHOLE_UNIT
from bot.core.money import Money
from bot.core.terms import Frequency

# An amount in minor units, and the value of the frequency it was said for.
Said = tuple[int, str]


def at_another_pace(talk: Talk, ask: Ask, frequency: Frequency) -> Money | None:
    """The amount of an ask for another frequency: as much over the same time, rounded down.

    It is worked out from the amount as it was said, so that changing one's mind and back again loses nothing. An
    amount said without a frequency stays what it is; a ceiling was shown as one a month, and is taken for that.
    """
    if ask.amount is None:
        return None
    said = _said(talk, ask)
    return ask.amount if said is None else Money(_paced(said, frequency), ask.amount.currency)


def said_before(talk: Talk, ask: Ask) -> Said | None:
    """The amount as it was said, where the ask holds what it comes to at another pace; else None."""
    if ask.amount is None or ask.frequency is None:
        return None
    record = talk.slot("ask") or {}
    kept = record.get("as_said")
    if kept is None and record.get("amount") is not None:
        kept = (record["amount"], record.get("frequency") or Frequency.MONTHLY.value)
    if kept is None or kept[1] == ask.frequency.value or _paced(kept, ask.frequency) != ask.amount.minor:
        return None
    return (int(kept[0]), str(kept[1]))


def _said(talk: Talk, ask: Ask) -> Said | None:
    if ask.amount is None:
        return None
    kept = (talk.slot("ask") or {}).get("as_said")
    if kept is not None and ask.frequency is not None and _paced(kept, ask.frequency) == ask.amount.minor:
        return (int(kept[0]), str(kept[1]))
    if ask.frequency is not None:
        return (ask.amount.minor, ask.frequency.value)
    return (ask.amount.minor, Frequency.MONTHLY.value) if ask.amount_is_ceiling else None


def _paced(said: Said, frequency: Frequency) -> int:
    minor, said_for = int(said[0]), Frequency(said[1])
    if said_for is frequency:
        return minor
    paced = int(minor * DAYS_PER_INSTALMENT[frequency] / DAYS_PER_INSTALMENT[said_for])
    return paced - paced % WHOLE_UNIT if paced > WHOLE_UNIT else max(1, paced)

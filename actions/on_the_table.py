"""What is on the table, named by the debtor in their own words: "the weekly one", "the one over 24 months"."""

from __future__ import annotations

from actions.talk import Question, Talk
from bot.core.arrangement import Offer, OfferId
from bot.core.schedule import Schedule
from bot.core.terms import Frequency
from bot.services import negotiation

DESCRIBES = {"frequency", "amount", "count", "duration"}
# With one of these they ask for another plan.
ASKS_ANEW = {"date", "end_date", "day_of_month", "fraction", "paid_now", "skipped_month", "special_amount"}
IN_A_YEAR = 12


def offer_described(talk: Talk) -> Offer | None:
    """The one plan, of several laid before them, that fits all the debtor says of it; None where none or two do."""
    said = DESCRIBES & set(talk.entities)
    if talk.asked is not Question.OFFERS or not said or ASKS_ANEW & set(talk.entities):
        return None
    offers = [negotiation.open_offer(talk.services, OfferId(str(one))) for one in talk.slot("offer_choices") or ()]
    fitting = [offer for offer in offers if offer is not None and _fits(talk, offer.schedule)]
    return fitting[0] if len(fitting) == 1 else None


def settles_on_a_day(talk: Talk) -> bool:
    """Whether a settlement is on the table and the debtor only names the day on which they would pay."""
    offer_id = talk.slot("offer_id")
    if talk.asked is not Question.OFFER or offer_id is None or not talk.said("date") or DESCRIBES & set(talk.entities):
        return False
    offer = negotiation.open_offer(talk.services, OfferId(str(offer_id)))
    return offer is not None and bool(offer.discount)


def _fits(talk: Talk, schedule: Schedule) -> bool:
    frequency, count, duration = talk.said("frequency"), talk.said("count"), talk.said("duration")
    if frequency is not None and Frequency(frequency) is not schedule.frequency:
        return False
    if count is not None and int(count) != schedule.count:
        return False
    if duration is not None and not _lasts(schedule, duration["unit"], int(duration["number"])):
        return False
    amounts = [int(value["minor"]) for value in talk.entities.get("amount", ())]
    return all(minor in (schedule.regular.minor, _whole(schedule.regular.minor)) for minor in amounts)


def _lasts(schedule: Schedule, unit: str, number: int) -> bool:
    """As people count it: 18 months are 18 payments, or 18 months from the first to the last."""
    if schedule.frequency is not Frequency.MONTHLY or unit not in ("months", "years"):
        return False
    months = number * IN_A_YEAR if unit == "years" else number
    return schedule.count in (months, months + 1)


def _whole(minor: int) -> int:
    return minor - minor % 100

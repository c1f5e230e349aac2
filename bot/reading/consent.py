"""Whether a yes is a yes to what was laid before somebody, with nothing held back.

"D'accord, je vais y réfléchir" and "oui mais c'est trop" say yes and agree nothing. A plan is concluded only by
words that say yes and no more (compliance C: an explicit "I accept").
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.patterns import any_of
from bot.reading.words import fold

_MOST_WORDS: Final = 10
# Takes back, puts off, or asks for something else.
_RESERVE: Final = re.compile(
    r"\b"
    + any_of(r"""
    mais|sauf|si (?!si\b)\w+|sinon|a condition|plutot|par contre|cependant|toutefois
    reflech\w*|penser|pense|hesit\w*|verrai|verrons|on verra|je vois|voir|peut[- ]etre|probablement|ptet|ptetre
    plus tard|pas|plus que|jamais|trop|attends?|attendez|avant|d'abord|dabord|demander? a|en parler|dois parler
    but|except|unless|if|though|although|however|rather|instead
    think\w*|consider\w*|unsure|maybe|perhaps|probably|might|see|depends|later|not|don't|dont|can't|cant|never|too
    wait|before|first|ask my|talk to|speak to
""")
    + r"\b|\?"
)
# Said with a yes, these hold nothing back.
_NO_RESERVE: Final = re.compile(
    r"\b(?:pas de (?:souci\w*|prob\w*|pb)|sans (?:souci|prob\w*)|y a pas de (?:souci\w*|prob\w*)"
    r"|no (?:problem\w*|worries)|not a problem|see you)\b"
)


def is_plain_yes(text: str) -> bool:
    """Whether a message that was read as a yes is one without reserve."""
    folded = _NO_RESERVE.sub(" ", fold(text).text)
    return len(folded.split()) <= _MOST_WORDS and _RESERVE.search(folded) is None

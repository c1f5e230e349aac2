"""Which language a message is written in, from a handful of words.

Small words decide, because even a two-word message has one ("je peux pas", "not today") and they survive SMS
spelling; word endings and accents help where none is known. A message that could be either ("ok", "50", a
reference, a name) is not guessed. A third language is noticed by its alphabet or its own small words, so that
the bot can say what it speaks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from bot.reading.language_words import BORROWED, ENGLISH, FRENCH, THIRD
from bot.reading.words import fold

Code = Literal["fr", "en", "other"]


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A guess.

    Attributes:
        code: "fr", "en", "other" for any third language, or None where nothing speaks for one.
        confident: whether the conversation should follow the guess without asking.
    """

    code: Code | None
    confident: bool


NO_GUESS: Final = LanguageGuess(None, False)

# Letters beside figures belong to a reference or a postcode.
_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_]+(?!\w)|(?<=[^\W\d_]-)[^\W\d_]+(?!\w)")
# Words said in many languages and names weigh little, and a shape less than a word.
_KNOWN, _WEAK, _SHAPE = 2.0, 1.0, 0.5
_ELISION: Final = re.compile(r"\b(?:[jcmtn]|qu)'[aehiouy]|\b[ld]'[aehiouy]\w*")
_CONTRACTION: Final = re.compile(r"\w(?:n't|'ve|'ll|'re|'m|'d)\b|\b(?:it|that|what|he|she|there|how|let)'s\b")
_FRENCH_ENDING: Final = re.compile(
    r"\w{2}(?:eaux?|euse?s?|oire?s?|ez|ais|ait|aient|ment|ique|ette|gne|ille|ons|iere?s?|elle|tre|ouv\w{1,3}"
    r"|ees?)\b"
)
_ENGLISH_ENDING: Final = re.compile(
    r"\w{2}(?:ing|ed|ght|ness|ful|ly|ould|ck|ow|th|sh|ies|ity|oo[kdt])\b|\b(?:wh|kn|sh)\w{2}"
)
_FRENCH_LETTERS: Final = re.compile(r"[éèêëàâçùûîïôœ]")
_THIRD_LETTERS: Final = re.compile(r"[ñ¿¡ãõßäöąćęłńśźżășțğışőűìòáíóú]")


def identify(text: str) -> LanguageGuess:
    """Guess the language of a message; cheap enough for every message."""
    if _is_in_another_alphabet(text):
        return LanguageGuess("other", True)
    folded = fold(text).text
    words = _WORD.findall(folded)
    if not words:
        return NO_GUESS
    scores = _scores(words, folded, text)
    (most, best), (next_most, _), _ = sorted(((score, code) for code, score in scores.items()), reverse=True)
    if most < 1 or most - next_most < 1:
        return NO_GUESS
    confident = most >= 2 and most >= 1.5 * next_most
    if best == "other":
        # One foreign word may be a name or a joke.
        confident = confident and most >= 4
        return LanguageGuess("other", True) if confident else NO_GUESS
    return LanguageGuess(best, confident)


def _is_in_another_alphabet(text: str) -> bool:
    if text.isascii():
        return False
    letters = [character for character in text if character.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith(_LATIN) for letter in letters if letter > "\u024f")
    return foreign >= 2 and 2 * foreign > len(letters)


_LATIN: Final = ("LATIN", "FULLWIDTH LATIN", "MODIFIER LETTER", "MATHEMATICAL")


def _scores(words: list[str], folded: str, text: str) -> dict[Code, float]:
    french = english = third = 0.0
    lower = text.lower()
    for word in words:
        weight = _WEAK if word in BORROWED or len(word) == 1 else _KNOWN
        french += weight * (word in FRENCH)
        english += weight * (word in ENGLISH)
        third += weight * (word in THIRD)
    french += _WEAK * len(_ELISION.findall(folded)) + _SHAPE * len(_FRENCH_ENDING.findall(folded))
    french += _SHAPE * min(3, len(_FRENCH_LETTERS.findall(lower)))
    english += _KNOWN * len(_CONTRACTION.findall(folded)) + _SHAPE * len(_ENGLISH_ENDING.findall(folded))
    third += _WEAK * min(2, len(_THIRD_LETTERS.findall(lower)))
    return {"fr": french, "en": english, "other": third}

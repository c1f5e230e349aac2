"""How easily a text reads: sentence length, and the reading ease of Flesch and of Kandel and Moles."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A text cut into sentences.

    A line is a sentence of its own, as in a list. A link is no word; a number is a word without syllables.
    """

    sentences: tuple[str, ...]
    language: str

    @classmethod
    def of(cls, text: str, language: str) -> Measured:
        parts = (part.strip() for line in text.splitlines() for part in re.split(r"(?<=[.!?])\s+", line))
        return cls(tuple(part for part in parts if words_in(part)), language)

    @property
    def longest(self) -> int:
        return max(words_in(sentence) for sentence in self.sentences)

    @property
    def mean_length(self) -> float:
        return sum(words_in(sentence) for sentence in self.sentences) / len(self.sentences)

    @property
    def reading_ease(self) -> float:
        """100 is very easy, 0 very hard; coefficients as in compliance B."""
        spoken = [token for sentence in self.sentences for token in sentence.split() if _is_spoken(token)]
        syllables = sum(syllables_in(token, self.language) for token in spoken) / len(spoken)
        if self.language == "fr":
            return 207 - 1.015 * self.mean_length - 73.6 * syllables
        return 206.835 - 1.015 * self.mean_length - 84.6 * syllables


def words_in(sentence: str) -> int:
    """Words between spaces; punctuation standing alone and links do not count."""
    return sum(bool(re.search(r"\w", token)) and "//" not in token for token in sentence.split())


def _is_spoken(token: str) -> bool:
    return bool(re.search(r"[^\W\d_]", token)) and not re.search(r"[\d/]", token)


def syllables_in(word: str, language: str) -> int:
    """Syllables as they are said: groups of vowels, without the silent endings.

    Where the spelling leaves it open (French "-ent", a silent e inside a word) the larger number counts.
    """
    count = _french_syllables if language == "fr" else _english_syllables
    return max(1, sum(count(part) for part in re.split(r"[’'\-]", word.casefold())))


def _french_syllables(word: str) -> int:
    letters = re.sub(r"[^a-zàâäçéèêëîïôöùûüœæ]", "", word)
    letters = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéèê])", "", letters)
    without_mute_e = re.sub(r"(?<=[^aeo])es?$", "", letters)
    if re.search(r"[aeiouyàâéèêîôùûœ]", without_mute_e):
        letters = without_mute_e
    letters = re.sub(r"(?<=[bcdfgptv][lr])i(?=[eaoué])", "i-", letters)
    letters = re.sub(r"(?<=[aeou])y(?=[aeiouéè])", "-", letters)
    letters = re.sub(r"é(?=[aeiou])", "é-", letters)
    letters = re.sub(r"(?=[ïë])", "-", letters)
    return len(re.findall(r"[aeiouyàâäéèêëîïôöùûüœæ]+", letters))


def _english_syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word)
    letters = re.sub(r"(?<=[^td])ed$", "d", letters) if len(letters) > 3 else letters
    letters = re.sub(r"(?<=[^aeiouylsxzcg])es$|(?<=[aeiouy]l)es$", "s", letters)
    without_mute_e = re.sub(r"(?<=[^l])e$|(?<=[aeiouy]l)e$", "", letters)
    if re.search(r"[aeiouy]", without_mute_e):
        letters = without_mute_e
    letters = re.sub(r"(?<=[^tscg])i(?=[ao])", "i-", letters)
    letters = re.sub(r"(?<=[aeou])y(?=[aeiou])", "-", letters)
    return len(re.findall(r"[aeiouy]+", letters))

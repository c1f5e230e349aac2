"""The safety net's pattern language: reviewed YAML lines compiled for spaCy's Matcher.

A pattern is words in the order they are said, in lower case without accents or apostrophes:

    mourir              this word
    veux|voudrais       one of these words
    en_finir|mourir     an underscore joins words that go together
    (de)                may be missing; alternatives as above
    <relative>          one of the words of the list `relative`
    ..                  up to three words of the same sentence, none of them a negation
    !avec|a             a word, or the sentence's end, other than these
    0                   any number but those that patterns name (3919)
    .                   start or end of a sentence
    ^ and $             start and end of the message

Text is rewritten the same way before it is matched: elisions spelt out ("j'ai" → "je ai", "don't" → "do not"),
spellings of messages replaced by what they stand for. spaCy's own tokenizers cut "jveux", "dont" and "cant" by
language; people mix languages, so one rewriting feeds the patterns of both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeAlias

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

START: Final = "^"
END: Final = "$"
BOUND: Final = "."
NUMBER: Final = "0"
OTHER: Final = "*"
BOUNDS: Final = frozenset((START, END, BOUND))
NEGATIONS: Final = (
    *("pas", "jamais", "plus", "rien", "aucun", "aucune"),
    *("not", "no", "never", "nothing", "nobody"),
)
DROPPED: Final = frozenset(("ne", "n"))  # half of French negation, left out as often as not
MOST_PATTERNS: Final = 400
GAP: Final[dict[str, Any]] = {"ORTH": {"NOT_IN": [BOUND, START, END, *NEGATIONS]}, "OP": "{0,3}"}

_CONTRACTIONS: Final = (
    (re.compile(r"\b(?:can't|cannot)\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(it|he|she|that|there|who|what|here|where|how|everything)'s\b"), r"\1 is"),
    (re.compile(r"(?<=[a-z])'m\b"), " am"),
    (re.compile(r"(?<=[a-z])'ve\b"), " have"),
    (re.compile(r"(?<=[a-z])'re\b"), " are"),
    (re.compile(r"(?<=[a-z])'ll\b"), " will"),
    (re.compile(r"(?<=[a-z])'d\b"), " would"),
)
_APOSTROPHES: Final = dict.fromkeys(map(ord, "‘’ʼ´`′"), "'")
_LIGATURES: Final = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
_HIDDEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"))
_PLAIN: Final = str.maketrans({**_LIGATURES, **{chr(k): v for k, v in _APOSTROPHES.items()}})
_TOKEN: Final = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*|\d+(?:[.,:/]\d+)*|\.{2,}|…|[.!?;\n]+")
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")

Pattern: TypeAlias = list[dict[str, Any]]
"""A spaCy Matcher pattern: one dictionary a token."""
Match: TypeAlias = tuple[str, int, int]
"""The name of a pattern and where it matched: first word, word after the last."""


class PatternError(ValueError):
    """A line of the lexicon that cannot be compiled; names the line and the reason."""


def fold(text: str) -> str:
    """Lower case without accents or hidden characters; one kind of apostrophe, English contractions spelt out."""
    plain = text.translate(_PLAIN).translate(_HIDDEN)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = plain.lower()
    if "'" in plain:
        for contraction, spelt_out in _CONTRACTIONS:
            plain = contraction.sub(spelt_out, plain)
    return plain


def _rewritten(words: Iterable[str], spellings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    return (said for word in words for said in spellings.get(word, (word,)) if said not in DROPPED)


class Speller:
    """Rewrites a message into the words that patterns are written with."""

    def __init__(self, spellings: Mapping[str, tuple[str, ...]], known: Iterable[str]) -> None:
        """`spellings`: variant → the words it stands for; `known`: words that patterns use."""
        self._spellings = dict(spellings)
        self._known = frozenset(known) | frozenset(self._spellings)

    def words(self, text: str) -> list[str]:
        """The message between `^` and `$`, its sentences between `.`.

        An ellipsis parts no sentence: people type it for a breath.
        """
        words = [START, BOUND]
        for token in _TOKEN.findall(fold(text)):
            if not token[0].isalnum():
                if token[0] != "…" and token[:2] != ".." and words[-1] != BOUND:
                    words.append(BOUND)
                continue
            if token[0].isdigit() and token not in self._known:
                token = NUMBER
            elif len(token) > 2:
                token = self._unstretched(token)
            words.extend(_rewritten([token], self._spellings))
        if words[-1] != BOUND:
            words.append(BOUND)
        words.append(END)
        return words

    def _unstretched(self, token: str) -> str:
        if token in self._known or not _STRETCHED.search(token):
            return token
        for kept in (r"\1\1", r"\1"):
            shorter = _STRETCHED.sub(kept, token)
            if shorter in self._known:
                return shorter
        return _STRETCHED.sub(r"\1", token)


@dataclass(frozen=True)
class _Element:
    """One place of a pattern: `options` are word tuples, an empty one where the place may stay empty."""

    options: tuple[tuple[str, ...], ...] = ()
    other_than: tuple[str, ...] = ()
    gap: bool = False


def _elements(
    line: str, lists: Mapping[str, Sequence[str]], spellings: Mapping[str, tuple[str, ...]]
) -> Iterator[_Element]:
    for part in line.split():
        if part == "..":
            yield _Element(gap=True)
            continue
        if part == START:
            yield _Element(options=((START, BOUND),))
            continue
        if part == END:
            yield _Element(options=((BOUND, END),))
            continue
        if part.startswith("(") != part.endswith(")"):
            raise PatternError(f"{line!r}: a bracket is missing around {part!r}")
        optional = part.startswith("(")
        body = part[1:-1] if optional else part
        negated = body.startswith("!")
        words: list[str] = []
        for word in body.removeprefix("!").split("|"):
            if word.startswith("<") and word.endswith(">"):
                if word[1:-1] not in lists:
                    raise PatternError(f"{line!r}: there is no list {word}")
                words.extend(lists[word[1:-1]])
            else:
                words.append(word)
        for word in words:
            if not re.fullmatch(r"[a-z0-9_]+|\.", word):
                raise PatternError(f"{line!r}: {word!r} is not a word in lower case without accents")
        options = [tuple(_rewritten(word.split("_"), spellings)) for word in words]
        if negated:
            if any(len(option) != 1 for option in options):
                raise PatternError(f"{line!r}: only single words can be excluded")
            yield _Element(other_than=tuple(option[0] for option in options))
            continue
        yield _Element(options=((), *options) if optional else tuple(options))


def compiled(line: str, lists: Mapping[str, Sequence[str]], spellings: Mapping[str, tuple[str, ...]]) -> list[Pattern]:
    """The Matcher patterns of one line: single words stay together, joined words make a pattern each.

    Args:
        lists: the words behind `<name>`.
        spellings: variant → what messages are rewritten to; patterns are rewritten alike.

    Raises:
        PatternError: the line is not in the pattern language; the message quotes it.
    """
    places: list[list[Pattern]] = []
    elements = list(_elements(line, lists, spellings))
    for end in (elements[0], elements[-1]):
        if end.gap or () in end.options:
            raise PatternError(f"{line!r}: what may be missing changes nothing at the start or the end")
    for element in elements:
        if element.gap:
            places.append([[GAP]])
        elif element.other_than:
            places.append([[{"ORTH": {"NOT_IN": list(element.other_than)}}]])
        else:
            singles = sorted({option[0] for option in element.options if len(option) == 1})
            choices: list[Pattern] = []
            if singles:
                one = {"ORTH": {"IN": singles}} if len(singles) > 1 else {"ORTH": singles[0]}
                choices.append([{**one, "OP": "?"}] if () in element.options else [one])
            elif () in element.options:
                choices.append([])
            choices.extend([{"ORTH": word} for word in option] for option in element.options if len(option) > 1)
            places.append(choices)
    rows = [[token for choice in row for token in choice] for row in product(*places)]
    if len(rows) > MOST_PATTERNS:
        raise PatternError(f"{line!r}: stands for {len(rows)} patterns, split it")
    return rows


def _asked(token: Mapping[str, Any]) -> tuple[str, ...]:
    """The words one place of a Matcher pattern asks for; none where it takes any word."""
    wanted = token["ORTH"]
    return (wanted,) if isinstance(wanted, str) else tuple(wanted.get("IN", ()))


def _named(token: Mapping[str, Any]) -> tuple[str, ...]:
    """The words one place names, to have them or to exclude them."""
    wanted = token["ORTH"]
    return (wanted,) if isinstance(wanted, str) else (*wanted.get("IN", ()), *wanted.get("NOT_IN", ()))


class PatternIndex:
    """Named patterns, each tried only where its most telling word was said: most messages try a handful."""

    def __init__(self, vocab: Vocab, patterns: Mapping[str, Sequence[Pattern]]) -> None:
        """`patterns`: name → Matcher patterns."""
        frequency = Counter(
            word for lines in patterns.values() for line in lines for token in line for word in _asked(token)
        )
        grouped: dict[tuple[str, ...], dict[str, list[Pattern]]] = {}
        for name, lines in patterns.items():
            for line in lines:
                grouped.setdefault(_most_telling(line, frequency), {}).setdefault(name, []).append(line)
        self.words = frozenset(
            word for lines in patterns.values() for line in lines for token in line for word in _named(token)
        )
        self._vocab = vocab
        self._by_word: dict[str, list[Matcher]] = {}
        for words, named in grouped.items():
            # `compiled` wrote these patterns; checking them once more takes seconds.
            matcher = Matcher(vocab, validate=False)
            for name, lines in named.items():
                matcher.add(name, lines)
            for word in words:
                self._by_word.setdefault(word, []).append(matcher)

    def matches(self, words: Sequence[str]) -> list[Match]:
        """All matches, in positions of `words`."""
        matchers = {id(one): one for word in self._by_word.keys() & set(words) for one in self._by_word[word]}
        if not matchers:
            return []
        # spaCy's vocabulary remembers every word it sees, for ever: those of no pattern stay out of it.
        doc = Doc(self._vocab, words=[word if word in self.words else OTHER for word in words])
        strings = self._vocab.strings
        return [(strings[key], start, end) for one in matchers.values() for key, start, end in one(doc)]


def _most_telling(pattern: Pattern, frequency: Mapping[str, int]) -> tuple[str, ...]:
    """The words of the place that few patterns ask for, among those that must be filled."""
    required = [_asked(token) for token in pattern if "OP" not in token and _asked(token)]
    # The bounds are in every message and tell nothing.
    return min(required, key=lambda words: (not BOUNDS.isdisjoint(words), sum(frequency[one] for one in words)))

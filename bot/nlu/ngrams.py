"""Character n-grams within word bounds, weighted by tf-idf: they see through typos and SMS spelling."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SIZES = (2, 3, 4)
MIN_DOCUMENTS = 2
_WORD = re.compile(r"[\w€£$%]+|[?!]", re.UNICODE)
_DIGITS = re.compile(r"\d+")


def fold_for_ngrams(text: str) -> str:
    """Lower case without accents; words and a few marks; each number becomes as many zeros (at most four)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    words = _WORD.findall(plain.replace("’", " ").replace("'", " "))
    return " ".join(_DIGITS.sub(lambda match: "0" * min(4, len(match.group())), word) for word in words)


def ngrams_of(text: str) -> Iterator[str]:
    """Words, pairs of words, and pieces of words with their bounds."""
    words = fold_for_ngrams(text).split()
    for position, word in enumerate(words):
        yield f"={word}"
        if position:
            yield f"={words[position - 1]} {word}"
        bounded = f" {word} "
        for size in SIZES:
            for start in range(len(bounded) - size + 1):
                yield bounded[start : start + size]


class NgramVocabulary:
    """The n-grams a training set knows, with their inverse document frequencies."""

    def __init__(self, ngrams: Sequence[str], idf: Array) -> None:
        self.ngrams = tuple(ngrams)
        self.idf = idf
        self._index = {ngram: number for number, ngram in enumerate(self.ngrams)}

    def __len__(self) -> int:
        return len(self.ngrams)

    @classmethod
    def learn(cls, texts: Sequence[str], most: int) -> NgramVocabulary:
        """Keep the n-grams that several texts share, the most frequent first."""
        documents: Counter[str] = Counter()
        for text in texts:
            documents.update(set(ngrams_of(text)))
        shared = [(count, ngram) for ngram, count in documents.items() if count >= MIN_DOCUMENTS]
        shared.sort(key=lambda item: (-item[0], item[1]))
        kept = shared[:most]
        idf = [math.log((1 + len(texts)) / (1 + count)) + 1 for count, _ in kept]
        return cls([ngram for _, ngram in kept], np.asarray(idf, dtype=np.float32))

    def knows_a_word_of(self, text: str) -> bool:
        """Whether any whole word of a text was met in training."""
        return any(f"={word}" in self._index for word in fold_for_ngrams(text).split())

    def weighted(self, text: str) -> tuple[Array, Array]:
        """Indices and tf-idf values of a text's known n-grams, scaled to unit length."""
        counts: Counter[int] = Counter()
        index = self._index
        for ngram in ngrams_of(text):
            number = index.get(ngram)
            if number is not None:
                counts[number] += 1
        if not counts:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        indices = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        frequencies = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(frequencies)) * self.idf[indices]
        return indices, values / np.linalg.norm(values)

    def matrix(self, texts: Sequence[str]) -> Any:
        """The texts as a sparse matrix, for training."""
        from scipy.sparse import csr_matrix

        rows, columns, data = [], [], []
        for row, text in enumerate(texts):
            indices, values = self.weighted(text)
            rows.extend([row] * len(indices))
            columns.extend(indices.tolist())
            data.extend(values.tolist())
        return csr_matrix((data, (rows, columns)), shape=(len(texts), len(self)), dtype=np.float32)

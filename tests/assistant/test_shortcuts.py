"""What we replaced in Rasa for speed gives what Rasa gives: each shortcut runs beside the original."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import USER_INTENT_RESTART
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.agent import RasaAssistant
from bot.assistant.graph_runner import FlatGraphRunner
from bot.assistant.processor import AccordProcessor
from bot.assistant.rule_policy import DEFAULT_INTENTS, IndexedRulePolicy
from bot.cli import model
from tests.builders import ROOT

MESSAGES = (
    "bonjour",
    "combien je dois ?",
    "VOL-26-888177 né le 19/06/1978",
    "50 par mois",
    "je veux mourir",
    "/affirm",
    '/affirm{"offer": "abc"}',
    "😀",
    "hola, no hablo francés",
)


@pytest.fixture(scope="module")
def processor(assistant: RasaAssistant) -> AccordProcessor:
    loaded = assistant._agent.processor
    assert isinstance(loaded, AccordProcessor)
    return loaded


@pytest.fixture(scope="module")
def policy(processor: AccordProcessor) -> IndexedRulePolicy:
    runner = processor.graph_runner
    assert isinstance(runner, FlatGraphRunner)
    return next(
        node._component
        for node in runner._instantiated_nodes.values()
        if isinstance(node._component, IndexedRulePolicy)
    )


def a_tracker(processor: AccordProcessor, *events: object) -> DialogueStateTracker:
    start = [ActionExecuted("action_session_start"), SessionStarted(), SlotSet("expecting", "offer")]
    tracker = DialogueStateTracker("test", processor.domain.slots)
    tracker.update_with_events([*start, ActionExecuted("action_listen"), *events], processor.domain)
    return tracker


def predictions(processor: AccordProcessor, policy: IndexedRulePolicy, tracker: DialogueStateTracker) -> list[object]:
    indexed = policy.predict_action_probabilities(tracker, processor.domain)
    original = RulePolicy.predict_action_probabilities(policy, tracker, processor.domain)
    return [
        (one.probabilities, one.hide_rule_turn, [type(event) for event in one.events]) for one in (indexed, original)
    ]


def chosen(processor: AccordProcessor, policy: IndexedRulePolicy, tracker: DialogueStateTracker) -> str:
    prediction = policy.predict_action_probabilities(tracker, processor.domain)
    return processor.domain.action_names_or_texts[prediction.max_confidence_index]


def test_every_intent_gets_the_action_that_the_stock_policy_gives(
    processor: AccordProcessor, policy: IndexedRulePolicy
):
    for intent in (*processor.domain.intents, DEFAULT_NLU_FALLBACK_INTENT_NAME, USER_INTENT_RESTART, "unheard_of"):
        said = UserUttered("x", {"name": intent, "confidence": 1.0})
        ours, theirs = predictions(processor, policy, a_tracker(processor, said))

        assert theirs == ours, intent


def test_after_its_actions_the_stock_policy_listens_too(processor: AccordProcessor, policy: IndexedRulePolicy):
    for intent in set(processor.domain.intents) - DEFAULT_INTENTS:
        tracker = a_tracker(processor, UserUttered("x", {"name": intent, "confidence": 1.0}))
        action = chosen(processor, policy, tracker)
        while action != "action_listen":
            tracker.update_with_events([ActionExecuted(action), SlotSet("expecting", "nothing")], processor.domain)
            ours, theirs = predictions(processor, policy, tracker)
            action = chosen(processor, policy, tracker)

            assert theirs == ours, (intent, action)


def test_every_intent_of_the_domain_has_an_answer(processor: AccordProcessor, policy: IndexedRulePolicy):
    """Silence is no answer: no intent leads straight to listening."""
    for intent in processor.domain.intents:
        if intent in DEFAULT_INTENTS:
            continue
        tracker = a_tracker(processor, UserUttered("x", {"name": intent, "confidence": 1.0}))
        action = chosen(processor, policy, tracker)

        assert "action_listen" != action, intent
        assert action in processor._actions, intent


@pytest.mark.parametrize("text", MESSAGES)
def test_the_flat_runner_understands_what_dasks_does(processor: AccordProcessor, text: str):
    flat = processor.graph_runner
    dask = DaskGraphRunner.__new__(DaskGraphRunner)
    dask.__dict__.update(flat.__dict__)

    async def parsed_by(runner: object) -> object:
        processor.graph_runner = runner
        try:
            return await processor.parse_message(UserMessage(text, sender_id="test"), a_tracker(processor))
        finally:
            processor.graph_runner = flat

    assert asyncio.run(parsed_by(dask)) == asyncio.run(parsed_by(flat))


def test_the_model_is_named_after_its_inputs(tmp_path: Path):
    (tmp_path / "config.yml").write_text("a: 1")
    before = model.inputs_hash(tmp_path)
    (tmp_path / "config.yml").write_text("a: 2")

    assert before != model.inputs_hash(tmp_path)
    assert model.inputs_hash(ROOT) == model.inputs_hash(ROOT)

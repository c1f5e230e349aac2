"""Rasa's RulePolicy with an index for the rules we write: one intent, then actions, without conditions.

The stock policy compares the conversation with every rule, four times a turn, which grows with each intent. What
the index does not hold is left to it: buttons' default actions, rules with conditions, anything unforeseen. A test
runs both policies over every intent and compares.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

RULES = "rules"
LISTEN = "action_listen"
# Intents that RulePolicy answers with Rasa's own actions, whatever the rules say.
DEFAULT_INTENTS = {"restart", "back", "session_start"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RulePolicy):
    """Looks an intent's rule up instead of comparing all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._index = _indexed(self.lookup.get(RULES, {})) if self.lookup else {}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        steps = _steps_since_user(tracker)
        found = self._index.get(steps) if steps and tracker.active_loop_name is None else None
        if found is None:
            return super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
        action, rule = found
        return self._rule_prediction(
            self._prediction_result(action, tracker, domain), rule, is_end_to_end_prediction=False
        )


def _indexed(rules: dict[str, str]) -> dict[tuple[str, ...], tuple[str, str]]:
    """Rules as (intent, actions taken since …) → next action and rule; those with conditions are left out."""
    index: dict[tuple[str, ...], tuple[str, str]] = {}
    for key, action in rules.items():
        states: list[dict[str, Any]] = json.loads(key)
        intent = states[0].get("user", {}).get("intent")
        before = [state.get("prev_action", {}).get("action_name") for state in states]
        plain = all(set(state) <= {"user", "prev_action"} for state in states)
        only_intent = all(set(state.get("user", {})) <= {"intent"} for state in states)
        if plain and only_intent and intent and before[0] == LISTEN and intent not in DEFAULT_INTENTS:
            steps = (intent, *before[1:])
            index[steps] = (action, key)
    return index


def _steps_since_user(tracker: DialogueStateTracker) -> tuple[str, ...]:
    """The intent of the last message and the actions since; empty where no message came."""
    actions: list[str] = []
    events: list[Event] = list(tracker.events)
    for event in reversed(events):
        if isinstance(event, UserUttered):
            return (event.intent_name or "", *reversed(actions))
        if isinstance(event, ActionExecuted):
            actions.append(event.action_name or "")
    return ()

"""A reminder's button acts on the debt that it names, whichever was talked about last."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.handoff import HandOver
from actions.paying import PromiseToPay
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import AccountId
from tests.bureau import Bureau, PlainAgreements

STRANGER = {
    "account_reference": "VOL-26-000007",
    "access_code": "DDDD2222",
    "debtor_id": "D7",
    "birth_date": "1970-01-01",
}


class Talking:
    """A debtor with two accounts who spoke of the second last."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.first = bureau.open_account()
        self.second = bureau.open_account(account_reference="VOL-26-000002", access_code="CCCC2222")
        self.talk = bureau.verified()

    def press(self, action: type, intent: str, payload: str, *references: str) -> dict[str, Any]:
        """The slots that an action sets."""
        tracker = Tracker(
            sender_id=f"accord:{self.talk}",
            slots={"account_id": self.second, "language": "fr", "offer_id": "abc", "expecting": "offer"},
            latest_message={
                "text": payload,
                "intent": {"name": intent},
                "entities": [{"entity": "account_reference", "value": one} for one in references],
            },
            events=[],
            paused=False,
            followup_action=None,
            active_loop={},
            latest_action_name=None,
        )
        events = asyncio.run(action(self.bureau.services).run(CollectingDispatcher(), tracker, {}))
        return {event["name"]: event["value"] for event in events}

    def disputed(self) -> list[AccountId | None]:
        with self.bureau.store.reading() as uow:
            return [one.account_id for one in uow.handoffs.of_conversation(self.talk)]


@pytest.fixture
def talking(sqlite_store: SqlStore, tmp_path: Path) -> Talking:
    return Talking(Bureau(sqlite_store, tmp_path, agreements=PlainAgreements()))


def test_a_payment_already_made_is_looked_for_on_the_account_of_the_reminder(talking: Talking) -> None:
    payload = '/dispute_already_paid{"account_reference": "VOL-26-000001"}'
    slots = talking.press(HandOver, "dispute_already_paid", payload, "VOL-26-000001")

    assert [talking.first] == talking.disputed()
    assert (talking.first, None) == (slots["account_id"], slots["offer_id"])
    assert talking.bureau.view(talking.first).on_hold
    assert not talking.bureau.view(talking.second).on_hold


def test_another_day_is_chosen_for_the_account_of_the_reminder(talking: Talking) -> None:
    payload = '/promise_to_pay{"account_reference": "VOL-26-000001"}'
    slots = talking.press(PromiseToPay, "promise_to_pay", payload, "VOL-26-000001")

    assert (talking.first, "promise_date") == (slots["account_id"], slots["expecting"])


@pytest.mark.parametrize("reference", ["VOL-26-000007", "VOL-26-999999", "VOL-26-000001'; --"])
def test_nobody_is_turned_to_an_account_that_is_not_theirs(talking: Talking, reference: str) -> None:
    talking.bureau.open_account(**STRANGER)
    payload = f'/dispute_already_paid{{"account_reference": "{reference}"}}'
    talking.press(HandOver, "dispute_already_paid", payload, reference)

    assert [talking.second] == talking.disputed()


def test_a_reference_that_is_only_written_turns_to_nothing(talking: Talking) -> None:
    talking.press(HandOver, "dispute_already_paid", "déjà payé, VOL-26-000001", "VOL-26-000001")

    assert [talking.second] == talking.disputed()

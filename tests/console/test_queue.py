from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.core.account import Language
from bot.core.conversation import HandoffReason
from tests.console.conftest import OpenDesk
from tests.console.desk import Desk, words
from tests.console.office import Office

OPENS = re.compile(r'id="open-(\d+)"')


def test_the_most_pressing_come_first_then_the_longest_waiting(office: Office, camille: Desk) -> None:
    reasons = [
        HandoffReason.REQUEST_HUMAN,
        HandoffReason.DISPUTE_AMOUNT,
        HandoffReason.CRISIS_SELF_HARM,
        HandoffReason.DISPUTE_FRAUD,
        HandoffReason.HARDSHIP_HEALTH,
        HandoffReason.FILE_COMPLAINT,
    ]
    asked = {}
    for number, reason in enumerate(reasons):
        asked[reason] = office.call_person(reason, sender=f"phone-{number}")
        office.clock.advance(timedelta(minutes=1))

    shown = [int(found) for found in OPENS.findall(camille.get("/").text)]

    assert shown == [
        asked[reason].id
        for reason in (
            HandoffReason.CRISIS_SELF_HARM,
            HandoffReason.HARDSHIP_HEALTH,
            HandoffReason.DISPUTE_AMOUNT,
            HandoffReason.DISPUTE_FRAUD,
            HandoffReason.FILE_COMPLAINT,
            HandoffReason.REQUEST_HUMAN,
        )
    ]


def test_a_row_says_who_why_how_long_and_the_last_words(office: Office, camille: Desk) -> None:
    account = office.open_account(first_name="Jeanne", last_name="Moreau")
    office.call_person(HandoffReason.HARDSHIP_INCOME, "j'ai perdu mon travail", account_id=account)
    office.clock.advance(timedelta(minutes=65))

    row = words(camille.get("/"))

    assert "Vulnerable FR Lost income or cannot pay" in row
    assert "Mme Jeanne Moreau Voltéa Énergie" in row
    assert "Last words: j'ai perdu mon travail" in row
    assert "waiting 1 h 5 min" in row


def test_who_is_not_verified_is_said_to_be_so(office: Office, camille: Desk) -> None:
    office.open_account(last_name="Moreau")
    office.call_person(HandoffReason.IDENTITY_LOCKED)

    row = words(camille.get("/"))

    assert "Identity check failed three times" in row
    assert "Identity not verified" in row
    assert "Moreau" not in row


def test_a_claimed_case_names_who_has_it(office: Office, open_desk: OpenDesk) -> None:
    camille, dominique = open_desk("camille"), open_desk("dominique")
    asked = office.call_person()

    camille.post(f"/cases/{asked.id}/claim")

    assert "With an agent 1" in words(camille.get("/"))
    assert "You since under 1 min" in words(camille.get("/"))
    assert "Camille Roy since under 1 min" in words(dominique.get("/"))
    assert "Nobody is waiting." in words(dominique.get("/"))


@pytest.mark.parametrize("language", Language)
def test_every_reason_and_priority_is_said_in_words(office: Office, open_desk: OpenDesk, language: Language) -> None:
    for reason in HandoffReason:
        office.call_person(reason, sender=f"phone-{reason.value}")

    page = words(open_desk("camille", language=language.value).get("/"))

    assert [reason.value for reason in HandoffReason if "_" in reason.value and reason.value in page] == []
    assert page.count("je veux parler à quelqu'un") == len(HandoffReason)


def test_the_list_alone_can_be_asked_for_with_a_title_that_counts(office: Office, camille: Desk) -> None:
    office.call_person()
    office.call_person(sender="phone-2")

    fragment = camille.fragment("/queue")

    assert "<title>(2) Queue – Accord</title>" in fragment.text
    assert "<html" not in fragment.text
    assert "<title>" not in camille.get("/").text.split("<body")[1]


def test_without_scripts_the_page_still_refreshes_itself(camille: Desk) -> None:
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in camille.get("/").text


def test_french_agents_read_french(office: Office, open_desk: OpenDesk) -> None:
    office.call_person(HandoffReason.DISPUTE_ALREADY_PAID)
    office.clock.advance(timedelta(minutes=3))

    page = words(open_desk("camille", language="fr").get("/"))

    assert "Contestation FR Dit avoir déjà payé" in page
    assert "attend depuis 3 min" in page

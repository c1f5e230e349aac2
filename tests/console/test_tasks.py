from __future__ import annotations

import re

import pytest

from bot.core.account import AccountId
from bot.services import tasks
from tests.builders import TODAY
from tests.console.conftest import OpenDesk
from tests.console.desk import Desk, words
from tests.console.office import Office

DONE = re.compile(r'action="/console(/tasks/\d+/done)"')
MINOR = re.compile(r'name="minor" value="(\d+)"')


def overpaid(office: Office, amount: str = "212.34") -> AccountId:
    """An account of 200 €, and more than that paid on it."""
    return office.open_account({"amount": amount, "paid_on": TODAY.isoformat(), "payment_reference": "P1"})


def press_done(desk: Desk, **form: str) -> int:
    page = desk.get("/tasks").text
    (path,), (minor,) = DONE.findall(page), MINOR.findall(page)
    return desk.post(path, **{"minor": minor, **form}).status_code


def test_a_task_says_what_for_which_account_and_since_when(office: Office, camille: Desk) -> None:
    overpaid(office)

    said = words(camille.get("/tasks"))

    for expected in ("Refund €12.34", "VOL-26-000001", "Voltéa Énergie", "since 14:10"):
        assert expected in said


def test_it_is_said_in_french_too(office: Office, open_desk: OpenDesk) -> None:
    overpaid(office)
    assert "Rembourser 12,34\u00a0€" in words(open_desk("camille", language="fr").get("/tasks"))


def test_every_page_leads_to_the_tasks(camille: Desk) -> None:
    assert 'href="/console/tasks"' in camille.get("/").text
    assert "There is nothing to do." in words(camille.get("/tasks"))


@pytest.mark.parametrize("script", [False, True])
def test_done_is_done_by_somebody_with_a_name(office: Office, open_desk: OpenDesk, script: bool) -> None:
    account = overpaid(office)

    assert press_done(open_desk("camille", script=script)) == (204 if script else 303)

    assert tasks.open_tasks(office.services) == ()
    with office.store.reading() as uow:
        (event,) = [one for _, one in uow.audit.of_account(account) if one.kind == "task_done"]
    assert ("agent:camille", 1234) == (event.actor, event.data["minor"])
    assert "The task is done." in words(open_desk("camille").get("/tasks?done=yes"))


def test_an_amount_that_has_changed_since_is_not_marked(office: Office, camille: Desk) -> None:
    overpaid(office)
    page = camille.get("/tasks").text
    office._import(
        "payments.csv",
        {
            "creditor_id": "voltea",
            "account_reference": "VOL-26-000001",
            "payment_reference": "P2",
            "paid_on": TODAY.isoformat(),
            "amount": "1.00",
            "currency": "EUR",
            "method": "card",
        },
    )

    refused = camille.post(DONE.findall(page)[0], minor=MINOR.findall(page)[0])

    assert 409 == refused.status_code
    assert "has changed" in words(refused)
    assert [1334] == [one.amount.minor for one in tasks.open_tasks(office.services)]


@pytest.mark.parametrize("minor", ["", "-1", "1e3", "9" * 40, "١"])
def test_a_form_that_no_page_of_ours_made_marks_nothing(office: Office, camille: Desk, minor: str) -> None:
    overpaid(office)
    assert 404 == press_done(camille, minor=minor)
    assert 1 == len(tasks.open_tasks(office.services))


def test_a_form_without_its_token_marks_nothing(office: Office, camille: Desk) -> None:
    overpaid(office)
    (path,) = DONE.findall(camille.get("/tasks").text)
    assert 403 == camille.post(path, token="made up", minor="1234").status_code  # noqa: S106
    assert 1 == len(tasks.open_tasks(office.services))


def test_no_such_task_is_not_found(camille: Desk) -> None:
    assert 404 == camille.post("/tasks/99/done", minor="1").status_code


def test_an_auditor_reads_and_does_nothing(office: Office, open_desk: OpenDesk) -> None:
    overpaid(office)
    alix = open_desk("alix")
    assert "Refund" in words(alix.get("/tasks"))
    assert DONE.findall(alix.get("/tasks").text) == []
    assert 403 == alix.post("/tasks/1/done", minor="1234").status_code


def test_whoever_is_not_signed_in_is_led_to_it_and_back(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")
    desk = open_desk()
    assert "/console/login?next=%2Ftasks" == desk.get("/tasks").headers["location"]
    assert "/console/tasks" == desk.sign_in("camille", next="/tasks").headers["location"]

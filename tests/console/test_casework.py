from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from bot.console.casework import MAX_ANSWER_CHARACTERS
from bot.core.account import AccountId, Language
from bot.core.conversation import Author, Handoff, HandoffReason, HandoffState, Holder, Outcome
from bot.services.accounts import view_of
from tests.builders import TODAY
from tests.console.conftest import OpenDesk
from tests.console.desk import Answer, Desk, words
from tests.console.office import Office


@pytest.fixture
def asked(office: Office) -> Handoff:
    """A debtor who waits for a person."""
    return office.call_person(text="bonjour")


@pytest.fixture
def claimed(office: Office, camille: Desk, asked: Handoff) -> Handoff:
    """The same, with Camille."""
    assert camille.post(f"/cases/{asked.id}/claim").is_redirect
    return office.handoff(asked.id)


def on_hold(office: Office, account_id: AccountId) -> bool:
    with office.store.reading() as uow:
        return view_of(uow, account_id, TODAY).on_hold


def test_claiming_leads_to_the_case(office: Office, camille: Desk, asked: Handoff) -> None:
    answer = camille.post(f"/cases/{asked.id}/claim")

    assert answer.headers["Location"] == f"/console/cases/{asked.id}"
    assert office.handoff(asked.id).state is HandoffState.CLAIMED


def test_claiming_from_a_live_page_leads_to_the_case_too(open_desk: OpenDesk, asked: Handoff) -> None:
    answer = open_desk("camille", script=True).post(f"/cases/{asked.id}/claim")

    assert answer.status_code == httpx.codes.NO_CONTENT
    assert answer.headers["HX-Redirect"] == f"/console/cases/{asked.id}"


def test_of_two_agents_who_claim_at_once_one_wins_and_the_other_learns_who(
    office: Office, open_desk: OpenDesk, asked: Handoff
) -> None:
    desks = {"Camille Roy": open_desk("camille"), "Dominique Petit": open_desk("dominique")}
    tokens = {name: desk.token() for name, desk in desks.items()}
    together = Barrier(len(desks))

    def claim(name: str) -> Answer:
        together.wait()
        return desks[name].post(f"/cases/{asked.id}/claim", token=tokens[name])

    with ThreadPoolExecutor() as pool:
        answers = dict(zip(desks, pool.map(claim, desks), strict=True))

    (winner,) = (name for name, answer in answers.items() if answer.is_redirect)
    (loser,) = (answer for answer in answers.values() if not answer.is_redirect)
    assert loser.status_code == httpx.codes.CONFLICT
    assert f"{winner} was faster and has this case." in words(loser)
    with office.store.reading() as uow:
        holder = uow.agents.get(office.handoff(asked.id).agent_id or pytest.fail("nobody has it"))
    assert holder.name == winner


def test_a_live_page_gets_the_refusal_as_a_fragment(open_desk: OpenDesk, claimed: Handoff) -> None:
    answer = open_desk("dominique", script=True).post(f"/cases/{claimed.id}/claim")

    assert answer.status_code == httpx.codes.CONFLICT
    assert answer.text.strip() == "<p>Camille Roy was faster and has this case.</p>"


def test_an_answer_is_recorded_as_the_agents(office: Office, camille: Desk, claimed: Handoff) -> None:
    answer = camille.post(f"/cases/{claimed.id}/answer", text="Bonjour,\r\nje suis Camille. ")

    assert answer.headers["Location"] == f"/console/cases/{claimed.id}"
    assert office.transcript(claimed.conversation_id)[-1] == (
        Author.AGENT,
        "Bonjour,\nje suis Camille.",
        "Camille Roy",
    )


def test_a_live_page_is_told_to_refresh_after_an_answer(open_desk: OpenDesk, claimed: Handoff) -> None:
    answer = open_desk("camille", script=True).post(f"/cases/{claimed.id}/answer", text="Bonjour")

    assert answer.status_code == httpx.codes.NO_CONTENT
    assert answer.headers["HX-Trigger"] == "case-changed"


@pytest.mark.parametrize("step", ["answer", "notes"])
@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" \n\t", "Please write something first."),
        ("a" * (MAX_ANSWER_CHARACTERS + 1), "That is too long: at most 4000 characters."),
    ],
)
def test_nothing_and_too_much_are_refused(
    office: Office, camille: Desk, claimed: Handoff, step: str, text: str, refusal: str
) -> None:
    answer = camille.post(f"/cases/{claimed.id}/{step}", text=text)

    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert refusal in words(answer)
    assert len(office.transcript(claimed.conversation_id)) == 1


@pytest.mark.parametrize("step", ["answer", "release", "finish"])
def test_only_the_holder_acts(office: Office, open_desk: OpenDesk, claimed: Handoff, step: str) -> None:
    dominique = open_desk("dominique")

    answer = dominique.post(f"/cases/{claimed.id}/{step}", text="Bonjour", how="close", outcome="answered")

    assert answer.status_code == httpx.codes.CONFLICT
    assert "Camille Roy has this case. Nothing was sent or changed." in words(answer)
    assert office.handoff(claimed.id) == claimed
    assert len(office.transcript(claimed.conversation_id)) == 1


def test_a_refused_answer_is_given_back_to_its_writer(open_desk: OpenDesk, claimed: Handoff) -> None:
    answer = open_desk("dominique").post(f"/cases/{claimed.id}/answer", text="Des mots précieux")

    assert ">Des mots précieux</textarea>" in answer.text


def test_an_answer_to_a_case_nobody_has_asks_to_claim_it(camille: Desk, asked: Handoff) -> None:
    answer = camille.post(f"/cases/{asked.id}/answer", text="Bonjour")

    assert answer.status_code == httpx.codes.CONFLICT
    assert "Nobody has this case now. Claim it first." in words(answer)


def test_an_answer_to_a_case_that_ended_is_refused(camille: Desk, claimed: Handoff) -> None:
    camille.post(f"/cases/{claimed.id}/finish", how="close", outcome="answered")

    for step in ("answer", "claim", "release"):
        answer = camille.post(f"/cases/{claimed.id}/{step}", text="Bonjour")
        assert answer.status_code == httpx.codes.CONFLICT
        assert "This case has ended." in words(answer)


def test_any_agent_may_leave_a_note(open_desk: OpenDesk, claimed: Handoff) -> None:
    dominique = open_desk("dominique")

    assert dominique.post(f"/cases/{claimed.id}/notes", text="vue au téléphone").is_redirect

    assert "Dominique Petit 14:10 vue au téléphone" in words(dominique.get(f"/cases/{claimed.id}"))


def test_a_case_goes_back_to_the_queue(office: Office, camille: Desk, claimed: Handoff) -> None:
    answer = camille.post(f"/cases/{claimed.id}/release")

    assert answer.headers["Location"] == "/console/?done=released"
    assert "The case is back in the queue." in words(camille.get("/?done=released"))
    assert office.handoff(claimed.id).state is HandoffState.REQUESTED
    assert office.handoff(claimed.id).agent_id is None
    assert office.conversation(claimed.conversation_id).holder is Holder.AGENT


@pytest.mark.parametrize(
    ("how", "state", "farewell"),
    [
        ("return", HandoffState.RETURNED, "utter_agent_returned in fr"),
        ("close", HandoffState.CLOSED, "utter_agent_closed in fr"),
    ],
)
def test_finishing_gives_the_conversation_back_to_the_assistant_who_says_so(
    office: Office, camille: Desk, claimed: Handoff, how: str, state: HandoffState, farewell: str
) -> None:
    answer = camille.post(f"/cases/{claimed.id}/finish", how=how, outcome="plan_adapted")

    assert answer.headers["Location"].startswith("/console/?done=")
    ended = office.handoff(claimed.id)
    assert (ended.state, ended.outcome) == (state, Outcome.PLAN_ADAPTED)
    assert office.conversation(claimed.conversation_id).holder is Holder.BOT
    assert office.transcript(claimed.conversation_id)[-1] == (Author.BOT, farewell, None)


def test_the_farewell_is_in_the_debtors_language(office: Office, open_desk: OpenDesk) -> None:
    asked = office.call_person(text="hello, a person please", language=Language.ENGLISH)
    camille = open_desk("camille", language="fr")
    camille.post(f"/cases/{asked.id}/claim")

    camille.post(f"/cases/{asked.id}/finish", how="close", outcome="answered")

    assert office.transcript(asked.conversation_id)[-1] == (Author.BOT, "utter_agent_closed in en", None)


@pytest.mark.parametrize(("form", "still_held"), [({}, True), ({"release_hold": "yes"}, False)])
def test_a_hold_is_released_only_when_that_is_ticked(
    office: Office, camille: Desk, form: dict[str, str], still_held: bool
) -> None:
    account = office.open_account()
    asked = office.call_person(HandoffReason.DISPUTE_AMOUNT, account_id=account)
    camille.post(f"/cases/{asked.id}/claim")
    assert on_hold(office, account)

    camille.post(f"/cases/{asked.id}/finish", how="close", outcome="dispute_rejected", **form)

    assert on_hold(office, account) is still_held


def test_releasing_a_hold_is_offered_only_where_there_is_one(office: Office, camille: Desk) -> None:
    account = office.open_account()
    held = office.call_person(HandoffReason.DISPUTE_AMOUNT, account_id=account)
    free = office.call_person(sender="phone-2")
    for case in (held, free):
        camille.post(f"/cases/{case.id}/claim")

    assert "release_hold" in camille.get(f"/cases/{held.id}").text
    assert "release_hold" not in camille.get(f"/cases/{free.id}").text


def test_finishing_needs_an_outcome(office: Office, camille: Desk, claimed: Handoff) -> None:
    for outcome in ("", "made_up"):
        answer = camille.post(f"/cases/{claimed.id}/finish", how="close", outcome=outcome)

        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert "Please choose how the case ended." in words(answer)
    assert office.handoff(claimed.id) == claimed


@pytest.mark.parametrize("script", [False, True])
def test_a_database_that_is_gone_is_said_in_words_and_loses_nothing(
    office: Office, open_desk: OpenDesk, claimed: Handoff, tmp_path: Path, script: bool
) -> None:
    desk = open_desk("camille", script=script)
    token = desk.token()
    office.store.engine.dispose()
    away = [(file, file.with_name(f"away-{file.name}")) for file in tmp_path.glob("accord.db*")]
    for file, elsewhere in away:
        file.rename(elsewhere)

    answer = desk.post(f"/cases/{claimed.id}/answer", token=token, text="Des mots précieux")

    for file in tmp_path.glob("accord.db*"):
        file.unlink()  # what SQLite made in its place
    for file, elsewhere in away:
        elsewhere.rename(file)
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "The database does not answer. Nothing was written." in words(answer)
    assert ("Des mots précieux</textarea>" in answer.text) is not script
    assert len(office.transcript(claimed.conversation_id)) == 1
    assert desk.post(f"/cases/{claimed.id}/answer", text="Des mots précieux").is_success is script
    assert office.transcript(claimed.conversation_id)[-1][1] == "Des mots précieux"

"""Handoff: a person is called, what must rest rests, and one agent at a time holds the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from bot.core.account import AccountId, Hold, HoldReason
from bot.core.ask import Ask
from bot.core.conversation import (
    AgentId,
    Author,
    Conversation,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffReason,
    HandoffState,
    Holder,
    Outcome,
    Priority,
)
from bot.core.errors import HandoffNotFound, IllegalTransition, NotTheOwner
from bot.services import cases, conversations, handoff, holds, identity, negotiation
from bot.services.identity import Claim
from bot.services.negotiation import Impossible, Obstacle
from bot.services.repositories import NewLine
from tests.builders import TODAY
from tests.bureau import Bureau, at_once, instant

SECOND_ACCOUNT = {"account_reference": "VOL-26-000002", "access_code": "AAFZA22Q"}
OTHERS_ACCOUNT = {
    "account_reference": "VOL-26-000009",
    "debtor_id": "D9",
    "birth_date": "1971-01-01",
    "access_code": "ZFHRGXVG",
}
FAREWELL = (NewLine(Author.BOT, "Je reprends la conversation."),)


def holds_on(bureau: Bureau, account_id: AccountId) -> list[tuple[HoldReason, date | None]]:
    return [(one.reason, one.until) for one in bureau.view(account_id).holds]


def conversation(bureau: Bureau, conversation_id: ConversationId) -> Conversation:
    with bureau.store.reading() as uow:
        return uow.conversations.get(conversation_id)


def now(bureau: Bureau, asked: Handoff) -> Handoff:
    with bureau.store.reading() as uow:
        return uow.handoffs.get(asked.id)


# --- calling ---


def test_calling_a_person_gives_them_the_conversation(bureau: Bureau) -> None:
    talk = bureau.conversation()
    requested = handoff.request(bureau.services, talk, HandoffReason.REQUEST_HUMAN, None)

    assert Holder.AGENT is conversation(bureau, talk).holder
    assert (False, False) == (requested.joined, requested.held)
    assert HandoffState.REQUESTED is requested.handoff.state
    assert (requested.handoff,) == tuple(
        item.handoff for item in cases.queue(bureau.services, [HandoffState.REQUESTED])
    )


def test_a_second_call_joins_the_first_and_only_raises_its_priority(bureau: Bureau) -> None:
    account = bureau.open_account()
    talk = bureau.verified()

    def call(reason: HandoffReason) -> handoff.Requested:
        return handoff.request(bureau.services, talk, reason, account)

    first = call(HandoffReason.FILE_COMPLAINT)
    raised = call(HandoffReason.HARDSHIP_INCOME)
    lower = call(HandoffReason.REQUEST_HUMAN)

    assert [False, True, True] == [first.joined, raised.joined, lower.joined]
    assert 1 == len({one.handoff.id for one in (first, raised, lower)})
    assert [Priority.COMPLAINT, Priority.VULNERABLE, Priority.VULNERABLE] == [
        one.handoff.priority for one in (first, raised, lower)
    ]
    assert raised.held
    assert 3 == bureau.audit_of(account).count("handoff_requested")


def test_calls_at_once_are_one_handoff(bureau: Bureau) -> None:
    talk = bureau.conversation()
    call = [
        lambda: handoff.request(bureau.services, talk, HandoffReason.REQUEST_HUMAN, None),
        lambda: handoff.request(bureau.services, talk, HandoffReason.CRISIS_SELF_HARM, None),
    ]

    outcomes = at_once(*call, *call)

    assert all(isinstance(one, handoff.Requested) for one in outcomes), outcomes
    (item,) = cases.queue(bureau.services, list(HandoffState))
    assert Priority.CRISIS is item.handoff.priority


def test_the_queue_goes_by_priority_then_by_who_waits_longest(small_bureau: Bureau) -> None:
    order = [
        HandoffReason.REQUEST_HUMAN,
        HandoffReason.DISPUTE_AMOUNT,
        HandoffReason.CRISIS_SELF_HARM,
        HandoffReason.DISPUTE_FRAUD,
        HandoffReason.HARDSHIP_INCOME,
    ]
    for number, reason in enumerate(order):
        small_bureau.call_person(reason, sender=f"phone-{number}")
        small_bureau.clock.advance(timedelta(minutes=1))

    waiting = cases.queue(small_bureau.services, [HandoffState.REQUESTED])

    assert [order[2], order[4], order[1], order[3], order[0]] == [item.handoff.reason for item in waiting]


# --- holding ---


@pytest.mark.parametrize(
    ("reason", "named", "other"),
    [
        (HandoffReason.HARDSHIP_INCOME, HoldReason.HARDSHIP, HoldReason.HARDSHIP),
        (HandoffReason.CRISIS_SELF_HARM, HoldReason.VULNERABILITY, HoldReason.VULNERABILITY),
        (HandoffReason.DISPUTE_AMOUNT, HoldReason.DISPUTE, None),
        (HandoffReason.REQUEST_HUMAN, None, None),
        (HandoffReason.FILE_COMPLAINT, None, None),
    ],
)
def test_what_must_rest_rests_and_nothing_else(
    bureau: Bureau, reason: HandoffReason, named: HoldReason | None, other: HoldReason | None
) -> None:
    account, second = bureau.open_account(), bureau.open_account(**SECOND_ACCOUNT)
    stranger = bureau.open_account(**OTHERS_ACCOUNT)
    bureau.verified()

    bureau.call_person(reason, account)

    def expected(hold: HoldReason | None) -> list[tuple[HoldReason, date | None]]:
        return [] if hold is None else [(hold, None)]

    assert expected(named) == holds_on(bureau, account)
    assert expected(other) == holds_on(bureau, second)
    assert [] == holds_on(bureau, stranger)
    assert [named is not None, other is not None] == [
        "hold_placed" in bureau.audit_of(one) for one in (account, second)
    ]


def test_a_dispute_of_no_account_in_particular_rests_them_all(small_bureau: Bureau) -> None:
    mine = [small_bureau.open_account(), small_bureau.open_account(**SECOND_ACCOUNT)]
    small_bureau.verified()
    small_bureau.call_person(HandoffReason.DISPUTE_FRAUD, None)
    assert [[(HoldReason.DISPUTE, None)]] * 2 == [holds_on(small_bureau, one) for one in mine]


def test_hardship_rests_until_a_person_has_looked_at_it(small_bureau: Bureau) -> None:
    account = small_bureau.open_account()
    small_bureau.verified()
    small_bureau.call_person(HandoffReason.HARDSHIP_INCOME, account)

    small_bureau.clock.advance(timedelta(days=90))

    assert small_bureau.view(account).on_hold


def test_hardship_rests_for_thirty_days_and_a_dispute_until_it_is_decided(small_bureau: Bureau) -> None:
    account, second = small_bureau.open_account(), small_bureau.open_account(**SECOND_ACCOUNT)
    talk = small_bureau.verified()
    asked = small_bureau.call_person(HandoffReason.HARDSHIP_INCOME, account)
    small_bureau.verified("phone-2")
    small_bureau.call_person(HandoffReason.DISPUTE_AMOUNT, second, sender="phone-2")
    agent = small_bureau.hire("Dominique")
    handoff.claim(small_bureau.services, asked.id, agent)
    handoff.finish(small_bureau.services, asked.id, agent, HandoffState.RETURNED, Outcome.PAUSE_GRANTED, ())

    def obstacles() -> list[Obstacle | None]:
        today = small_bureau.clock.now().date()
        return [negotiation.obstacle(small_bureau.view(one), today) for one in (account, second)]

    small_bureau.clock.advance(timedelta(days=30))
    assert [Obstacle.ON_HOLD, Obstacle.ON_HOLD] == obstacles()
    small_bureau.clock.advance(timedelta(days=1))
    assert [None, Obstacle.ON_HOLD] == obstacles()
    assert Impossible(Obstacle.ON_HOLD) == negotiation.propose(small_bureau.services, talk, second, Ask(count=2))


def test_hardship_told_again_later_rests_thirty_days_from_then(small_bureau: Bureau) -> None:
    account = small_bureau.open_account()
    small_bureau.verified()
    small_bureau.call_person(HandoffReason.HARDSHIP_INCOME, account)
    small_bureau.call_person(HandoffReason.HARDSHIP_HEALTH, account)
    assert 1 == len(holds_on(small_bureau, account))

    small_bureau.clock.advance(timedelta(days=25))
    small_bureau.call_person(HandoffReason.HARDSHIP_INCOME, account)

    small_bureau.clock.advance(timedelta(days=30))
    assert small_bureau.view(account).on_hold


def test_releasing_one_case_leaves_what_another_open_case_has_put_on_hold(bureau: Bureau) -> None:
    """A cry for help waits on one device; the case of another is closed with the hold released."""
    account = bureau.open_account()
    bureau.verified()
    bureau.call_person(HandoffReason.CRISIS_SELF_HARM, account)
    bureau.verified("phone-2")
    asked = bureau.call_person(HandoffReason.DISPUTE_AMOUNT, account, sender="phone-2")
    agent = bureau.hire("Dominique")
    handoff.claim(bureau.services, asked.id, agent)

    handoff.finish(
        bureau.services, asked.id, agent, HandoffState.CLOSED, Outcome.DISPUTE_REJECTED, (), release_hold=True
    )

    assert [(HoldReason.VULNERABILITY, None)] == holds_on(bureau, account)


def test_a_person_lets_a_locked_debtor_try_again(bureau: Bureau) -> None:
    bureau.open_account()
    talk = bureau.conversation()
    wrong = Claim(references=("VOL-26-000001",), birth_dates=(date(1900, 1, 1),))
    for _ in range(3):
        identity.check_identity(bureau.services, talk, wrong)
    asked = bureau.call_person(HandoffReason.IDENTITY_LOCKED)
    agent = bureau.hire("Dominique")
    handoff.claim(bureau.services, asked.id, agent)
    handoff.finish(bureau.services, asked.id, agent, HandoffState.RETURNED, Outcome.ANSWERED, ())

    assert talk == bureau.verified()


def test_who_is_not_verified_may_call_a_person_but_moves_nothing(bureau: Bureau) -> None:
    account = bureau.open_account()

    requested = handoff.request(bureau.services, bureau.conversation(), HandoffReason.HARDSHIP_INCOME, account)

    assert not requested.held
    assert requested.handoff.account_id is None
    assert [] == holds_on(bureau, account)
    assert [] == bureau.audit_of(account)
    assert "VOL" not in requested.handoff.summary


def test_a_debtor_moves_nothing_on_somebody_elses_account(small_bureau: Bureau) -> None:
    small_bureau.open_account()
    others = small_bureau.open_account(**OTHERS_ACCOUNT)
    small_bureau.verified()

    asked = small_bureau.call_person(HandoffReason.DISPUTE_AMOUNT, others)

    assert asked.account_id is None
    assert [] == holds_on(small_bureau, others)
    assert [] == small_bureau.audit_of(others)
    assert "VOL-26-000009" not in asked.summary


def test_stopping_contact_marks_every_account_once_and_stops_no_negotiation(small_bureau: Bureau) -> None:
    mine = [small_bureau.open_account(), small_bureau.open_account(**SECOND_ACCOUNT)]
    others = small_bureau.open_account(**OTHERS_ACCOUNT)
    talk = small_bureau.verified()

    counts = [holds.place_no_contact(small_bureau.services, talk) for _ in range(2)]

    assert [2, 2] == counts
    assert [[(HoldReason.NO_CONTACT, None)]] * 2 == [holds_on(small_bureau, one) for one in mine]
    assert [] == holds_on(small_bureau, others)
    assert not small_bureau.view(mine[0]).on_hold
    unverified = small_bureau.conversation("unverified")
    assert 0 == holds.place_no_contact(small_bureau.services, unverified)


# --- claiming ---


def test_of_many_agents_who_claim_at_once_one_succeeds_and_the_others_hear_who(bureau: Bureau) -> None:
    asked = bureau.call_person()
    names = [f"Agent{number}" for number in range(6)]
    agents = [bureau.hire(name) for name in names]

    def claim(agent: AgentId) -> Callable[[], Handoff]:
        return lambda: handoff.claim(bureau.services, asked.id, agent)

    outcomes = at_once(*[claim(agent) for agent in agents])

    winners = [one for one in outcomes if isinstance(one, Handoff)]
    losers = [one for one in outcomes if isinstance(one, NotTheOwner)]
    assert (1, 5) == (len(winners), len(losers)), outcomes
    winner = names[agents.index(AgentId(winners[0].agent_id or 0))]
    assert {winner} == {one.holder for one in losers}
    assert winners[0] == now(bureau, asked)


def test_claiming_ones_own_case_again_changes_nothing(small_bureau: Bureau) -> None:
    asked, agent = small_bureau.call_person(), small_bureau.hire("Camille")
    first = handoff.claim(small_bureau.services, asked.id, agent)
    small_bureau.clock.advance(timedelta(hours=1))
    assert first == handoff.claim(small_bureau.services, asked.id, agent)


def test_a_handoff_nobody_asked_for_is_not_found(small_bureau: Bureau) -> None:
    with pytest.raises(HandoffNotFound):
        handoff.claim(small_bureau.services, HandoffId(99), small_bureau.hire("Camille"))


# --- working ---


class Case:
    """A debtor with one account in hardship, claimed by Camille; Dominique looks on."""

    def __init__(self, bureau: Bureau) -> None:
        self.services = bureau.services
        self.account = bureau.open_account()
        self.talk = bureau.verified()
        bureau.write("Je viens de perdre mon travail zzyzx")
        self.asked = bureau.call_person(HandoffReason.HARDSHIP_INCOME, self.account)
        self.camille, self.dominique = bureau.hire("Camille"), bureau.hire("Dominique")
        handoff.claim(self.services, self.asked.id, self.camille)


@pytest.fixture
def case(small_bureau: Bureau) -> Case:
    return Case(small_bureau)


def test_only_the_holder_answers_and_ends(case: Case, small_bureau: Bureau) -> None:
    steps: list[Callable[[], object]] = [
        lambda: handoff.answer(case.services, case.asked.id, case.dominique, "Bonjour"),
        lambda: handoff.release(case.services, case.asked.id, case.dominique),
        lambda: handoff.finish(
            case.services, case.asked.id, case.dominique, HandoffState.RETURNED, Outcome.OTHER, FAREWELL
        ),
        lambda: handoff.finish(
            case.services, case.asked.id, case.dominique, HandoffState.CLOSED, Outcome.OTHER, FAREWELL
        ),
    ]
    before = conversations.transcript(case.services, case.talk)
    for step in steps:
        with pytest.raises(NotTheOwner) as caught:
            step()
        assert "Camille" == caught.value.holder
    assert before == conversations.transcript(case.services, case.talk)
    assert HandoffState.CLAIMED is now(small_bureau, case.asked).state


def test_nobody_answers_a_case_that_nobody_has_claimed(small_bureau: Bureau) -> None:
    asked, agent = small_bureau.call_person(), small_bureau.hire("Camille")
    with pytest.raises(NotTheOwner) as caught:
        handoff.answer(small_bureau.services, asked.id, agent, "Bonjour")
    assert caught.value.holder is None


def test_an_answer_reaches_the_transcript_under_the_agents_name(case: Case) -> None:
    line = handoff.answer(case.services, case.asked.id, case.camille, "  Bonjour, je regarde.  ")
    last = conversations.transcript(case.services, case.talk)[-1]
    assert (Author.AGENT, "Bonjour, je regarde.", "Camille") == (last.author, last.text, last.agent_name)
    assert line.seq == last.seq


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07"])
def test_an_answer_or_a_note_without_words_is_refused(case: Case, text: str) -> None:
    with pytest.raises(ValueError, match="needs words"):
        handoff.answer(case.services, case.asked.id, case.camille, text)
    with pytest.raises(ValueError, match="needs words"):
        handoff.add_note(case.services, case.asked.id, case.camille, text)


def test_a_released_case_waits_again_and_a_colleague_may_take_it(case: Case, small_bureau: Bureau) -> None:
    handoff.release(case.services, case.asked.id, case.camille)

    waiting = now(small_bureau, case.asked)
    assert (HandoffState.REQUESTED, None, None) == (waiting.state, waiting.agent_id, waiting.claimed_at)
    assert Holder.AGENT is conversation(small_bureau, case.talk).holder
    assert case.dominique == handoff.claim(case.services, case.asked.id, case.dominique).agent_id


@pytest.mark.parametrize("state", [HandoffState.RETURNED, HandoffState.CLOSED])
def test_a_finished_case_gives_the_conversation_back_with_a_word(
    case: Case, small_bureau: Bureau, state: HandoffState
) -> None:
    finish = partial(handoff.finish, case.services, case.asked.id, case.camille, state)
    finish(Outcome.PAUSE_GRANTED, FAREWELL, comment="fin de mois")

    ended = now(small_bureau, case.asked)
    assert (state, Outcome.PAUSE_GRANTED, small_bureau.clock.now()) == (
        ended.state,
        ended.outcome,
        ended.ended_at,
    )
    assert Holder.BOT is conversation(small_bureau, case.talk).holder
    last = conversations.transcript(case.services, case.talk)[-1]
    assert (Author.BOT, FAREWELL[0].text) == (last.author, last.text)
    assert small_bureau.view(case.account).on_hold
    with pytest.raises(NotTheOwner):
        finish(Outcome.OTHER, ())
    with pytest.raises(IllegalTransition):
        handoff.claim(case.services, case.asked.id, case.dominique)
    again = small_bureau.call_person(HandoffReason.REQUEST_HUMAN, case.account)
    assert again.id != case.asked.id


@pytest.mark.parametrize("state", [HandoffState.REQUESTED, HandoffState.CLAIMED])
def test_a_case_is_finished_by_returning_or_closing_it_only(case: Case, state: HandoffState) -> None:
    with pytest.raises(IllegalTransition):
        handoff.finish(case.services, case.asked.id, case.camille, state, Outcome.OTHER, FAREWELL)


def test_what_an_agent_pastes_is_kept_without_control_characters(case: Case) -> None:
    handoff.answer(case.services, case.asked.id, case.camille, " Bon\x00jour\x1b[31m,\r\nça va\u202f? \x07")
    handoff.add_note(case.services, case.asked.id, case.camille, "\x00à rappeler\ud800")

    read = cases.case(case.services, case.asked.id, "camille")
    assert "Bonjour[31m,\nça va\u202f?" == read.lines[-1].text
    assert "à rappeler?" == read.notes[-1].text


def test_a_question_asked_before_the_agent_came_is_not_taken_up_again(case: Case, small_bureau: Bureau) -> None:
    with small_bureau.store.writing() as uow:
        uow.conversations.keep_memory(case.talk, {"question": "amount"})
        uow.commit()
    handoff.finish(case.services, case.asked.id, case.camille, HandoffState.RETURNED, Outcome.ANSWERED, FAREWELL)
    with small_bureau.store.reading() as uow:
        assert uow.conversations.memory(case.talk) is None


def test_releasing_the_hold_frees_every_account_that_this_handoff_rested(small_bureau: Bureau) -> None:
    mine = [small_bureau.open_account(), small_bureau.open_account(**SECOND_ACCOUNT)]
    small_bureau.verified()
    asked, agent = small_bureau.call_person(HandoffReason.HARDSHIP_INCOME, None), small_bureau.hire("Camille")
    handoff.claim(small_bureau.services, asked.id, agent)

    handoff.finish(small_bureau.services, asked.id, agent, HandoffState.CLOSED, Outcome.ANSWERED, (), release_hold=True)

    assert [[], []] == [holds_on(small_bureau, one) for one in mine]
    assert [1, 1] == [small_bureau.audit_of(one).count("hold_released") for one in mine]


def test_releasing_a_hardship_leaves_another_accounts_dispute_alone(small_bureau: Bureau) -> None:
    account, disputed = small_bureau.open_account(), small_bureau.open_account(**SECOND_ACCOUNT)
    talk, agent = small_bureau.verified(), small_bureau.hire("Camille")
    with small_bureau.store.writing() as uow:
        uow.holds.place(Hold(disputed, HoldReason.DISPUTE, TODAY, None))
        uow.commit()
    holds.place_no_contact(small_bureau.services, talk)
    asked = small_bureau.call_person(HandoffReason.HARDSHIP_INCOME, account)
    handoff.claim(small_bureau.services, asked.id, agent)

    handoff.finish(small_bureau.services, asked.id, agent, HandoffState.CLOSED, Outcome.ANSWERED, (), release_hold=True)

    assert [(HoldReason.NO_CONTACT, None)] == holds_on(small_bureau, account)
    left = {reason for reason, _ in holds_on(small_bureau, disputed)}
    assert {HoldReason.DISPUTE, HoldReason.NO_CONTACT} == left


def test_notes_stay_with_the_agents(case: Case) -> None:
    handoff.add_note(case.services, case.asked.id, case.camille, "à rappeler jeudi")
    handoff.finish(case.services, case.asked.id, case.camille, HandoffState.RETURNED, Outcome.ANSWERED, FAREWELL)

    read = cases.case(case.services, case.asked.id, "camille")

    assert [("Camille", "à rappeler jeudi")] == [(one.agent_name, one.text) for one in read.notes]
    said = [line.text for line in conversations.transcript(case.services, case.talk)]
    assert not any("jeudi" in text for text in said)
    assert not any("jeudi" in line.text for line in read.lines)


def test_the_summary_holds_facts_and_no_typed_words(case: Case, small_bureau: Bureau) -> None:
    summary = now(small_bureau, case.asked).summary
    assert "VOL-26-000001" in summary
    assert "200" in summary
    assert "on hold" in summary
    assert "zzyzx" not in summary
    assert "travail" not in summary


def test_every_step_of_a_case_is_audited_under_who_did_it(case: Case, small_bureau: Bureau) -> None:
    cases.case(case.services, case.asked.id, "dominique")
    handoff.release(case.services, case.asked.id, case.camille)
    handoff.claim(case.services, case.asked.id, case.dominique)
    handoff.finish(case.services, case.asked.id, case.dominique, HandoffState.CLOSED, Outcome.ANSWERED, FAREWELL)

    trail = [
        (event.kind, event.actor)
        for event in small_bureau.events_of(case.account)
        if event.kind.startswith(("hand", "case", "hold"))
    ]
    assert [
        ("hold_placed", "debtor"),
        ("handoff_requested", "debtor"),
        ("handoff_claimed", "agent:camille"),
        ("case_read", "agent:dominique"),
        ("handoff_released", "agent:camille"),
        ("handoff_claimed", "agent:dominique"),
        ("handoff_closed", "agent:dominique"),
    ] == trail


def test_an_answer_and_a_finish_at_once_leave_no_answer_after_the_farewell(bureau: Bureau) -> None:
    case = Case(bureau)
    answered, ended = at_once(
        lambda: handoff.answer(case.services, case.asked.id, case.camille, "Un instant."),
        lambda: handoff.finish(
            case.services, case.asked.id, case.camille, HandoffState.CLOSED, Outcome.ANSWERED, FAREWELL
        ),
    )
    assert isinstance(ended, Handoff), ended
    lines = conversations.transcript(case.services, case.talk)
    assert FAREWELL[0].text == lines[-1].text
    assert isinstance(answered, NotTheOwner) is not any(line.author is Author.AGENT for line in lines)


# --- when a person will be there ---


@pytest.mark.parametrize(
    ("instant_now", "creditor", "answer_at"),
    [
        ("2026-11-23T10:00:00+01:00", "voltea", None),
        ("2026-11-23T17:59:59+01:00", "voltea", None),
        ("2026-11-23T18:00:00+01:00", "voltea", "2026-11-24T09:00:00+01:00"),
        ("2026-11-27T20:00:00+01:00", "voltea", "2026-11-30T09:00:00+01:00"),
        ("2026-11-28T10:00:00+01:00", "filnet", None),  # Filnet works on Saturdays
        ("2026-12-24T19:30:00+01:00", "filnet", "2026-12-26T08:30:00+01:00"),  # Christmas Day
        ("2026-12-24T19:30:00+00:00", "harrow", "2026-12-29T09:00:00+00:00"),  # Boxing Day, made up on Monday
        ("2026-12-24T20:00:00+01:00", "voltea", "2026-12-28T09:00:00+01:00"),
    ],
)
def test_the_debtor_hears_when_the_creditors_own_hours_and_holidays_bring_a_person(
    small_bureau: Bureau, instant_now: str, creditor: str, answer_at: str | None
) -> None:
    british = {"currency": "GBP", "country": "GB", "language": "en", "postcode": "LS1 1AA"}
    row = {"due_on": "2026-08-10", "letter_sent_on": "2026-09-10"}
    row |= british if creditor == "harrow" else {}
    account = small_bureau.open_account(creditor_id=creditor, **row)
    talk = small_bureau.verified()
    small_bureau.clock.set(instant(instant_now))

    requested = handoff.request(small_bureau.services, talk, HandoffReason.REQUEST_HUMAN, account)

    assert requested.answer_at == (instant(answer_at) if answer_at else None)


def test_without_an_account_the_offices_own_hours_count(small_bureau: Bureau) -> None:
    small_bureau.clock.set(instant("2026-11-28T10:00:00+01:00"))
    requested = handoff.request(small_bureau.services, small_bureau.conversation(), HandoffReason.REQUEST_HUMAN, None)
    assert instant("2026-11-30T09:00:00+01:00") == requested.answer_at

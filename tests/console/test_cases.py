from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.ask import Ask
from bot.core.conversation import Author, Button, HandoffReason, HandoffState, Outcome
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services import handoff, negotiation
from bot.services.negotiation import Counter
from bot.services.repositories import NewLine
from tests.console.conftest import OpenDesk
from tests.console.desk import Desk, words
from tests.console.office import Office

PAYMENTS = (
    {"payment_reference": "P1", "paid_on": "2026-06-11", "amount": "18.31", "method": "card"},
    {"payment_reference": "P2", "paid_on": "2026-07-11", "amount": "20.00", "method": "direct_debit"},
)


def test_the_account_is_shown_whole(office: Office, camille: Desk) -> None:
    account = office.open_account(*PAYMENTS, principal="200.00", interest="4.50", fees="0.00")
    asked = office.call_person(account_id=account)

    page = words(camille.get(f"/cases/{asked.id}"))

    assert "Voltéa Énergie VOL-26-000001" in page
    # 38.31 paid: interest first (4.50), then principal (33.81).
    assert "Principal €166.19 Interest €0.00 Fees €0.00 Total owed €166.19" in page
    assert "For Facture d'électricité" in page
    assert "Contract 600000001" in page
    assert "Due since 10 March 2026" in page
    assert "11 July 2026 direct debit €20.00 11 June 2026 card €18.31" in page
    assert "€166.19 owed to Voltéa Énergie, VOL-26-000001" in page
    assert "No plan." in page


def test_amounts_and_dates_follow_the_agents_language(office: Office, open_desk: OpenDesk) -> None:
    account = office.open_account(*PAYMENTS, principal="1238.31", due_on="2026-08-01")
    asked = office.call_person(account_id=account)

    page = words(open_desk("camille", language="fr").get(f"/cases/{asked.id}"))

    assert "Total dû 1\u202f200,00\u00a0€" in page
    assert "Échue le 1er août 2026" in page
    assert "11 juillet 2026 prélèvement 20,00\u00a0€" in page


def test_a_plan_is_shown_with_its_instalments_and_its_agreement(office: Office, camille: Desk) -> None:
    account = office.open_account(principal="200.00")
    asked = office.call_person(account_id=account)
    plan = office.agree_plan(asked.conversation_id, account, 4)
    with office.store.reading() as uow:
        (document,) = uow.plans.documents(plan.id)

    page = camille.get(f"/cases/{asked.id}")

    assert "0 of 4 instalments paid, €200.00 left." in words(page)
    assert words(page).count("due €50.00") == 4
    assert "Total, a month €200.00" in words(page)
    assert f'href="/documents/{document.token}"' in page.text


def test_an_agent_sees_why_the_debtor_was_offered_what_they_were(office: Office, camille: Desk) -> None:
    account = office.open_account(principal="600.00")
    asked = office.call_person(account_id=account)
    ask = Ask(amount=Money(1000, "EUR"), frequency=Frequency.MONTHLY)
    proposal = negotiation.propose(office.services, asked.conversation_id, account, ask)
    assert isinstance(proposal, Counter)

    page = words(camille.get(f"/cases/{asked.id}"))

    assert "Asked €10.00 each time, a month" in page
    assert "What the ask would have broken smallest payment accepted" in page
    assert "at most 18 months and 36 payments, at least €10.00 a week" in page
    assert "Source: Mandat de recouvrement 2026, annexe B." in page
    assert [] == [offer.id for offer in proposal.offers if offer.id not in page]


def test_an_agent_sees_why_a_person_was_called(office: Office, camille: Desk) -> None:
    account = office.open_account(principal="600.00")
    asked = office.call_person(account_id=account)
    ask = Ask(amount=Money(1000, "EUR"), amount_is_ceiling=True)
    negotiation.propose(office.services, asked.conversation_id, account, ask)

    page = words(camille.get(f"/cases/{asked.id}"))

    assert "Asked at most €10.00 each time" in page
    assert "Passed to a person nothing fits what they can pay" in page


def test_a_hold_says_why_and_until_when(office: Office, camille: Desk) -> None:
    account = office.open_account()
    asked = office.call_person(HandoffReason.HARDSHIP_INCOME, account_id=account)
    page = words(camille.get(f"/cases/{asked.id}"))
    assert "On hold, hardship: no demand, no negotiation." in page
    assert "Until 23 December 2026." not in page

    dominique = office.hire("dominique")
    office.claim(asked.id, dominique.id)
    handoff.finish(office.services, asked.id, dominique.id, HandoffState.RETURNED, Outcome.PAUSE_GRANTED, [])
    page = words(camille.get(f"/cases/{asked.id}"))

    assert "On hold, hardship: no demand, no negotiation. Until 23 December 2026." in page


def test_a_debt_that_may_be_too_old_is_marked(office: Office, camille: Desk) -> None:
    account = office.open_account(opened_on="2015-01-10", due_on="2016-03-10")
    asked = office.call_person(account_id=account)

    assert "May be too old to be claimed: ask for nothing before checking." in words(camille.get(f"/cases/{asked.id}"))


def test_every_account_is_there_the_one_in_question_first(office: Office, camille: Desk) -> None:
    office.open_account(account_reference="VOL-26-000001", principal="10.00")
    second = office.open_account(
        account_reference="FIL-26-000002", creditor_id="filnet", access_code="SECOND22", principal="20.00"
    )
    asked = office.call_person(account_id=second)

    page = camille.get(f"/cases/{asked.id}").text

    assert page.index("FIL-26-000002</span>") < page.index("VOL-26-000001</span>")


def test_nothing_of_any_account_is_shown_before_identity_is_verified(office: Office, camille: Desk) -> None:
    office.open_account(last_name="Moreau")
    asked = office.call_person()

    page = words(camille.get(f"/cases/{asked.id}"))

    assert "Identity not verified, failed checks: 0" in page
    assert "Nothing about a debt may be said before identity is verified." in page
    assert "Moreau" not in page


def test_debtor_assistant_and_agent_are_told_apart_in_words(office: Office, camille: Desk) -> None:
    asked = office.call_person(text="bonjour")
    offered = (Button("Oui", "/affirm"), Button("Non", "/deny"))
    office.bot_says(asked.conversation_id, NewLine(Author.BOT, "Une personne arrive.", buttons=offered))
    camille.post(f"/cases/{asked.id}/claim")
    camille.post(f"/cases/{asked.id}/answer", text="Bonjour, je suis Camille.")

    page = words(camille.get(f"/cases/{asked.id}"))

    assert "Debtor 14:10 bonjour" in page
    assert "Assistant (automatic) 14:10 Une personne arrive. Choices offered: Oui Non" in page
    assert "Agent · Camille Roy 14:10 Bonjour, je suis Camille." in page


def test_times_are_the_offices_and_older_ones_carry_their_day(office: Office, camille: Desk) -> None:
    """13:10 in UTC is 14:10 in Paris."""
    asked = office.call_person(text="bonjour")
    assert "Debtor 14:10 bonjour" in words(camille.get(f"/cases/{asked.id}"))

    office.clock.advance(timedelta(hours=11))

    assert "Debtor 23 Nov, 14:10 bonjour" in words(camille.get(f"/cases/{asked.id}"))


def test_earlier_handoffs_are_listed_with_their_outcome(office: Office, camille: Desk) -> None:
    asked = office.call_person(HandoffReason.REQUEST_DOCUMENT)
    dominique = office.hire("dominique")
    office.claim(asked.id, dominique.id)
    handoff.finish(office.services, asked.id, dominique.id, HandoffState.CLOSED, Outcome.SENT_TO_CREDITOR, [])
    again = office.call_person(HandoffReason.FILE_COMPLAINT)

    page = camille.get(f"/cases/{again.id}")

    assert "Asks for a document 14:10 · Sent to the creditor" in words(page)
    assert f'href="/console/cases/{asked.id}"' in page.text
    assert "Closed by Dominique Petit 14:10" in words(camille.get(f"/cases/{asked.id}"))


@pytest.mark.parametrize(
    ("login", "claimed_by", "offered", "not_offered"),
    [
        ("camille", None, "/claim", "/answer"),
        ("camille", "camille", "/answer", "/claim"),
        ("camille", "dominique", "/notes", "/answer"),
    ],
)
def test_a_page_offers_only_what_would_work(
    office: Office, open_desk: OpenDesk, login: str, claimed_by: str | None, offered: str, not_offered: str
) -> None:
    desk = open_desk(login)
    asked = office.call_person()
    if claimed_by is not None:
        open_desk(claimed_by).post(f"/cases/{asked.id}/claim")

    page = desk.get(f"/cases/{asked.id}").text

    assert f'action="/console/cases/{asked.id}{offered}"' in page
    assert f'action="/console/cases/{asked.id}{not_offered}"' not in page


def test_an_open_page_gets_only_the_lines_it_lacks(office: Office, camille: Desk) -> None:
    asked = office.call_person(text="un")
    office.debtor_writes("deux")
    office.debtor_writes("trois")

    updates = camille.fragment(f"/cases/{asked.id}/updates?after=1&mark=requested:0")

    assert 'id="line-1"' not in updates.text
    assert updates.text.index('id="line-2"') < updates.text.index('id="line-3"')
    assert '<input type="hidden" id="last-seq" name="after" value="3" hx-swap-oob="true">' in updates.text
    assert "passed to somebody else" not in updates.text


def test_an_open_page_that_lacks_nothing_gets_no_line(office: Office, camille: Desk) -> None:
    asked = office.call_person()

    updates = camille.fragment(f"/cases/{asked.id}/updates?after=1&mark=requested:0")

    assert "line-" not in updates.text.replace("line-head", "")
    assert "last-seq" not in updates.text


def test_an_open_page_learns_that_somebody_else_took_the_case(office: Office, open_desk: OpenDesk) -> None:
    camille, dominique = open_desk("camille"), open_desk("dominique")
    asked = office.call_person()
    dominique.post(f"/cases/{asked.id}/claim")

    updates = words(camille.fragment(f"/cases/{asked.id}/updates?after=1&mark=requested:0"))

    assert "Dominique Petit has this case" in updates
    assert "This case has passed to somebody else" in updates


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "1e9"])
def test_a_strange_position_means_from_the_beginning(office: Office, camille: Desk, after: str) -> None:
    asked = office.call_person(text="premier")

    assert "premier" in camille.fragment(f"/cases/{asked.id}/updates?after={after}").text

"""The written agreement: what it must say, whom it must be readable to, and what it must withstand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from itertools import islice
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.agreement_pdf import TypstAgreementWriter
from bot.adapters.formatting import format_date, format_money
from bot.adapters.printable import DRAWN
from bot.core.account import Account, AccountId, CreditorId, DebtKind, Debtor, DebtorId, Language
from bot.core.arrangement import Arrangement, OfferId, PlanId, PlanState
from bot.core.due_dates import due_dates
from bot.core.hours import OfficeHours
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.repayment import Debt, Differing, level
from bot.core.schedule import Schedule
from bot.core.terms import (
    Contact,
    CreditorTerms,
    Frequency,
    Mandate,
    Mediator,
    PaymentDetails,
    PlanTerms,
)
from bot.services.ports import AgreementFacts

FR, EN = Language.FRENCH, Language.ENGLISH
TODAY = date(2026, 11, 23)
AGREED_AT = datetime(2026, 11, 23, 13, 10, 42, tzinfo=timezone.utc)
WRITER = TypstAgreementWriter()

VOLTEA = CreditorTerms(
    id=CreditorId("voltea"),
    name="Voltéa Énergie",
    country="FR",
    currency="EUR",
    debt_kind=DebtKind.ENERGY,
    role="third_party",
    mandate=Mandate("VOL-MANDAT-2026", date(2025, 12, 15), date(2027, 12, 31)),
    source="annexe B",
    effective_from=date(2026, 1, 1),
    plan=PlanTerms(18, 36, {Frequency.MONTHLY: Money(2500, "EUR")}, 30, 2),
    settlement=None,
    promise_within_days=21,
    human_above=Money(200000, "EUR"),
    payment=PaymentDetails(
        "Voltéa Énergie – Recouvrement",
        "https://pay.voltea.example/{account_reference}",
        iban="FR7630006000011234567890189",
    ),
    contact=Contact(
        "+33 1 84 00 00 01",
        "amiable@voltea.example",
        "Service amiable, 12 rue des Sources, 69003 Lyon",
        OfficeHours(frozenset(range(5)), time(9), time(18), "Europe/Paris"),
    ),
    mediator=Mediator("Médiateur national de l'énergie", "https://www.energie-mediateur.fr"),
)
CREDILEO = replace(
    VOLTEA,
    name="Crédiléo",
    debt_kind=DebtKind.CONSUMER_CREDIT,
    plan=replace(VOLTEA.plan, interest_rate_percent=Decimal("3.49")),
)
HARROW = replace(
    VOLTEA,
    name="Harrow & Lane Stores",
    country="GB",
    currency="GBP",
    debt_kind=DebtKind.RETAIL,
    payment=PaymentDetails(
        "Harrow & Lane Collections",
        "https://pay.harrowlane.example/{account_reference}",
        sort_code="20-00-00",
        account_number="55779911",
    ),
    contact=Contact(
        "+44 20 7946 0000",
        "help@harrowlane.example",
        "PO Box 12, Leeds LS1 1AA",
        OfficeHours(frozenset(range(5)), time(9), time(17, 30), "Europe/London"),
    ),
    mediator=Mediator("Financial Ombudsman Service", "https://www.financial-ombudsman.org.uk"),
)
ACCOUNT = Account(
    id=AccountId(1),
    creditor_id=VOLTEA.id,
    reference="VOL-26-813237",
    debtor_id=DebtorId("D00001"),
    debt_origin="Facture d'électricité",
    contract_reference="626270110",
    opened_on=date(2022, 4, 5),
    due_on=date(2025, 12, 3),
    currency="EUR",
    letter_reference="L2601-00001",
    letter_sent_on=date(2026, 1, 27),
    access_code="BVF7CSET",
)
DEBTOR = Debtor(
    id=DebtorId("D00001"),
    title="Mme",
    first_name="Suzanne",
    last_name="Bailly",
    birth_date=date(1989, 10, 13),
    postcode="93959",
    email="suzanne@bailly.example",
    language=FR,
    country="FR",
)


def some_facts(
    terms: CreditorTerms = VOLTEA,
    language: Language = FR,
    *,
    count: int = 12,
    frequency: Frequency = Frequency.MONTHLY,
    owed: tuple[int, int, int] = (31967, 1230, 0),
    first: int | None = None,
    agreed_at: datetime = AGREED_AT,
    discount: int = 0,
    replaced: Arrangement | None = None,
) -> AgreementFacts:
    balance = Balance(*(Money(minor, terms.currency) for minor in owed))
    dates = tuple(islice(due_dates(date(2026, 12, 1), frequency, lambda day: day.weekday() < 5), count))
    debt = Debt(balance, terms.plan.interest_rate_percent, TODAY)
    return AgreementFacts(
        account=replace(ACCOUNT, currency=terms.currency),
        debtor=replace(DEBTOR, language=language, country=terms.country),
        terms=terms,
        balance=balance,
        schedule=level(debt, dates, Differing(first)).schedule(debt, frequency, dates),
        discount=Money(discount, terms.currency),
        replaced=replaced,
        agreed_at=agreed_at,
        today=TODAY,
        language=language,
        office_name="Accord Recouvrement",
    )


def reader(document: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document))


def plain(text: str) -> str:
    """The text with ordinary spaces only: line ends and no-break spaces may fall anywhere."""
    return " ".join(text.replace("\u200b", "").split())


def text_of(facts: AgreementFacts) -> str:
    return plain(" ".join(page.extract_text() for page in reader(WRITER.write(facts)).pages))


def rows_of(schedule: Schedule, language: Language, country: str) -> Iterator[tuple[str, str, str]]:
    for one in schedule.instalments:
        date_text, amount = format_date(one.due_on, language), format_money(one.amount, language, country)
        yield f"{one.number} {date_text}", date_text, plain(amount)


@pytest.mark.parametrize(
    "facts",
    [
        some_facts(),
        some_facts(HARROW, EN, count=104, frequency=Frequency.WEEKLY, owed=(123456, 0, 0)),
        some_facts(CREDILEO, FR, count=24, owed=(180000, 0, 1200), first=40000),
        some_facts(HARROW, FR, count=7, frequency=Frequency.FORTNIGHTLY),
        some_facts(VOLTEA, EN, count=1),
    ],
    ids=["french", "english-104-weekly", "interest-and-first", "french-in-pounds", "one-payment"],
)
def test_every_date_and_amount_of_the_schedule_is_there_in_order(facts: AgreementFacts) -> None:
    text = text_of(facts)
    at = text.index("N°" if facts.language is FR else "No. ")

    for start, _, amount in rows_of(facts.schedule, facts.language, facts.debtor.country):
        at = text.index(start, at)
        row_end = text.index(amount, at)
        assert row_end - at < 80, f"{amount} stands too far from {start}"
        at = row_end
    total = plain(format_money(facts.schedule.total, facts.language, facts.debtor.country))
    assert text[at:].split("Total ", 1)[1].startswith(total)


def test_the_balance_is_itemised_with_its_cut_off_date() -> None:
    text = text_of(some_facts(owed=(31967, 1230, 500)))

    assert (
        "Solde au 23 novembre 2026 Montant Montant principal 319,67 € Intérêts déjà comptés 12,30 € "
        "Frais du créancier 5,00 € Solde 336,97 €" in text
    )
    assert "aucun frais de recouvrement" in text


def test_frozen_interest_is_said_and_the_total_is_the_balance() -> None:
    text = text_of(some_facts(HARROW, EN))

    assert "Interest is frozen" in text
    assert "The total is the same as your balance." in text
    assert "Interest during the plan" not in text


def test_contractual_interest_is_shown_and_added() -> None:
    facts = some_facts(CREDILEO, count=24, owed=(180000, 0, 0))
    text = text_of(facts)
    interest = plain(format_money(facts.schedule.interest, FR, "FR"))
    total = plain(format_money(facts.schedule.total, FR, "FR"))

    assert facts.schedule.interest
    assert f"Intérêts pendant le plan, 3,49 % par an {interest} Total à payer avec ce plan {total}" in text
    assert "Les intérêts sont gelés" not in text


def test_a_last_payment_that_differs_is_said_in_words_and_marked() -> None:
    text = text_of(some_facts(HARROW, EN, count=3, owed=(10000, 0, 0)))

    assert "The last payment is different: £33.34, on 1 February 2027." in text
    assert "3 1 February 2027 (different amount) £33.34" in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            FR,
            [
                "Votre accord de règlement",
                "C’est votre solde de 331,97 €, moins une remise de 33,20 €. Une fois ce paiement reçu, Voltéa Énergie "
                "renonce à ces 33,20 € : ils ne vous seront plus demandés.",
                "Sans ce paiement, la remise ne tient plus.",
                "−33,20 €",
                "Qui conclut cet accord",
                "Vous avez 24 heures pour renoncer à cet accord : jusqu’au 24 novembre 2026",
                "Nous ne vous demandons aucun frais de recouvrement.",
                "En disant oui à cet accord, vous reconnaissez devoir cette somme.",
            ],
        ),
        (
            EN,
            [
                "Your settlement agreement",
                "This is your balance of €331.97, less a reduction of €33.20. Once this payment is received, "
                "Voltéa Énergie waives the other €33.20: you will not be asked for it again.",
                "Without this payment, the reduction no longer holds.",
                "−€33.20",
                "Who makes this agreement",
                "You have 24 hours to withdraw from this agreement: until 24 November 2026",
                "We do not charge you any collection fee.",
                "By saying yes to this agreement, you accept that you owe this money.",
            ],
        ),
    ],
)
def test_a_settlement_says_what_is_given_up_and_when(language: Language, expected: list[str]) -> None:
    facts = a_settlement(VOLTEA, language)
    text = text_of(facts)

    assert [] == [words for words in expected if words not in text]
    assert plain(format_money(facts.schedule.total, language, facts.debtor.country)) in text


def a_settlement(terms: CreditorTerms, language: Language) -> AgreementFacts:
    facts = some_facts(terms, language, count=1, discount=3320)
    total = facts.balance.total.minor - 3320
    less = Schedule.of(Frequency.MONTHLY, (facts.schedule.first.due_on,), (total,), 0, "EUR")
    return replace(facts, schedule=less)


@pytest.mark.parametrize("terms", [VOLTEA, CREDILEO], ids=["frozen", "contractual"])
@pytest.mark.parametrize(
    ("language", "not_said"), [(FR, ["plan", "gelés", "Le taux de"]), (EN, ["plan", "frozen", "The rate of"])]
)
def test_a_settlement_says_nothing_of_plans(language: Language, not_said: list[str], terms: CreditorTerms) -> None:
    text = text_of(a_settlement(terms, language))

    assert [] == [word for word in not_said if re.search(rf"\b{word}\b", text)]


def test_a_changed_plan_names_the_one_it_replaces_and_that_comes_back() -> None:
    schedule = some_facts().schedule
    when = datetime(2026, 11, 3, 9, tzinfo=timezone.utc)
    earlier = Arrangement(
        PlanId(1), ACCOUNT.id, OfferId("a"), schedule, when, PlanState.ACTIVE, Decimal(0), Money(0, "EUR")
    )

    french, english = (text_of(some_facts(language=language, replaced=earlier)) for language in (FR, EN))
    assert "remplace celui conclu le 3 novembre 2026" in french
    assert "Vous n’avez aucune raison à donner. Le plan conclu le 3 novembre 2026 reprend alors." in french
    assert "You do not have to give a reason. The plan agreed on 3 November 2026 then goes on." in english
    assert "reprend alors" not in text_of(some_facts())


def test_equal_payments_are_not_marked() -> None:
    text = text_of(some_facts(HARROW, EN, count=4, owed=(10000, 0, 0)))

    assert "different" not in text


def test_parties_mandate_and_basis_are_named() -> None:
    text = text_of(some_facts())

    for expected in (
        "Vous Mme Suzanne Bailly",
        "Le créancier Voltéa Énergie",
        "Service amiable, 12 rue des Sources, 69003 Lyon",
        "Accord Recouvrement agit à l’amiable pour Voltéa Énergie",
        "VOL-MANDAT-2026, signé le 15 décembre 2025",
        "Facture d'électricité",
        "626270110",
        "VOL-26-813237",
        "À payer depuis le 3 décembre 2025",
        "L2601-00001, du 27 janvier 2026",
        "+33 1 84 00 00 01",
        "amiable@voltea.example",
        "du lundi au vendredi, de 9 h à 18 h",
        "Médiateur national de l'énergie",
        "https://www.energie-mediateur.fr",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            FR,
            [
                "un rappel",
                "7 jours",
                "une personne",
                "Aucune pénalité",
                "payer plus tôt",
                "gratuit",
                "24 heures",
            ],
        ),
        (EN, ["a reminder", "7 days", "a person", "No penalty", "pay earlier", "free", "24 hours"]),
    ],
)
def test_missed_and_early_payments_and_withdrawal_are_explained(language: Language, expected: list[str]) -> None:
    text = text_of(some_facts(language=language))

    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize(("language", "words"), [(FR, "vous reconnaissez devoir"), (EN, "you accept that you owe")])
def test_it_says_that_time_starts_again(language: Language, words: str) -> None:
    assert words in text_of(some_facts(language=language))


def test_a_judges_grace_stays_open_where_the_law_gives_it() -> None:
    judge = "demander à un juge plus de temps pour payer"

    assert judge in text_of(some_facts(VOLTEA))
    assert judge not in text_of(some_facts(HARROW))
    assert "Ce plan ne vous retire aucun droit" in text_of(some_facts(HARROW))


def test_the_two_years_of_a_rescheduled_credit_are_said_for_french_credit_only() -> None:
    assert "un nouveau délai de deux ans" in text_of(some_facts(CREDILEO))
    assert "un nouveau délai de deux ans" not in text_of(some_facts(VOLTEA))
    british_credit = replace(HARROW, debt_kind=DebtKind.CONSUMER_CREDIT)
    assert "un nouveau délai de deux ans" not in text_of(some_facts(british_credit))


def test_french_accounts_are_paid_by_iban() -> None:
    text = text_of(some_facts(VOLTEA, EN))

    assert "IBAN FR76 3000 6000 0112 3456 7890 189" in text
    assert "Reference to quote VOL-26-813237" in text
    assert "https://pay.voltea.example/VOL-26-813237" in text
    assert "Sort code" not in text


def test_british_accounts_are_paid_by_sort_code_and_number() -> None:
    text = text_of(some_facts(HARROW, FR))

    assert "Sort code 20-00-00" in text
    assert "Numéro de compte 55779911" in text
    assert "IBAN" not in text


@pytest.mark.parametrize(
    ("terms", "language", "agreed_at", "agreed", "until"),
    [
        (
            VOLTEA,
            FR,
            AGREED_AT,
            "23 novembre 2026 à 14 h 10 (heure locale à Paris)",
            "24 novembre 2026 à 14 h 10",
        ),
        (HARROW, EN, AGREED_AT, "23 November 2026 at 1:10 pm (London time)", "24 November 2026 at 1:10 pm"),
        (
            VOLTEA,
            EN,
            datetime(2026, 10, 24, 22, 30, tzinfo=timezone.utc),
            "25 October 2026 at 12:30 am (Paris time)",
            "25 October 2026 at 11:30 pm (Paris time)",  # clocks go back that night: 24 hours, not a day
        ),
    ],
)
def test_the_yes_and_the_end_of_withdrawal_are_in_the_offices_time(
    terms: CreditorTerms, language: Language, agreed_at: datetime, agreed: str, until: str
) -> None:
    text = text_of(some_facts(terms, language, agreed_at=agreed_at))

    assert agreed in text
    assert until in text


def test_free_advice_is_that_of_the_debtors_country() -> None:
    assert "Point conseil budget" in text_of(some_facts(VOLTEA))
    assert "StepChange" in text_of(some_facts(HARROW))
    elsewhere = some_facts()
    elsewhere = replace(elsewhere, debtor=replace(elsewhere.debtor, country="BE"))
    assert "conseil budget" not in text_of(elsewhere)


@pytest.mark.parametrize("role", ["third_party", "first_party", "debt_buyer"])
@pytest.mark.parametrize("language", list(Language))
def test_every_role_of_the_office_has_its_words(role: str, language: Language) -> None:
    assert "Accord Recouvrement" in text_of(some_facts(replace(VOLTEA, role=role), language))


def test_facts_that_prove_identity_are_left_out() -> None:
    text = text_of(some_facts())

    for secret in (DEBTOR.postcode, "13 octobre 1989", "1989", ACCOUNT.access_code, DEBTOR.email):
        assert secret not in text


@pytest.mark.parametrize(("language", "title"), [(FR, "Votre plan de paiement"), (EN, "Your payment plan")])
def test_a_screen_reader_finds_language_title_and_tags(language: Language, title: str) -> None:
    document = reader(WRITER.write(some_facts(language=language)))
    root: Any = document.trailer["/Root"]

    assert language.value == root["/Lang"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert title == document.metadata.title
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    tags = list(tags_below(root["/StructTreeRoot"]))
    assert tags.count("/Title") == 1
    assert {"/H1", "/P", "/Table", "/TH", "/TD", "/Link"} <= set(tags)
    assert tags.count("/Table") == 2


def tags_below(node: Any) -> Iterator[str]:
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(element, dict) and "/S" in element:
            yield str(element["/S"])
            yield from tags_below(element)


def test_a_long_plan_repeats_its_head_and_numbers_its_pages() -> None:
    document = reader(WRITER.write(some_facts(HARROW, EN, count=104, frequency=Frequency.WEEKLY)))
    pages = [plain(page.extract_text()) for page in document.pages]
    with_rows = [text for text in pages if " 2027 £" in text or " 2028 £" in text]

    assert len(with_rows) > 2
    assert all("No. Pay by Amount" in text for text in with_rows)
    assert all(f"page {number} of {len(pages)}" in text for number, text in enumerate(pages, start=1))


def test_the_same_facts_give_the_same_bytes_from_any_writer() -> None:
    assert WRITER.write(some_facts()) == TypstAgreementWriter().write(some_facts())


def test_another_instant_gives_another_document() -> None:
    later = some_facts(agreed_at=AGREED_AT + timedelta(minutes=1))

    assert WRITER.write(some_facts()) != WRITER.write(later)


def test_the_document_is_dated_with_the_yes() -> None:
    metadata = reader(WRITER.write(some_facts())).metadata

    assert metadata is not None
    assert metadata.creation_date == AGREED_AT


def test_threads_may_share_a_writer() -> None:
    several = [some_facts(count=count) for count in (2, 3, 4, 5)]
    alone = [WRITER.write(facts) for facts in several]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(WRITER.write, several * 3))

    assert alone * 3 == together


HOSTILE = '#read("/etc/passwd") #panic() *b* _i_ $x^2$ `r` <l> @ref \\ // /* [ ] {0} {debtor} -- "q" = H'


def named(name: str) -> AgreementFacts:
    """Facts in which whatever comes from outside is this text."""
    facts = some_facts(language=EN)
    terms = facts.terms
    return replace(
        facts,
        debtor=replace(facts.debtor, title="", first_name=name, last_name=""),
        account=replace(facts.account, debt_origin=name, reference=name, contract_reference=name),
        terms=replace(
            terms,
            name=name,
            payment=replace(terms.payment, payee=name),
            contact=replace(terms.contact, phone=name, email=name, post=name),
            mediator=Mediator(name, name),
        ),
        office_name=name,
    )


def test_hostile_text_is_printed_and_never_run() -> None:
    text = text_of(named(HOSTILE))

    assert f"You {HOSTILE} The creditor {HOSTILE} Their address {HOSTILE}" in text


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_no_text_from_outside_keeps_a_debtor_from_their_document(name: str) -> None:
    assert WRITER.write(named(name)).startswith(b"%PDF")


def test_the_font_draws_every_character_that_is_let_through() -> None:
    """PDF/UA refuses a document in which a glyph is missing, so writing them all is the proof."""
    let_through = "".join(one for one in map(chr, range(0x20, 0x10000)) if DRAWN.fullmatch(one))

    assert set("Łễœ€ΩЖ") <= set(let_through)
    assert "Łukasz Żółć" in text_of(named(f"{let_through} Łukasz Żółć"))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "https://a.example/ b", ""])
def test_only_web_addresses_become_links(link: str) -> None:
    facts = some_facts()
    facts = replace(facts, terms=replace(VOLTEA, mediator=Mediator("M", link), payment=PaymentDetails("P", link)))
    targets = [
        annotation.get_object()["/A"]["/URI"]
        for page in reader(WRITER.write(facts)).pages
        for annotation in page.get("/Annots", [])
    ]

    assert targets == ["tel:+33184000001", "mailto:amiable@voltea.example"]

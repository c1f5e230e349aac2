"""What the written agreement says: facts and words in, a plain document out.

The words lie in `templates/agreement.<language>.toml`, the looks in `templates/agreement.typ`; this module
decides what is said at all and in which order. Rule: compliance C, "Plan".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.agreement_document import AgreementDocument, Amount, Card, Detail, Payment, Section
from bot.adapters.agreement_values import values_of
from bot.adapters.formatting import format_date, format_money
from bot.core.account import DebtKind
from bot.core.money import Money
from bot.core.schedule import Instalment
from bot.services.ports import AgreementFacts

Words = Mapping[str, Any]


def compose(facts: AgreementFacts, words: Words) -> AgreementDocument:
    """Say everything the agreement must say, in the language of the words."""
    return _Composer(facts, words).compose()


class _Composer:
    def __init__(self, facts: AgreementFacts, words: Words) -> None:
        self._facts = facts
        self._words = words
        self._values = values_of(facts, words["instant"])

    def compose(self) -> AgreementDocument:
        say = self._say
        return AgreementDocument(
            language=self._facts.language.value,
            title=say("title"),
            between=say("between"),
            concluded=say("concluded"),
            footer=say("footer"),
            page=say("page"),
            of=say("of"),
            brief_heading=say("brief.heading"),
            brief=tuple(self._brief()),
            sections=(
                self._payments(),
                self._how(),
                *self._what_if(),
                self._parties(),
                self._debt(),
                self._contact(),
                self._mediator(),
                Section(say("rights.heading"), text=tuple(self._rights())),
                Section(say("proof.heading"), text=self._say_all("proof.text")),
            ),
        )

    # --- words

    def _money(self, amount: Money) -> str:
        return format_money(amount, self._facts.language, self._facts.debtor.country)

    def _find(self, path: str) -> Any:
        """Where a settlement has words of its own, those."""
        own = _below(self._words["settlement"], path) if self._facts.discount else None
        return _below(self._words, path) if own is None else own

    def _say(self, path: str) -> str:
        template: str = self._find(path)
        return template.format_map(self._values)

    def _say_all(self, path: str) -> tuple[str, ...]:
        return tuple(template.format_map(self._values) for template in self._find(path))

    def _detail(self, path: str, value: str, link: str | None = None) -> Detail:
        return Detail(self._say(path), self._values[value], link)

    # --- sections

    def _brief(self) -> Iterator[Card]:
        say, values = self._say, self._values
        yield Card(say("brief.total"), values["total"])
        if self._facts.schedule.count == 1:
            yield Card(say("brief.rhythm"), say("brief.once"))
            yield Card(say("brief.only"), values["first_date"])
        else:
            yield Card(say("brief.rhythm"), say("brief.regularly"), say("brief.count"))
            yield Card(say("brief.first"), values["first_date"], values["first_amount"])
            yield Card(say("brief.last"), values["last_date"], values["last_amount"])

    def _parties(self) -> Section:
        say = self._say
        return Section(
            say("parties.heading"),
            lead=(say(f"parties.role.{self._facts.terms.role}"),),
            details=(
                self._detail("parties.you", "debtor"),
                self._detail("parties.creditor", "creditor"),
                self._detail("parties.address", "post"),
                self._detail("parties.office", "office"),
                Detail(say("parties.mandate"), say("parties.mandate_value")),
            ),
        )

    def _debt(self) -> Section:
        say, values, facts = self._say, self._values, self._facts
        amounts = [Amount(say(f"debt.{name}"), values[name]) for name in ("principal", "interest", "fees")]
        amounts.append(Amount(say("debt.balance"), values["balance"], is_sum=True))
        if facts.schedule.interest:
            amounts.append(Amount(say("debt.plan_interest"), values["plan_interest"]))
            amounts.append(Amount(say("debt.total"), values["total"], is_sum=True))
        if facts.discount:
            amounts.append(Amount(say("settlement.discount"), f"\u2212{values['discount']}"))
            amounts.append(Amount(say("settlement.total"), values["total"], is_sum=True))
        return Section(
            say("debt.heading"),
            details=(
                self._detail("debt.origin", "origin"),
                self._detail("debt.contract", "contract"),
                self._detail("debt.reference", "reference"),
                self._detail("debt.due_on", "due_on"),
                Detail(say("debt.letter"), say("debt.letter_value")),
            ),
            amounts_head=(say("debt.column_item"), say("debt.column_amount")),
            amounts=tuple(amounts),
            text=(*self._about_interest(), say("debt.no_fee")),
        )

    def _about_interest(self) -> Iterator[str]:
        """What runs while a plan is kept to; a settlement is one sum."""
        if not self._facts.discount:
            rate = self._facts.terms.plan.interest_rate_percent
            yield self._say("debt.contractual" if rate else "debt.frozen")

    def _payments(self) -> Section:
        say, schedule = self._say, self._facts.schedule
        if schedule.count == 1:
            text = [say("payments.one")]
        else:
            text = [say("payments.many")]
            if schedule.first.amount != schedule.regular:
                text.append(say("payments.first_differs"))
            if schedule.last.amount != schedule.regular:
                text.append(say("payments.last_differs"))
        text.append(say(self._what_it_equals()))
        if self._facts.replaced is not None:
            text.append(say("payments.replaces"))
        return Section(
            say("payments.heading"),
            lead=(" ".join(text),),
            payments_head=(
                say("payments.column_number"),
                say("payments.column_date"),
                say("payments.column_amount"),
            ),
            payments=tuple(self._payment(one) for one in schedule.instalments),
            payments_total=Amount(say("payments.total"), self._values["total"], is_sum=True),
        )

    def _what_it_equals(self) -> str:
        if self._facts.discount:
            return "settlement.equals"
        return "payments.equals_balance_and_interest" if self._facts.schedule.interest else "payments.equals_balance"

    def _payment(self, instalment: Instalment) -> Payment:
        differs = instalment.amount != self._facts.schedule.regular
        return Payment(
            number=str(instalment.number),
            due_on=format_date(instalment.due_on, self._facts.language),
            note=self._say("payments.other_amount") if differs else "",
            amount=self._money(instalment.amount),
        )

    def _how(self) -> Section:
        payment = self._facts.terms.payment
        details = [self._detail("how.payee", "payee")]
        if payment.iban:
            details.append(self._detail("how.iban", "iban"))
        if payment.sort_code:
            details.append(self._detail("how.sort_code", "sort_code"))
        if payment.account_number:
            details.append(self._detail("how.account_number", "account_number"))
        details.append(self._detail("how.quote", "reference"))
        link = payment.link_for(self._facts.account.reference)
        details.append(self._detail("how.online", "pay_link", _web_address(link)))
        return Section(self._say("how.heading"), details=tuple(details), text=(self._say("how.no_card"),))

    def _what_if(self) -> Iterator[Section]:
        say = self._say
        yield Section(say("missed.heading"), text=self._say_all("missed.text"))
        early = say("early.text")
        if self._facts.schedule.interest:
            early = f"{early} {say('early.interest')}"
        yield Section(say("early.heading"), text=(early,))
        withdrawal = [*self._say_all("withdrawal.text"), *([say("withdrawal.goes_on")] if self._facts.replaced else [])]
        yield Section(say("withdrawal.heading"), text=(" ".join(withdrawal),))

    def _contact(self) -> Section:
        contact = self._facts.terms.contact
        digits = re.sub(r"[^+\d]", "", contact.phone)
        email = f"mailto:{contact.email}" if re.fullmatch(r"[^\s@:?&]+@[^\s@:?&]+", contact.email) else None
        advice = self._find("contact.advice").get(self._facts.debtor.country)
        return Section(
            self._say("contact.heading"),
            lead=self._say_all("contact.text"),
            details=(
                self._detail("contact.phone", "phone", f"tel:{digits}" if digits else None),
                self._detail("contact.email", "email", email),
                self._detail("contact.post", "post"),
                self._detail("contact.hours", "hours"),
            ),
            text=(advice,) if advice else (),
        )

    def _mediator(self) -> Section:
        return Section(
            self._say("mediator.heading"),
            lead=(self._say("mediator.text"),),
            details=(
                self._detail("mediator.name", "mediator"),
                self._detail("mediator.link", "mediator_link", _web_address(self._facts.terms.mediator.link)),
            ),
        )

    def _rights(self) -> Iterator[str]:
        terms = self._facts.terms
        judge = self._find("rights.judge").get(terms.country)
        yield " ".join([self._say("rights.kept"), *([judge] if judge else [])])  # FR-13
        yield self._say("rights.limitation")  # C. civ. 2240; Limitation Act 1980, section 29
        if terms.country == "FR" and terms.debt_kind is DebtKind.CONSUMER_CREDIT:
            yield self._say("rights.credit")  # C. conso R312-35


def _below(words: Words, path: str) -> Any:
    """What lies at a dotted path; None where there is nothing."""
    found: Any = words
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _web_address(text: str) -> str | None:
    """The text as a link, where it is an ordinary web address."""
    return text if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) else None

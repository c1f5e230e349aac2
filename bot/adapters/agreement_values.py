"""The facts of an agreement as strings in the debtor's language: the values that its words name in braces."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone, get_timezone_location

from bot.adapters.formatting import (
    NO_BREAK_SPACE,
    format_date,
    format_iban,
    format_money,
    format_opening_hours,
    format_percent,
    format_time,
    frequency_words,
)
from bot.adapters.printable import breakable, printable
from bot.core.account import Language
from bot.core.arrangement import WITHDRAWAL_PERIOD
from bot.services.ports import AgreementFacts

LONGEST_LINK = 50  # fills the column of values
LINKS = {"pay_link", "email", "mediator_link"}


def values_of(facts: AgreementFacts, instant_template: str) -> dict[str, str]:
    """Every value ready to print, by name.

    Args:
        instant_template: how the language puts a `{date}`, a `{time}` and a `{city}` together.
    """
    values = {**_people(facts), **_debt(facts), **_plan(facts), **_ways(facts)}
    zone = ZoneInfo(facts.terms.contact.hours.zone)

    def instant(moment: datetime) -> str:
        return _instant(moment, zone, facts.language, instant_template)

    values["agreed_date"] = _local_day(facts.agreed_at, facts)
    values["agreed"] = instant(facts.agreed_at)
    values["withdraw_until"] = instant(facts.agreed_at + WITHDRAWAL_PERIOD)
    safe = {name: printable(value) for name, value in values.items()}
    return {name: breakable(value, LONGEST_LINK) if name in LINKS else breakable(value) for name, value in safe.items()}


def _people(facts: AgreementFacts) -> dict[str, str]:
    return {
        "debtor": facts.debtor.full_name,
        "creditor": facts.terms.name,
        "office": facts.office_name,
        "mandate": facts.terms.mandate.reference,
        "mandate_date": _day(facts.terms.mandate.signed_on, facts.language),
    }


def _debt(facts: AgreementFacts) -> dict[str, str]:
    account, balance, language = facts.account, facts.balance, facts.language
    amounts = {
        "principal": balance.principal,
        "interest": balance.interest,
        "fees": balance.fees,
        "balance": balance.total,
    }
    return {
        "reference": account.reference,
        "origin": account.debt_origin,
        "contract": account.contract_reference,
        "due_on": _day(account.due_on, language),
        "letter": account.letter_reference,
        "letter_date": _day(account.letter_sent_on, language),
        "cut_off": _day(facts.today, language),
        **{name: format_money(amount, language, facts.debtor.country) for name, amount in amounts.items()},
    }


def _plan(facts: AgreementFacts) -> dict[str, str]:
    schedule, language = facts.schedule, facts.language
    amounts = {
        "plan_interest": schedule.interest,
        "discount": facts.discount,
        "total": schedule.total,
        "regular": schedule.regular,
        "first_amount": schedule.first.amount,
        "last_amount": schedule.last.amount,
    }
    return {
        "count": str(schedule.count),
        "replaced_date": "" if facts.replaced is None else _local_day(facts.replaced.agreed_at, facts),
        "frequency": frequency_words(schedule.frequency, language),
        "rate": format_percent(facts.terms.plan.interest_rate_percent, language),
        "first_date": _day(schedule.first.due_on, language),
        "last_date": _day(schedule.last.due_on, language),
        **{name: format_money(amount, language, facts.debtor.country) for name, amount in amounts.items()},
    }


def _ways(facts: AgreementFacts) -> dict[str, str]:
    payment, contact, mediator = facts.terms.payment, facts.terms.contact, facts.terms.mediator
    return {
        "payee": payment.payee,
        "iban": format_iban(payment.iban or ""),
        "sort_code": payment.sort_code or "",
        "account_number": payment.account_number or "",
        "pay_link": payment.link_for(facts.account.reference),
        "phone": contact.phone,
        "email": contact.email,
        "post": contact.post,
        "hours": format_opening_hours(contact.hours, facts.language),
        "mediator": mediator.name,
        "mediator_link": mediator.link,
    }


def _instant(moment: datetime, zone: ZoneInfo, language: Language, template: str) -> str:
    local = moment.astimezone(zone)
    return template.format(
        date=_day(local.date(), language),
        time=format_time(local.time().replace(second=0, microsecond=0), language),
        city=get_timezone_location(get_timezone(zone.key), language.value, return_city=True),
    )


def _local_day(moment: datetime, facts: AgreementFacts) -> str:
    """The day of an instant by the creditor's clocks."""
    return _day(moment.astimezone(ZoneInfo(facts.terms.contact.hours.zone)).date(), facts.language)


def _day(day: date, language: Language) -> str:
    """The date, kept on one line."""
    return format_date(day, language).replace(" ", NO_BREAK_SPACE)

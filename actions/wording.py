"""Values for the responses: amounts, dates and lists as the debtor's language writes them."""

from __future__ import annotations

from datetime import date, datetime

from bot.adapters.formatting import (
    format_date,
    format_iban,
    format_money,
    format_percent,
    format_time,
    format_weekday_date,
    frequency_words,
)
from bot.core.account import Language
from bot.core.money import Money
from bot.core.schedule import Schedule
from bot.core.terms import CreditorTerms, Frequency, PaymentDetails
from bot.services.accounts import AccountView
from bot.services.ports import Services
from bot.services.repositories import StoredDocument

OFFER_ANSWERS = {
    Language.FRENCH: ("Oui, j’accepte ce plan", "C’est trop pour moi"),
    Language.ENGLISH: ("Yes, I accept this plan", "That is too much for me"),
}
SETTLEMENT_ANSWERS = {
    Language.FRENCH: ("Oui, j’accepte", "Je préfère payer en plusieurs fois"),
    Language.ENGLISH: ("Yes, I accept", "I would rather pay in instalments"),
}
CHANGE_ANSWERS = {
    Language.FRENCH: ("Oui, changer mon plan", "Non, garder mon plan"),
    Language.ENGLISH: ("Yes, change my plan", "No, keep my plan"),
}
WORDS = {
    Language.FRENCH: {
        "once": "en une fois",
        "principal": "reste du montant de départ",
        "interest": "intérêts",
        "fees": "frais",
        "transfer": "virement",
        "card": "carte",
        "cheque": "chèque",
        "direct_debit": "prélèvement",
        "cash": "espèces",
        "sort_code": "code guichet (sort code)",
        "account_number": "numéro de compte",
        "iban": "IBAN",
    },
    Language.ENGLISH: {
        "once": "in one payment",
        "principal": "left of the original amount",
        "interest": "interest",
        "fees": "fees",
        "transfer": "bank transfer",
        "card": "card",
        "cheque": "cheque",
        "direct_debit": "direct debit",
        "cash": "cash",
        "sort_code": "sort code",
        "account_number": "account number",
        "iban": "IBAN",
    },
}
MAX_LISTED = 10
# Amounts are written the British way in English; no creditor of ours is American yet.
READERS_COUNTRY = {Language.FRENCH: "FR", Language.ENGLISH: "GB"}


def money(amount: Money, language: Language) -> str:
    return format_money(amount, language, READERS_COUNTRY[language])


def day(date_: date, language: Language) -> str:
    return format_date(date_, language)


def origin(view: AccountView, language: Language) -> str:
    """What the debt is for, in the creditor's words; with the apostrophe that French prints."""
    words = view.account.debt_origin
    return words.replace("'", "’") if language is Language.FRENCH else words


def account_title(view: AccountView, language: Language) -> str:
    """A debt in a few words: "Filnet Télécom, 24,36 €"."""
    return f"{view.terms.name}, {money(view.owed_today.total, language)}"


def plan_in_short(schedule: Schedule, language: Language) -> str:
    """A plan in one line: how many, how much, how often, from when."""
    words = WORDS[language]
    first = format_date(schedule.first.due_on, language)
    if schedule.count == 1:
        return f"{money(schedule.first.amount, language)} {words['once']}, {_on(language)} {first}"
    first_amount, last_amount = (money(one.amount, language) for one in (schedule.first, schedule.last))
    if schedule.count == 2 and first_amount != last_amount:
        second = format_date(schedule.last.due_on, language)
        return f"{first_amount} {_on(language)} {first}, {_then(language)} {last_amount} {_on(language)} {second}"
    every = f"{_one(language)} {frequency_words(schedule.frequency, language)}"
    regular = money(schedule.regular, language)
    rest = _differing(schedule, language)
    if schedule.last.amount != schedule.regular:
        rest += f", le dernier de {last_amount}" if language is Language.FRENCH else f", the last of {last_amount}"
    if schedule.first.amount != schedule.regular:
        times = f"{schedule.count - 1} {_payments_of(language)} {regular}, {every}"
        return f"{first_amount} {_on(language)} {first}, {_then(language)} {times}{rest}"
    start = "à partir du" if language is Language.FRENCH else "from"
    return f"{schedule.count} {_payments_of(language)} {regular}, {every}, {start} {first}{rest}"


def _differing(schedule: Schedule, language: Language) -> str:
    """The payments between the first and the last that are not like the others: "dont 200,00 € le 7 mars 2027"."""
    others = [one for one in schedule.instalments[1:-1] if one.amount != schedule.regular]
    if not others:
        return ""
    of_which = "dont" if language is Language.FRENCH else "with"
    named = [f"{money(one.amount, language)} {_on(language)} {day(one.due_on, language)}" for one in others]
    return f", {of_which} {', '.join(named)}"


def plan_as_list(schedule: Schedule, language: Language, start: int, length: int) -> str:
    """So many instalments from an index on: every date and amount, a line each."""
    return "\n".join(
        f"{one.number}. {format_date(one.due_on, language)}{_colon(language)} {money(one.amount, language)}"
        for one in schedule.instalments[start : start + length]
    )


def components(view: AccountView, language: Language) -> str:
    """What the balance is made of, a line each; nothing that is zero."""
    words = WORDS[language]
    parts = (
        ("principal", view.owed_today.principal),
        ("interest", view.owed_today.interest),
        ("fees", view.owed_today.fees),
    )
    return "\n".join(
        f"– {words[name]}{_colon(language)} {money(amount, language)}"
        for name, amount in parts
        if amount or name == "principal"
    )


def payments(view: AccountView, language: Language) -> str:
    """The latest payments received, a line each, the newest first."""
    words = WORDS[language]
    newest = sorted(view.payments, key=lambda one: one.paid_on, reverse=True)[:MAX_LISTED]
    return "\n".join(
        f"– {format_date(one.paid_on, language)}{_colon(language)} {money(one.amount, language)}"
        f" ({words.get(one.method, one.method)})"
        for one in newest
    )


def ways_to_pay(details: PaymentDetails, language: Language) -> str:
    """The creditor's bank details, a line each."""
    words = WORDS[language]
    lines = []
    if details.iban:
        lines.append((words["iban"], format_iban(details.iban)))
    if details.sort_code and details.account_number:
        lines.append((words["sort_code"], details.sort_code))
        lines.append((words["account_number"], details.account_number))
    return "\n".join(f"– {name}{_colon(language)} {value}" for name, value in lines)


def opening(answer_at: datetime, language: Language) -> str:
    """When a person will be there, by the clocks of the office that answers: "lundi 23 novembre à 9 h"."""
    at = "à" if language is Language.FRENCH else "at"
    return f"{format_weekday_date(answer_at.date(), language)} {at} {format_time(answer_at.time(), language)}"


def limit_values(
    terms: CreditorTerms, view: AccountView, asked: Frequency | None, language: Language
) -> dict[str, str]:
    """The creditor's limits, in words, for the sentence that names the one that was met."""
    plan = terms.plan
    frequency = asked if asked in plan.min_instalment else Frequency.MONTHLY
    if frequency is None or frequency not in plan.min_instalment:
        frequency = plan.frequencies[0]
    least = money(plan.min_instalment[frequency], language)
    return {
        "creditor": terms.name,
        "max_months": str(plan.max_months_for(view.balance.total)),
        "max_instalments": str(plan.max_instalments),
        "min_instalment": f"{least} {frequency_words(frequency, language)}",
        "first_due_days": str(plan.first_due_within_days),
        "first_percent": format_percent(plan.first_instalment_percent, language),
        "skipped_months": _months(plan.max_skipped_months, language),
        "frequencies": _or([frequency_words(one, language) for one in plan.frequencies], language),
    }


def _months(number: int, language: Language) -> str:
    if language is Language.FRENCH:
        return f"{number}\u00a0mois"
    return f"{number} month{'' if number == 1 else 's'}"


def _or(words: list[str], language: Language) -> str:
    joint = " ou " if language is Language.FRENCH else " or "
    return joint.join(words) if len(words) < 3 else f"{', '.join(words[:-1])}{joint}{words[-1]}"


def _colon(language: Language) -> str:
    return "\u00a0:" if language is Language.FRENCH else ":"


def _then(language: Language) -> str:
    return "puis" if language is Language.FRENCH else "then"


def _payments_of(language: Language) -> str:
    return "paiements de" if language is Language.FRENCH else "payments of"


def _one(language: Language) -> str:
    return "un" if language is Language.FRENCH else "one"


def _on(language: Language) -> str:
    return "le" if language is Language.FRENCH else "on"


def attachment(document: StoredDocument, services: Services) -> dict[str, str]:
    """A stored document as a file in a message."""
    return {
        "name": document.name,
        "url": f"{services.public_url}/documents/{document.token}",
        "media_type": document.media_type,
        "sha256": document.sha256,
    }

"""Answers to the questions of the short budget: an amount a month, a household, "nothing", or "skip this".

Any sum in a message counts here, whatever it is elsewhere: "1 400 de salaire et 300 de CAF" is 1,700 of income,
"rent 600 and food 300" 900 of expenses, "350 a week" so much a month. Where a range is said, the side is taken that
asks less of the debtor: the lower income, the higher expense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.reading.amounts import AmountRead, read_amounts
from bot.reading.households import read_children, read_household
from bot.reading.patterns import any_of
from bot.reading.words import fold

Field = Literal["income", "expenses", "debts"]

# The amount questions in their order: a correction without a name is about the one before.
FIELDS: Final[dict[str, Field]] = {
    "budget_income": "income",
    "budget_expenses": "expenses",
    "budget_debts": "debts",
}
HOUSEHOLD_QUESTION: Final = "budget_household"
CHILDREN_QUESTION: Final = "budget_children"
BUDGET_QUESTIONS: Final = frozenset((*FIELDS, HOUSEHOLD_QUESTION, CHILDREN_QUESTION))


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """What a message answers; what it does not say is None.

    Attributes:
        skip: the debtor would rather not say.
        field, minor: what a month is, in minor units.
        corrects: the field is one that was answered before.
        adults, children, people: see `HouseholdRead`.
    """

    skip: bool = False
    field: Field | None = None
    minor: int | None = None
    corrects: bool = False
    adults: int | None = None
    children: int | None = None
    people: int | None = None


_SKIP: Final = re.compile(
    r"\b"
    + any_of(r"""
    (?:je )?passe[rz]?|sauter?|suivant\w*|(?:je )?prefere (?:pas|ne pas)|pas (?:vous )?(?:le |la )?(?:dire|repondre)
    (?:je )?(?:ne )?(?:sais|sait|c) pas|jsp|jsais pas|chais pas|aucune idee|(?:ca |sa )?(?:ne )?vous regarde pas
    skip\w*|next|pass|rather not|prefer not|don'?t want to (?:say|tell|answer)|none of your
    (?:i )?don'?t know|dunno|idk|no idea|not sure
""")
    + r"\b"
)
_NOTHING: Final = re.compile(
    r"\b"
    + any_of(r"""
    rien|aucune?s?|zero|0|neant|(?:j'?en|je n'?en|j n'?en) ai pas|pas (?:de|d') ?\w+|que (?:celle|celui)[- ](?:la|ci)
    nothing|none|nil|no (?:other|income|debts?|loans?|money)|(?:don'?t|do not) have|haven'?t|not any|just this
""")
    + r"\b"
)
_NO: Final = re.compile(r"\W*(?:non|nan|nn|no|nope)\b(?: (?:merci|thanks|thank you|pas du tout|not at all))?\W*")
# Whoever says what they can pay is past the budget.
_OFFERS: Final = re.compile(
    r"\b(?:je (?:peux|pourrais?|propose|mettrai|verserai|paierai)|j?(?:peux|peu) (?:payer|mettre|faire|donner|verser)"
    r"|i (?:can|could|offer|propose|will pay)|can (?:pay|do|afford|manage)|could (?:pay|do|afford|manage))\b"
)
_CORRECTS: Final = re.compile(
    r"\b"
    + any_of(r"""
    pardon|en fait|enfin|plutot|trompee?|erreur|voulais (?:dire|mettre)|desolee?|excuse[zr]?(?:[- ]moi)?|rectif\w*
    oups|non|pas \d+|corrig\w+|correction
    sorry|actually|i meant|meant|mistake|wrong|oops|wait|no|not \d+|correct\w*
""")
    + r"\b"
)
_NAMES: Final[dict[Field, re.Pattern[str]]] = {
    "income": re.compile(
        r"\b(?:salaires?|revenus?|gagne|touche|paye|paie|allocs?|income|wages?|salary|earn|pay ?slip|benefits?)\b"
    ),
    "expenses": re.compile(
        r"\b(?:depenses?|charges|loyer|courses|essentiel|frais|expenses|rent|bills|food|outgoings|spend)\b"
    ),
    "debts": re.compile(r"\b(?:credits?|dettes?|prets?|emprunts?|debts?|loans?|cards?)\b"),
}
_QUESTION: Final = re.compile(
    r"\b(?:combien|quoi|pourquoi|comment|quand|quel(?:le)?s?|qui|est-ce|what|why|how|when|which|who|whose)\b"
)
_PAID_OUT: Final = re.compile(
    r"\b(?:rembours\w*|credits?|prets?|dettes?|loyers?|charges|depense\w*|paie|loans?|repay\w*|debts?|rent|bills)\b"
)
# Months a year are 12; weeks 52 and a seventh, which we round down, and nobody loses by it.
_A_YEAR: Final = {"week": 52, "fortnight": 26, "month": 12, "quarter": 4, "year": 1}
_UNIT: Final = re.compile(
    r"\b(?:(?:par|per|a|an|la|chaque|each|every|tou(?:te)?s les)|/) ?(?:(?P<two>2|deux|two|15|other) )?"
    r"(?:(?P<week>semaines?|sem|weeks?|wk)|(?P<fortnight>quinzaine|fortnight|jours)|(?P<month>mois|month|mth|moi)"
    r"|(?P<quarter>trimestre|quarter)|(?P<year>ans?|annees?|years?|yr))\b"
    r"|/ ?(?:(?P<week_>sem|wk|week)|(?P<month_>mois|m)|(?P<year_>an|yr|year))\b"
    r"|\b(?:(?P<week__>weekly|hebdo\w*|pw)|(?P<fortnight__>fortnightly)|(?P<month__>monthly|mensuels?|pcm|pm)"
    r"|(?P<year__>yearly|annual(?:ly)?|annuels?|pa))\b"
)
_BETWEEN: Final = re.compile(r"\b(?:entre|between|de|from)\W*\Z")
_RANGE: Final = re.compile(r" ?(?:€|e\b|euros?|£|k\b|pounds?)? ?(?:ou|or|a|to|-|voire|/)(?: peut-etre)? ?£?")
_AND: Final = re.compile(r" ?(?:€|e\b|euros?|£|k\b|pounds?)? ?(?:et|and) ?£?")
# "1400 and 320 child benefit" counts nothing; a number of two figures or more is a sum here.
_PLAIN_NUMBER: Final = re.compile(r"(?<![\w.,])(\d{1,3}(?:[ .,]\d{3})+|\d{2,6})(?:[.,](\d{1,2}))?(?![\w%]|[.,]\d)")
# "Two cards, 60 and 40": below this a number without a currency counts something.
_LEAST: Final = 1000


def read_budget_answer(text: str, language: str, question: str) -> BudgetAnswer | None:
    """What a message says to a question of the budget; None where it says something else.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
        question: one of `BUDGET_QUESTIONS`.
    """
    said = fold(text).text
    if _OFFERS.search(said) or ("?" in said and _QUESTION.search(said)):
        return None
    amounts = _amounts(text, language)
    if question in FIELDS:
        answer = _amount_answer(said, text, amounts, question)
    else:
        answer = _corrected(said, text, amounts, question) or _household(text, language, question)
    if answer is None and _SKIP.search(said) and not any(character.isdigit() for character in said):
        return BudgetAnswer(skip=True)
    return answer


def _amount_answer(said: str, text: str, amounts: list[AmountRead], question: str) -> BudgetAnswer | None:
    field = FIELDS[question]
    if not amounts:
        if _SKIP.search(said) or "?" in said:
            return None
        # A bare no to "how much comes in" is no wish to say; to "other debts" it says that there are none.
        nothing = _NOTHING.search(said) or (field == "debts" and _NO.fullmatch(said))
        return BudgetAnswer(field=field, minor=0) if nothing else None
    corrected = _corrected(said, text, amounts, question)
    if corrected is not None:
        return corrected
    counting = _counting_for(field, amounts, text)
    return BudgetAnswer(field=field, minor=_a_month(counting, text, field)) if counting else None


def _corrected(said: str, text: str, amounts: list[AmountRead], question: str) -> BudgetAnswer | None:
    """A figure of an earlier question said anew: named ("mon salaire c'est 1500"), or by a word that takes it back."""
    if not amounts or all(one.minor < _LEAST for one in amounts):
        return None
    field = _field_corrected(said, amounts, question)
    if field is None:
        return None
    return BudgetAnswer(field=field, minor=_a_month(amounts, text, field), corrects=True)


def _field_corrected(said: str, amounts: list[AmountRead], question: str) -> Field | None:
    earlier = _before(question)
    if not earlier:
        return None
    if {one.kind for one in amounts} == {"income"}:
        return "income"
    if not _CORRECTS.search(said):
        return None
    named = [one for one in earlier if _NAMES[one].search(said)]
    current = FIELDS.get(question)
    if not named and current is not None and _NAMES[current].search(said):
        return None
    return named[0] if named else earlier[-1]


def _before(question: str) -> list[Field]:
    """The amounts asked before a question, in order."""
    names = list(FIELDS)
    return [FIELDS[name] for name in (names[: names.index(question)] if question in FIELDS else names)]


def _household(text: str, language: str, question: str) -> BudgetAnswer | None:
    if question == CHILDREN_QUESTION:
        said = fold(text).text
        children = read_children(text, language)
        if children is None and (_NOTHING.search(said) or _NO.fullmatch(said)):
            children = 0
        return None if children is None else BudgetAnswer(children=children)
    household = read_household(text, language)
    if household is None:
        return None
    return BudgetAnswer(adults=household.adults, children=household.children, people=household.people)


def _amounts(text: str, language: str) -> list[AmountRead]:
    read = list(read_amounts(text, language, bare_numbers=True)) or _plain_numbers(text)
    large = [one for one in read if one.minor >= _LEAST]
    return large or read


def _plain_numbers(text: str) -> list[AmountRead]:
    folded = fold(text)
    return [
        AmountRead(
            int(re.sub(r"\D", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0")),
            "",
            *folded.span(found.start(), found.end()),
        )
        for found in _PLAIN_NUMBER.finditer(folded.text)
    ]


def _counting_for(field: Field, amounts: list[AmountRead], text: str) -> list[AmountRead]:
    """The amounts that answer a question: what is owed in all is no payment, a rent is no income."""
    if field == "income":
        starts = [0, *(one.end for one in amounts)]
        said_before = [text[start : one.start] for start, one in zip(starts, amounts, strict=False)]
        return [one for one, before in zip(amounts, said_before, strict=True) if not _goes_out(one, before)]
    if field == "expenses":
        return [one for one in amounts if one.kind != "income"]
    return [one for one in amounts if one.kind not in ("owed", "income")] or amounts


def _goes_out(amount: AmountRead, before: str) -> bool:
    """Whether a sum is spent ("et je rembourse 200"), where only what comes in was asked for."""
    if amount.kind == "expense":
        return True
    return amount.kind != "income" and _PAID_OUT.search(fold(before).text) is not None


def _a_month(amounts: list[AmountRead], text: str, field: Field) -> int:
    """The sum of amounts by the month, in minor units; rounded so that the debtor keeps more."""
    total = 0
    ends = [*(one.start for one in amounts[1:]), len(text)]
    whole = _unit(fold(text).text) if len(amounts) == 1 else None
    alternatives: list[int] = []
    for index, (amount, end) in enumerate(zip(amounts, ends, strict=True)):
        times = _A_YEAR[whole or _unit(fold(text[amount.end : end]).text) or "month"]
        minor = amount.minor * times // 12 if field == "income" else -(-amount.minor * times // 12)
        alternatives.append(minor)
        if index + 1 < len(amounts) and _is_range(text, amount, amounts[index + 1]):
            continue
        total += min(alternatives) if field == "income" else max(alternatives)
        alternatives = []
    return total


def _is_range(text: str, amount: AmountRead, following: AmountRead) -> bool:
    between = fold(text[amount.end : following.start]).text
    before = fold(text[: amount.start]).text
    if _BETWEEN.search(before) and _AND.fullmatch(between):
        return True
    return _RANGE.fullmatch(between) is not None


def _unit(said: str) -> str | None:
    """Week, month, … where a stretch of text says how often."""
    found = _UNIT.search(said)
    if found is None:
        return None
    unit = next(name for name, value in found.groupdict().items() if value and name != "two").rstrip("_")
    if unit == "week" and found["two"]:
        return "fortnight"
    return unit

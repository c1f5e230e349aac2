"""What a wish for a change means where it leaves things unsaid."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from bot.core.ask import Ask
from bot.core.due_dates import due_dates
from bot.core.negotiation import Agreed, Table, decide
from bot.core.plan_change import changed, usual_day
from bot.core.schedule import Schedule
from bot.core.table import Running
from bot.core.terms import Frequency
from tests.builders import a_balance, eur, terms
from tests.strategies import french_business_day


def a_schedule(first: date, day_of_month: int, count: int = 6) -> Schedule:
    dates = due_dates(first, Frequency.MONTHLY, french_business_day, anchor_day=day_of_month)
    return Schedule.of(Frequency.MONTHLY, list(islice(dates, count)), [5000] * count, 0, "EUR")


@pytest.mark.parametrize(
    ("first", "day_of_month"),
    [(date(2026, 11, 2), 31), (date(2026, 12, 7), 5), (date(2027, 1, 11), 10), (date(2026, 11, 30), 30)],
)
def test_the_day_of_a_plan_is_found_behind_the_days_it_was_moved_to(first: date, day_of_month: int):
    assert day_of_month == usual_day(a_schedule(first, day_of_month), french_business_day)


def test_a_plan_paid_at_the_end_of_the_month_goes_on_with_its_next_payment():
    """31 October 2026 is a Saturday: that payment is due on 2 November, and the next on the 30th."""
    agreed = a_schedule(date(2026, 11, 2), 31)
    running = Running(agreed.first.due_on, agreed.first.due_on, eur(300), paid_count=0, first_paid=False)
    table = Table(a_balance(300), terms(), 0, french_business_day, date(2026, 10, 20), running)

    outcome = decide(changed(Ask(amount=eur(80)), agreed, agreed.first, french_business_day), table)

    assert isinstance(outcome, Agreed)
    assert [date(2026, 11, 2), date(2026, 11, 30), date(2026, 12, 31)] == [
        one.due_on for one in outcome.schedule.instalments[:3]
    ]

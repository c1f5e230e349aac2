"""The life of a plan: what payments, days and holds do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.arrangement import InstalmentState, PlanState
from bot.core.errors import IllegalTransition
from bot.core.money import Money
from bot.core.plan_life import (
    CURE_DAYS,
    MISSED_DAYS,
    STEPS,
    Facts,
    Life,
    Rest,
    Stage,
    days_counted,
    next_step,
    steps,
)
from bot.core.schedule import Schedule
from bot.core.terms import Frequency
from tests.builders import eur

DUE = date(2026, 12, 10)
GRACE = 5
FIRST_LATE_DAY = DUE + timedelta(days=GRACE + 1)
WORSE = [Stage.COMPLETED, Stage.KEPT, Stage.LATE, Stage.MISSED, Stage.BROKEN]

amounts = st.lists(st.integers(1, 20_000), min_size=1, max_size=6)
day_numbers = st.integers(0, 400)


@st.composite
def rests(draw: st.DrawFn) -> tuple[Rest, ...]:
    spans = draw(st.lists(st.tuples(st.integers(-20, 300), st.integers(0, 60) | st.none()), max_size=3))
    begins = [(DUE + timedelta(days=start), length) for start, length in spans]
    return tuple(Rest(first, None if length is None else first + timedelta(days=length)) for first, length in begins)


def a_schedule(*minor: int) -> Schedule:
    dates = [DUE + timedelta(days=30 * number) for number in range(len(minor))]
    return Schedule.of(Frequency.MONTHLY, dates, minor, 0, "EUR")


def facts(paid: int = 0, schedule: Schedule | None = None, **changes: object) -> Facts:
    """Three times 50 €, of which so many cents were paid."""
    schedule = schedule or a_schedule(5000, 5000, 5000)
    owed = Money(max(0, schedule.total.minor - paid), "EUR")
    known = Facts(schedule, Money(paid, "EUR"), owed, (), GRACE)
    return replace(known, **changes)  # type: ignore[arg-type]  # names of its own fields


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)


KEPT = Life(Stage.KEPT, DUE - timedelta(days=20))


def test_a_plan_is_late_the_day_after_its_grace_and_not_before() -> None:
    assert next_step(KEPT, facts(), after(DUE, GRACE)) is None
    assert Life(Stage.LATE, FIRST_LATE_DAY, 1) == next_step(KEPT, facts(), FIRST_LATE_DAY)


@pytest.mark.parametrize("grace", [0, 1, 60])
def test_grace_is_the_creditors(grace: int) -> None:
    known = facts(grace_days=grace, schedule=a_schedule(5000))
    assert next_step(KEPT, known, after(DUE, grace)) is None
    assert next_step(KEPT, known, after(DUE, grace + 1)) is not None


def test_a_cent_short_is_late_and_a_cent_more_is_not() -> None:
    assert next_step(KEPT, facts(4999), FIRST_LATE_DAY) is not None
    assert next_step(KEPT, facts(5000), FIRST_LATE_DAY) is None


@pytest.mark.parametrize(
    ("stage", "days", "following"), [(Stage.LATE, CURE_DAYS, Stage.MISSED), (Stage.MISSED, MISSED_DAYS, Stage.BROKEN)]
)
def test_each_stage_lasts_its_days_whole(stage: Stage, days: int, following: Stage) -> None:
    life = Life(stage, FIRST_LATE_DAY, 1)
    assert next_step(life, facts(), after(FIRST_LATE_DAY, days)) is None
    step = next_step(life, facts(), after(FIRST_LATE_DAY, days + 1))
    assert step == Life(following, after(FIRST_LATE_DAY, days + 1), 1)


@pytest.mark.parametrize("stage", [Stage.LATE, Stage.MISSED])
def test_paying_what_it_was_late_with_brings_it_back(stage: Stage) -> None:
    life = Life(stage, FIRST_LATE_DAY, 1)
    today = after(FIRST_LATE_DAY, 2)
    assert next_step(life, facts(4999), today) is None
    assert (Life(Stage.KEPT, today),) == steps(life, facts(5000), today)


def test_catching_up_with_one_of_two_makes_it_late_with_the_other() -> None:
    """A debtor who is behind and pays an instalment starts anew with the next one: no month is held against them."""
    today = after(DUE, 30 + GRACE + 1)
    life = Life(Stage.MISSED, after(DUE, 20), 1)
    assert (Life(Stage.KEPT, today), Life(Stage.LATE, today, 2)) == steps(life, facts(5000), today)


def test_after_months_without_a_look_the_debtor_still_gets_every_step() -> None:
    """One step a look: first the reminder, then seven days, then a person, then thirty days."""
    seen, life, today = [], KEPT, after(DUE, 200)
    for _ in range(60):
        taken = steps(life, facts(), today)
        seen += [(step.stage, (today - DUE).days) for step in taken]
        life = taken[-1] if taken else life
        today = after(today, 1)
    assert seen == [(Stage.LATE, 200), (Stage.MISSED, 208), (Stage.BROKEN, 239)]


@pytest.mark.parametrize("stage", [Stage.KEPT, Stage.LATE, Stage.MISSED])
def test_what_is_paid_up_is_completed_from_any_stage(stage: Stage) -> None:
    life = Life(stage, FIRST_LATE_DAY, 1 if stage is not Stage.KEPT else None)
    assert (Life(Stage.COMPLETED, FIRST_LATE_DAY),) == steps(life, facts(15_000), FIRST_LATE_DAY)
    assert (Life(Stage.COMPLETED, FIRST_LATE_DAY),) == steps(life, facts(owed=eur(0)), FIRST_LATE_DAY)


@pytest.mark.parametrize("stage", [stage for stage in Stage if not STEPS[stage]])
def test_an_ended_plan_stays_ended(stage: Stage) -> None:
    for paid in (0, 5000, 15_000, 20_000):
        assert steps(Life(stage, DUE), facts(paid), after(DUE, 400)) == ()
    with pytest.raises(IllegalTransition):
        Life(stage, DUE).to(Stage.KEPT, DUE)


@pytest.mark.parametrize("stage", [Stage.KEPT, Stage.LATE, Stage.MISSED])
def test_a_replaced_plan_comes_back_to_where_it_stood_and_nothing_else_moves_it(stage: Stage) -> None:
    stood = Life(stage, DUE, None if stage is Stage.KEPT else 2)
    replaced = stood.to(Stage.REPLACED, after(DUE, 3))
    for paid in (0, 5000, 15_000):
        assert steps(replaced, facts(paid), after(DUE, 400)) == ()
    assert stood == replaced.back()
    with pytest.raises(IllegalTransition):
        stood.back()
    with pytest.raises(IllegalTransition):
        stood.to(Stage.WITHDRAWN, DUE).back()
    for ended in (Stage.BROKEN, Stage.COMPLETED, Stage.WITHDRAWN, Stage.REPLACED):
        with pytest.raises(IllegalTransition):
            replaced.to(ended, DUE)


def test_only_a_missed_plan_can_be_called_broken() -> None:
    assert [stage for stage in Stage if Stage.BROKEN in STEPS[stage]] == [Stage.MISSED]


def test_every_stage_has_a_plan_state() -> None:
    running = [stage for stage in Stage if stage.plan_state is PlanState.ACTIVE]
    assert running == [Stage.KEPT, Stage.LATE, Stage.MISSED]
    assert {stage.plan_state for stage in Stage} == set(PlanState)


def test_a_hold_freezes_the_clock_and_nothing_gets_worse_while_it_lasts() -> None:
    resting = (Rest(after(DUE, 1), after(DUE, 40)),)
    assert next_step(KEPT, facts(rests=resting), after(DUE, 40 + GRACE)) is None
    assert next_step(KEPT, facts(rests=resting), after(DUE, 41 + GRACE)) is not None
    just_placed = (Rest(after(DUE, 100), None),)
    assert next_step(KEPT, facts(rests=just_placed), after(DUE, 100)) is None
    assert next_step(Life(Stage.LATE, DUE, 1), facts(5000, rests=just_placed), after(DUE, 20)) is not None


def test_arrears_are_what_should_have_been_paid_and_never_more_than_is_owed() -> None:
    today = after(DUE, 31)
    assert eur(0) == facts().arrears(DUE)
    assert eur(100) == facts().arrears(today)
    assert eur("70.01") == facts(2999).arrears(today)
    assert eur(12) == facts(owed=eur(12)).arrears(today)


@given(amounts, st.integers(0, 200_000), day_numbers)
def test_payments_meet_the_oldest_instalments_first_and_no_cent_is_lost(minor: list[int], paid: int, days: int) -> None:
    schedule = a_schedule(*minor)
    rows = facts(paid, schedule).standing(after(DUE, days)).instalments
    assert sum(row.paid.minor for row in rows) == min(paid, sum(minor))
    open_ones = [row for row in rows if row.state is not InstalmentState.PAID]
    assert all(row.paid.minor == 0 for row in open_ones[1:])
    assert all(row.paid == row.instalment.amount for row in rows if row not in open_ones)


@st.composite
def lives(draw: st.DrawFn, count: int) -> Life:
    stage = draw(st.sampled_from([Stage.KEPT, Stage.LATE, Stage.MISSED]))
    since = after(DUE, draw(st.integers(-10, 300)))
    return Life(stage, since, None if stage is Stage.KEPT else draw(st.integers(1, count)))


def ends_in(life: Life, known: Facts, today: date) -> int:
    taken = steps(life, known, today)
    return WORSE.index((taken[-1] if taken else life).stage)


@given(st.data(), amounts, st.integers(0, 60_000), st.integers(0, 60_000), day_numbers, rests())
def test_paying_more_never_makes_a_plan_worse(
    data: st.DataObject, minor: list[int], paid: int, more: int, days: int, resting: tuple[Rest, ...]
) -> None:
    schedule, today = a_schedule(*minor), after(DUE, days)
    life = data.draw(lives(len(minor)))
    less, richer = (facts(sum_, schedule, rests=resting) for sum_ in (paid, paid + more))
    # A plan is late only with what was unpaid then.
    assume(life.instalment is None or paid < sum(minor[: life.instalment]))
    assert ends_in(life, richer, today) <= ends_in(life, less, today)


@given(st.data(), amounts, st.integers(0, 60_000), day_numbers, rests())
def test_a_day_more_never_makes_a_plan_better(
    data: st.DataObject, minor: list[int], paid: int, days: int, resting: tuple[Rest, ...]
) -> None:
    """Unless it is paid, a look on each day leaves it as it was or worse; under a hold exactly as it was."""
    known, today = facts(paid, a_schedule(*minor), rests=resting), after(DUE, days)
    life = data.draw(lives(len(minor)))
    assume(life.instalment is None or paid < sum(minor[: life.instalment]))
    taken = steps(life, known, today)
    now = taken[-1] if taken else life
    later = steps(now, known, after(today, 1))
    assert ends_in(now, known, after(today, 1)) >= WORSE.index(now.stage)
    if any(rest.first <= after(today, 1) and (rest.last is None or after(today, 1) <= rest.last) for rest in resting):
        assert later == ()


@given(st.data(), amounts, st.integers(0, 60_000), day_numbers, rests())
def test_every_step_is_in_the_table_and_a_second_look_finds_nothing(
    data: st.DataObject, minor: list[int], paid: int, days: int, resting: tuple[Rest, ...]
) -> None:
    known, today = facts(paid, a_schedule(*minor), rests=resting), after(DUE, days)
    life = data.draw(lives(len(minor)))
    taken = steps(life, known, today)
    for before, step in zip((life, *taken), taken, strict=False):
        assert step.stage in STEPS[before.stage]
        assert (step.instalment is None) is (step.stage in (Stage.KEPT, Stage.COMPLETED))
    assert steps(taken[-1] if taken else life, known, today) == ()


@given(rests(), day_numbers, day_numbers)
def test_days_are_counted_one_by_one(resting: tuple[Rest, ...], start: int, length: int) -> None:
    """The sum over spans is what counting each day by itself gives."""
    first, last = after(DUE, start), after(DUE, start + length)
    each = [after(first, number) for number in range(1, length + 1)]
    free = [day for day in each if not any(r.first <= day and (r.last is None or day <= r.last) for r in resting)]
    assert len(free) == days_counted(first, last, resting)

"""The life of a plan: kept, late, missed, broken or completed, as payments come in and days go by.

Rules, and where each comes from:

- Payments meet the oldest instalments first (`bot.core.arrangement.standing`); inside the ledger a payment meets
  interest before principal (C. civ. 1343-1; `bot.core.ledger.meeting`).
- LATE: an instalment is not wholly paid although its due day and the creditor's days of grace are over
  (`plan.grace_days`; 5 where the creditor says nothing, POLICY). One reminder.
- MISSED: seven days after the reminder still unpaid (compliance C, "Plan": 7-day cure). A person is called; never a
  penalty. Where no reminder can be sent, and none will be, the days begin when that is noticed.
- BROKEN: missed for 30 days more (POLICY), or a person says so. Counts towards `plan.max_broken_plans`.
- Paying what it was late with, at any time before that, makes the plan KEPT again.
- A settlement's reduction holds for what is paid before the day on which it is noticed as MISSED, whenever one hears of
  it: its written agreement says so. What is paid later pays the debt, and a person decides.
- REPLACED by a change, WITHDRAWN by the debtor: taking the change back within its 24 hours (compliance C) brings the
  earlier plan back to where it stood, no better and no worse.
- No day on which the account rested counts, and nothing gets worse on such a day (compliance D, UK-03, UK-04).
- A stage lasts its days from when it was noticed: after a month in which nobody looked, the debtor still gets the
  reminder and the seven days that the written agreement promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from bot.core.arrangement import PlanState, Standing, standing
from bot.core.errors import IllegalTransition
from bot.core.money import Money
from bot.core.schedule import Schedule

CURE_DAYS = 7
MISSED_DAYS = 30


class Stage(str, Enum):
    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"
    BROKEN = "broken"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"

    @property
    def final(self) -> bool:
        """Whether neither payments nor the clock change it any more."""
        return self not in RUNNING

    @property
    def plan_state(self) -> PlanState:
        """What the rest of the service asks for: whether the plan runs, and how it ended."""
        return PlanState(self.value) if self.final else PlanState.ACTIVE


RUNNING = frozenset({Stage.KEPT, Stage.LATE, Stage.MISSED})
_ENDED_BY_PEOPLE = frozenset({Stage.WITHDRAWN, Stage.REPLACED})
STEPS: Mapping[Stage, frozenset[Stage]] = {
    Stage.KEPT: frozenset({Stage.LATE, Stage.COMPLETED}) | _ENDED_BY_PEOPLE,
    Stage.LATE: frozenset({Stage.KEPT, Stage.MISSED, Stage.COMPLETED}) | _ENDED_BY_PEOPLE,
    Stage.MISSED: frozenset({Stage.KEPT, Stage.BROKEN, Stage.COMPLETED}) | _ENDED_BY_PEOPLE,
    Stage.BROKEN: frozenset(),
    Stage.COMPLETED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
    Stage.REPLACED: RUNNING,  # only to where it stood, see Life.back
}


@dataclass(frozen=True, slots=True)
class Rest:
    """Days on which a hold was in force, both ends included.

    Attributes:
        last: None while it lasts.
    """

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Life:
    """Where a plan stands in its life.

    Attributes:
        since: the day on which the stage was noticed; a late plan's day of the reminder, once it is sent.
        instalment: number of the instalment that the plan is late with; None where it is not.
        earlier: where a replaced plan stood; None of any other.
    """

    stage: Stage
    since: date
    instalment: int | None = None
    earlier: Life | None = None

    def to(self, stage: Stage, on: date, instalment: int | None = None) -> Life:
        """The life after a step.

        Raises:
            IllegalTransition: there is no such step.
        """
        if stage not in STEPS[self.stage]:
            raise IllegalTransition(self.stage.value, stage.value)
        return Life(stage, on, instalment, self if stage is Stage.REPLACED else None)

    def back(self) -> Life:
        """The life of a replaced plan once the change is taken back: where it stood, since it stood there.

        Raises:
            IllegalTransition: it was not replaced.
        """
        if self.earlier is None:
            raise IllegalTransition(self.stage.value, "where it stood before a change")
        return self.to(self.earlier.stage, self.earlier.since, self.earlier.instalment)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment, and the day on which it was made."""

    paid_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan's life hangs on.

    Attributes:
        paid: received since the plan was agreed.
        owed: the account's balance; a creditor may have lowered it.
        grace_days: after each due day.
        cure_runs: the reminder of what the plan is late with was sent, or cannot be sent for a lasting reason.
        settlement: the payments that `paid` is the sum of, where paying the plan closes the debt for less.
    """

    schedule: Schedule
    paid: Money
    owed: Money
    rests: tuple[Rest, ...]
    grace_days: int
    settlement: tuple[Receipt, ...] | None = None
    cure_runs: bool = True

    def counted(self, life: Life, today: date) -> Facts:
        """The same with what counts towards the plan: of a settlement, what was paid before it was missed."""
        if self.settlement is None:
            return self
        in_time = sum(one.amount.minor for one in self.settlement if self._in_time(life, one.paid_on, today))
        return replace(self, paid=Money(in_time, self.paid.currency))

    def _in_time(self, life: Life, paid_on: date, today: date) -> bool:
        """The same whether the payment or the clock is looked at first."""
        if life.stage is Stage.LATE:
            return not self.cure_runs or paid_on < today or days_counted(life.since, paid_on, self.rests) <= CURE_DAYS
        return life.stage is Stage.KEPT or paid_on < life.since

    @property
    def completed(self) -> bool:
        return self.owed.minor <= 0 or self.paid >= self.schedule.total

    def standing(self, today: date) -> Standing:
        return standing(self.schedule, self.paid, today)

    def arrears(self, today: date) -> Money:
        """What should have been paid before today and was not; never more than is owed."""
        rows = [one for one in self.standing(today).instalments if one.instalment.due_on < today]
        due = sum(one.instalment.amount.minor - one.paid.minor for one in rows)
        return Money(max(0, min(due, self.owed.minor)), self.paid.currency)

    def unpaid_of(self, instalment: int) -> Money:
        """What is still to be paid of one instalment; never more than is owed."""
        one = self.standing(self.schedule.first.due_on).instalments[instalment - 1]
        left = one.instalment.amount.minor - one.paid.minor
        return Money(max(0, min(left, self.owed.minor)), self.paid.currency)

    def late_with(self, today: date) -> int | None:
        """Number of the oldest instalment that is unpaid after its grace."""
        oldest = self.standing(today).next_due
        if oldest is None or days_counted(oldest.instalment.due_on, today, self.rests) <= self.grace_days:
            return None
        return oldest.instalment.number


def resting_on(day: date, rests: tuple[Rest, ...]) -> bool:
    return any(rest.first <= day and (rest.last is None or day <= rest.last) for rest in rests)


def days_counted(after: date, until: date, rests: tuple[Rest, ...]) -> int:
    """Days after one day up to another (included) on which nothing rested."""
    total = max(0, (until - after).days)
    first = after + timedelta(days=1)
    covered: date = after
    for rest in sorted(rests, key=lambda one: one.first):
        begin = max(rest.first, covered + timedelta(days=1), first)
        end = until if rest.last is None else min(rest.last, until)
        if begin <= end:
            total -= (end - begin).days + 1
            covered = end
    return total


def next_step(life: Life, facts: Facts, today: date) -> Life | None:
    """The one step that payments and the clock ask for today; None where the plan stays where it is."""
    if life.stage.final:
        return None
    counted = facts.counted(life, today)
    if counted.completed:
        return life.to(Stage.COMPLETED, today)
    late_with = counted.late_with(today)
    if life.instalment is not None and (late_with is None or late_with > life.instalment):
        return life.to(Stage.KEPT, today)
    if late_with is None or resting_on(today, facts.rests):
        return None
    waited = days_counted(life.since, today, facts.rests)
    if life.stage is Stage.KEPT:
        return life.to(Stage.LATE, today, late_with)
    if life.stage is Stage.LATE and facts.cure_runs and waited > CURE_DAYS:
        return life.to(Stage.MISSED, today, life.instalment)
    if life.stage is Stage.MISSED and waited > MISSED_DAYS:
        return life.to(Stage.BROKEN, today, life.instalment)
    return None


def steps(life: Life, facts: Facts, today: date) -> tuple[Life, ...]:
    """Every step of today, in order: a plan may catch up and be late with a younger instalment at once."""
    taken: list[Life] = []
    while (following := next_step(life, facts, today)) is not None:
        taken.append(following)
        life = following
    return tuple(taken)

"""However often a plan is changed, the whole of it stays inside the limits that the first one had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core.ask import Ask
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.negotiation import Agreed, Countered, decide
from bot.core.schedule import Instalment
from bot.core.table import Running, Table
from tests.core.oracle import interest, last_day, most_skipped
from tests.proof.share import cut
from tests.strategies import asks, tables

MAX_CHANGES = 2


class ChangedAgainAndAgain(RuleBasedStateMachine):
    """A plan is agreed, paid by and by, and changed whenever the rules let it be."""

    @initialize(table=tables(changing=False), data=st.data())
    def agree_the_first_plan(self, table: Table, data: st.DataObject) -> None:
        self.tables: list[Table] = []  # of each agreement; the first plan's, then each change's
        self.paid: list[Instalment] = []
        self.left: list[Instalment] = []
        self.skipped = 0
        self.table = table
        self._take(data.draw(asks(table.today)), table, data)
        self.began = self.left[0].due_on if self.left else table.today

    def _take(self, ask: Ask, table: Table, data: st.DataObject) -> None:
        """Take what is agreed, or one of the offers, where there is any."""
        outcome = decide(ask, table)
        offered = [outcome.schedule] if isinstance(outcome, Agreed) else []
        offered += [one.schedule for one in outcome.alternatives] if isinstance(outcome, Countered) else []
        if offered:
            self.left = list(data.draw(st.sampled_from(offered)).instalments)
            self.skipped += len(ask.skipped_months) if len(ask.skipped_months) <= most_skipped(table) else 0
            self.table = table
            self.tables.append(table)

    @precondition(lambda self: self.left)
    @rule()
    def pay_the_next(self) -> None:
        """On its day: interest first, then fees, then the principal."""
        instalment = self.left.pop(0)
        owed = self._owed_on(instalment.due_on)
        parts = []
        rest = instalment.amount.minor
        for part in (owed.interest.minor, owed.fees.minor, owed.principal.minor):
            parts.append(part - min(part, rest))
            rest -= min(part, rest)
        assert rest == 0
        self.paid.append(instalment)
        balance = Balance(*(Money(parts[position], "EUR") for position in (2, 0, 1)))
        self.table = replace(self.table, balance=balance, today=instalment.due_on)

    @precondition(lambda self: self.left)
    @rule(data=st.data(), tenths_of_the_wait=st.integers(0, 10))
    def change(self, data: st.DataObject, tenths_of_the_wait: int) -> None:
        """Some day until the next payment, whatever is asked for."""
        next_due_on = self.left[0].due_on
        day = self.table.today + (next_due_on - self.table.today) * tenths_of_the_wait // 10
        running = Running(
            first_due_on=self.began,
            next_due_on=next_due_on,
            planned=self.tables[0].balance.total,
            paid_count=len(self.paid),
            first_paid=bool(self.paid),
            skipped_count=self.skipped,
            change_count=len(self.tables) - 1,
        )
        table = replace(self.table, balance=self._owed_on(day), today=day, running=running)
        self._take(data.draw(asks(day)), table, data)

    @precondition(lambda self: not self.left)
    @rule()
    def look_at_the_end(self) -> None:
        """A plan that was paid to its end has paid off the debt, to the cent."""
        assert not self.paid or self.table.balance.total.minor == 0

    @invariant()
    def the_whole_stays_inside_the_limits(self) -> None:
        if not self.tables:
            return
        plan = self.tables[0].terms.plan
        payments = [*self.paid, *self.left]
        # By the band of the balance at the first agreement, however it has grown by interest since.
        assert payments[-1].due_on <= last_day(replace(self.tables[0], running=None), self.began)
        assert len(payments) <= plan.max_instalments
        assert self.skipped <= plan.max_skipped_months
        assert len(self.tables) <= 1 + MAX_CHANGES

    def _owed_on(self, day: date) -> Balance:
        """With the interest that has accrued since the last payment or agreement."""
        balance = self.table.balance
        new = interest(self.table, balance.principal.minor, (day - self.table.today).days)
        return Balance(balance.principal, balance.interest + Money(new, "EUR"), balance.fees)


SHARE = cut(20)


def test_a_chain_of_changes_stays_inside_the_first_limits() -> None:
    run_state_machine_as_test(ChangedAgainAndAgain, settings=SHARE.settings)


test_a_chain_of_changes_stays_inside_the_first_limits.parts = SHARE.parts  # type: ignore[attr-defined]

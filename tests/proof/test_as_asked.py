"""What can be had as asked is agreed exactly so, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.negotiation import Agreed, decide, referral
from bot.core.table import Table
from tests.core.oracle_search import Plan, as_asked
from tests.proof.share import share
from tests.strategies import SMALL, asks, tables


@share(100)
@given(tables(SMALL), st.data())
def test_agreed_is_what_was_asked_and_what_can_be_had_is_agreed(table: Table, data: st.DataObject):
    """The oracle reads the ask by itself: frequency, first day, other days, amounts. Both ways."""
    ask = data.draw(asks(table.today, most=450, most_days=100))
    outcome = decide(ask, table)

    if referral(table) is None:
        assert as_asked(ask, table) == (Plan.of(outcome.schedule) if isinstance(outcome, Agreed) else None)

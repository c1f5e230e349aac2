"""What came of one debtor's negotiation, and the figures of many: the same for every negotiator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.debtors import Debtor
from bench.plans import Plan, broken_limits


@dataclass
class Session:
    """One debtor before one negotiator.

    Attributes:
        offers: each plan that was put to the debtor, with the message (from 1) that it answered.
        turns: messages the debtor wrote, the yes included.
        referred: it ended with a person being asked to decide.
        seconds: each decision of the negotiator, processor time.
    """

    debtor: Debtor
    offers: list[tuple[int, Plan]] = field(default_factory=list)
    agreed: Plan | None = None
    turns: int = 0
    referred: bool = False
    seconds: list[float] = field(default_factory=list)

    @property
    def limit_violations(self) -> int:
        """Plans offered or agreed outside the creditor's limits."""
        plans = [plan for _, plan in self.offers] + ([] if self.agreed is None else [self.agreed])
        return sum(bool(broken_limits(self.debtor.debt, plan)) for plan in plans)

    @property
    def agreed_over_ceiling(self) -> bool:
        return self.agreed is not None and not self.debtor.ceiling.bears(self.agreed)

    @property
    def offers_over_said_ceiling(self) -> int:
        """Plans put to a debtor who had said that they cannot bear them: somebody who gives way would sign those."""
        told = next((turn for turn, ask in enumerate(self.debtor.asks(), 1) if ask.amount_is_ceiling), None)
        if told is None:
            return 0
        return sum(turn >= told and not self.debtor.ceiling.bears(plan) for turn, plan in self.offers)


@dataclass(frozen=True)
class Figures:
    """Rates are parts of one; times are milliseconds of processor time."""

    agreement_rate: float
    recovered_share: float
    limit_violations: int
    ceiling_violations: int
    median_turns: float
    decision_ms_median: float
    decision_ms_max: float
    offers_over_said_ceiling: int


def figures_of(sessions: Sequence[Session], possible: frozenset[int]) -> Figures:
    """Sum sessions up.

    Args:
        possible: the numbers of the debtors for whom an agreement exists.
    """
    able = [one for one in sessions if one.debtor.number in possible]
    agreed = [one for one in able if one.agreed is not None and not one.agreed_over_ceiling]
    seconds = [taken for one in sessions for taken in one.seconds]
    return Figures(
        agreement_rate=len(agreed) / len(able),
        recovered_share=sum(_majors(one) for one in agreed) / sum(_majors(one) for one in able),
        limit_violations=sum(one.limit_violations for one in sessions),
        ceiling_violations=sum(one.agreed_over_ceiling for one in sessions),
        median_turns=median(one.turns for one in agreed) if agreed else 0,
        decision_ms_median=1000 * median(seconds),
        decision_ms_max=1000 * max(seconds),
        offers_over_said_ceiling=sum(one.offers_over_said_ceiling for one in sessions),
    )


def _majors(session: Session) -> float:
    """What the debtor owes; euros and pounds are added as if they were one."""
    return session.debtor.debt.total / 100

"""The interest that goes on under an agreed plan: booked when a payment comes in, and when the plan is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.core.arrangement import PlanId
from bot.core.money import Money
from bot.core.repayment import accrued_interest


@dataclass(frozen=True, slots=True)
class PlanInterest:
    """How far the interest of a plan has been booked.

    Attributes:
        rate_percent: yearly, simple, on principal.
        booked_until: the day up to which it has been.
        left: of what was agreed, not booked yet; more is never asked for.
    """

    plan_id: PlanId
    rate_percent: Decimal
    booked_until: date
    left: Money

    def until(self, day: date, principal: Money) -> Money:
        """What has accrued by a day since it was booked last, within what was agreed.

        Rule: C. civ. 1343-1; compliance F.3 and F.4: interest is met before principal, and none is due on interest.
        """
        return min(accrued_interest(principal, self.rate_percent, (day - self.booked_until).days), self.left)

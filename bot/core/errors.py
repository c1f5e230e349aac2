"""What can go wrong, as one tree.

AccordError
├─ NotNow        AccountOnHold, IdentityUnverified, StoreUnavailable
├─ NotFound      AccountNotFound, ConversationNotFound, HandoffNotFound, OfferNotFound, PlanNotFound,
│                AgentNotFound, TaskNotFound
└─ RuleBroken    CurrencyMismatch, UnbalancedEntry, NotTheOwner(holder), IllegalTransition(state, wanted),
                 TaskChanged
"""

from __future__ import annotations


class AccordError(Exception):
    """Root of every error this project raises on purpose."""


class NotNow(AccordError):
    """Allowed in principle, but not at this moment."""


class AccountOnHold(NotNow):
    """A hardship or a dispute waits for a person: no negotiation, no demand."""


class IdentityUnverified(NotNow):
    """Nothing about a debt is said before two facts have matched."""


class StoreUnavailable(NotNow):
    """The database did not answer or was locked for too long; nothing was written."""


class NotFound(AccordError):
    """No such thing."""


class AccountNotFound(NotFound):
    pass


class ConversationNotFound(NotFound):
    pass


class HandoffNotFound(NotFound):
    pass


class OfferNotFound(NotFound):
    pass


class PlanNotFound(NotFound):
    pass


class AgentNotFound(NotFound):
    pass


class TaskNotFound(NotFound):
    pass


class RuleBroken(AccordError):
    """A rule of the business would be broken; a defect or a race, never a debtor's mistake."""


class CurrencyMismatch(RuleBroken):
    pass


class UnbalancedEntry(RuleBroken):
    pass


class TaskChanged(RuleBroken):
    """A task is about another amount than whoever did it has seen."""


class NotTheOwner(RuleBroken):
    """Somebody else holds the conversation.

    Args:
        holder: display name of whoever holds it, or None when nobody does.
    """

    def __init__(self, holder: str | None) -> None:
        super().__init__(f"held by {holder or 'nobody'}")
        self.holder = holder


class IllegalTransition(RuleBroken):
    """A state machine was asked for a step that it does not have."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"cannot go from {state!r} to {wanted!r}")
        self.state = state
        self.wanted = wanted

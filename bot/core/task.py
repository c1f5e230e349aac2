"""A task: something that only a person can do, outside any conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NewType

from bot.core.account import AccountId

TaskId = NewType("TaskId", int)


class TaskKind(str, Enum):
    REFUND = "refund"  # more was paid than is owed (compliance F.5)
    MISSED_PLAN = "missed_plan"  # seven days after the reminder an instalment is still unpaid


@dataclass(frozen=True, slots=True)
class Task:
    """Work for a person; of one kind and subject an account has at most one open.

    Attributes:
        subject: tells tasks of one kind apart, e.g. "plan 3"; empty where there is one for the account.
        data: facts, e.g. the amount in minor units.
        done_by: login, or `bot` where it has taken care of itself.
    """

    id: TaskId
    account_id: AccountId
    kind: TaskKind
    subject: str
    data: dict[str, Any]
    created_at: datetime
    done_at: datetime | None = None
    done_by: str | None = None

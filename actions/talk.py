"""One action's run: what the debtor said, what is answered, and the slots that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from bot.core.account import Account, AccountId, Language
from bot.core.conversation import Conversation
from bot.services.ports import Services

Choice = TypeVar("Choice")


class Question(str, Enum):
    """The question the debtor was asked last; the slot `expecting` holds it."""

    NOTHING = "nothing"
    IDENTITY = "identity"
    ACCOUNT = "account"
    TERMS = "terms"
    OFFER = "offer"
    OFFERS = "offers"
    PROMISE_DATE = "promise_date"
    CHANGE = "change"
    BUDGET_INCOME = "budget_income"
    BUDGET_EXPENSES = "budget_expenses"
    BUDGET_DEBTS = "budget_debts"
    BUDGET_HOUSEHOLD = "budget_household"
    BUDGET_CHILDREN = "budget_children"
    PERSON = "person"
    WITHDRAWAL = "withdrawal"
    RATING = "rating"
    COMMENT = "comment"


def ranked(choices: Sequence[Choice], rank: int | None) -> Choice | None:
    """The choice that "the second" or "the last" (−1) means; None where there is none such."""
    if rank is None or not choices or not (rank == -1 or 1 <= rank <= len(choices)):
        return None
    return choices[rank if rank == -1 else rank - 1]


@dataclass
class Utterance:
    """A response of the domain with its values, or a text and a file of our own making."""

    response: str
    values: dict[str, Any]
    buttons: list[dict[str, str]] = field(default_factory=list)
    attachment: dict[str, Any] | None = None


@dataclass
class Talk:
    """What one action reads and collects. Nothing is sent, and no slot set, before the action has ended well.

    Attributes:
        intent: the debtor's, as understood.
        entities: name → values, in the order they were said.
        slots: as they stood when the action began.
        metadata: what the channel said with the message.
    """

    services: Services
    conversation: Conversation
    language: Language
    intent: str
    text: str
    entities: Mapping[str, list[Any]]
    slots: Mapping[str, Any]
    metadata: Mapping[str, Any]
    utterances: list[Utterance] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    def say(self, response: str, **values: Any) -> None:
        self.utterances.append(Utterance(response, values))

    def ask(self, response: str, buttons: list[dict[str, str]], **values: Any) -> None:
        """Say something with choices under it."""
        self.utterances.append(Utterance(response, values, buttons))

    def send_file(self, response: str, attachment: dict[str, Any], **values: Any) -> None:
        self.utterances.append(Utterance(response, values, attachment=attachment))

    def remember(self, **changes: Any) -> None:
        self.changes.update(changes)

    def expect(self, question: Question) -> None:
        self.remember(expecting=question.value)

    def slot(self, name: str) -> Any:
        """The slot as it will stand after this action."""
        return self.changes.get(name, self.slots.get(name))

    @property
    def question(self) -> Question:
        return Question(self.slot("expecting") or Question.NOTHING.value)

    @property
    def asked(self) -> Question:
        """The question that was open when this message came."""
        return Question(self.slots.get("expecting") or Question.NOTHING.value)

    def said(self, entity: str) -> Any | None:
        """The first value of an entity in the debtor's message."""
        values = self.entities.get(entity)
        return values[0] if values else None

    @property
    def opening(self) -> bool:
        """Whether the opening is said in this very turn: what it asks need not be asked again."""
        return bool(self.metadata.get("greet"))

    @property
    def opens_with_answer(self) -> bool:
        """Whether it is said by the action that answers the debtor's first message."""
        return self.metadata.get("greet") == "with_answer"

    @property
    def verified(self) -> bool:
        return self.conversation.debtor_id is not None

    @property
    def account_id(self) -> AccountId | None:
        chosen = self.slot("account_id")
        return None if chosen is None else AccountId(int(chosen))

    def accounts(self) -> tuple[Account, ...]:
        """All accounts of the verified debtor."""
        if self.conversation.debtor_id is None:
            return ()
        with self.services.store.reading() as uow:
            return uow.accounts.of_debtor(self.conversation.debtor_id)

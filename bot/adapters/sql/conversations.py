"""Conversations and their transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import agents, conversations, dialogue_memory, feedback, messages
from bot.core.account import DebtorId, Language
from bot.core.conversation import (
    Attachment,
    Author,
    Button,
    Conversation,
    ConversationId,
    Holder,
    Line,
)
from bot.core.errors import ConversationNotFound
from bot.services.repositories import NewLine

# How far back a button may stand that is still pressed.
LATEST_LINES = 40


def _conversation(row: Any) -> Conversation:
    return Conversation(
        id=ConversationId(row.id),
        channel=row.channel,
        sender=row.sender,
        language=Language(row.language),
        holder=Holder(row.holder),
        debtor_id=None if row.debtor_id is None else DebtorId(row.debtor_id),
        identity_failures=row.identity_failures,
        started_at=row.started_at,
    )


def _line(row: Any) -> Line:
    return Line(
        seq=row.seq,
        author=Author(row.author),
        text=row.text,
        at=row.at,
        agent_name=row.agent_name,
        buttons=tuple(Button(**button) for button in row.buttons or ()),
        attachment=Attachment(**row.attachment) if row.attachment else None,
    )


# Built once: every message passes these, and building a statement costs more than running it.
_THIS = conversations.c.id == sa.bindparam("this")
_GET = sa.select(conversations).where(_THIS)
_FIND = sa.select(conversations).where(
    conversations.c.channel == sa.bindparam("via"), conversations.c.sender == sa.bindparam("from")
)
# FOR NO KEY UPDATE on PostgreSQL: whoever only refers to the conversation need not wait.
_GET_LOCKED, _FIND_LOCKED = (query.with_for_update(key_share=True) for query in (_GET, _FIND))
_LAST_WRITTEN = (
    sa.select(sa.func.max(messages.c.at))
    .where(messages.c.conversation_id == conversations.c.id, messages.c.author == Author.DEBTOR.value)
    .scalar_subquery()
)
_NEWEST = (
    sa.select(conversations.c.id)
    .where(
        conversations.c.debtor_id == sa.bindparam("theirs"),
        conversations.c.channel.in_(sa.bindparam("via", expanding=True)),
    )
    .order_by(sa.func.coalesce(_LAST_WRITTEN, conversations.c.started_at).desc(), conversations.c.id.desc())
    .limit(1)
)
_THEIRS_LOCKED = (
    sa.select(conversations.c.id)
    .where(conversations.c.debtor_id == sa.bindparam("theirs"))
    .order_by(conversations.c.id)
    .with_for_update(key_share=True)
)
_BY_EXTERNAL_ID = sa.select(messages.c.seq, messages.c.answered).where(
    messages.c.conversation_id == sa.bindparam("this"), messages.c.external_id == sa.bindparam("theirs")
)
_ADD_MESSAGE = messages.insert()
_BOT_LINES = (messages.c.conversation_id == sa.bindparam("this"), messages.c.author == Author.BOT.value)
_BOT_LINE = sa.select(messages.c.id).where(*_BOT_LINES).limit(1)
_LATEST_BUTTONS = sa.select(messages.c.buttons).where(*_BOT_LINES).order_by(messages.c.seq.desc()).limit(LATEST_LINES)
_COUNT_LINES = conversations.update().where(_THIS).values(last_seq=conversations.c.last_seq + sa.bindparam("more"))
_LAST_SEQ = sa.select(conversations.c.last_seq).where(_THIS)
_MARK_ANSWERED = (
    messages.update()
    .where(messages.c.conversation_id == sa.bindparam("this"), messages.c.seq == sa.bindparam("nth"))
    .values(answered=True)
)
_MEMORY = sa.select(dialogue_memory.c.state).where(dialogue_memory.c.conversation_id == sa.bindparam("this"))
_KEEP_MEMORY = (
    dialogue_memory.update()
    .where(dialogue_memory.c.conversation_id == sa.bindparam("this"))
    .values(state=sa.bindparam("kept"))
)
_SET_LANGUAGE = (
    conversations.update()
    .where(_THIS, conversations.c.language != sa.bindparam("spoken"))
    .values(language=sa.bindparam("spoken"))
)


class SqlConversations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, channel: str, sender: str, *, locked: bool = False) -> Conversation | None:
        query = _FIND_LOCKED if locked else _FIND
        row = self._connection.execute(query, {"via": channel, "from": sender}).first()
        return None if row is None else _conversation(row)

    def get(self, conversation_id: ConversationId, *, locked: bool = False) -> Conversation:
        row = self._connection.execute(_GET_LOCKED if locked else _GET, {"this": conversation_id}).first()
        if row is None:
            raise ConversationNotFound(str(conversation_id))
        return _conversation(row)

    def newest_of(self, debtor_id: DebtorId, channels: Sequence[str], *, locked: bool = False) -> Conversation | None:
        found = self._connection.execute(_NEWEST, {"theirs": debtor_id, "via": list(channels)}).scalar()
        return None if found is None else self.get(ConversationId(found), locked=locked)

    def lock_of(self, debtor_id: DebtorId) -> None:
        self._connection.execute(_THEIRS_LOCKED, {"theirs": debtor_id}).all()

    def start(self, channel: str, sender: str, language: Language, at: datetime) -> Conversation:
        insert = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        self._connection.execute(
            insert(conversations)
            .values(
                channel=channel,
                sender=sender,
                language=language.value,
                holder=Holder.BOT.value,
                started_at=at,
            )
            .on_conflict_do_nothing()
        )
        started = self.find(channel, sender, locked=True)
        if started is None:
            raise ConversationNotFound(f"{channel}:{sender}")
        return started

    def _change(self, conversation_id: ConversationId, **values: Any) -> None:
        self._connection.execute(conversations.update().where(conversations.c.id == conversation_id).values(**values))

    def add_lines(self, conversation_id: ConversationId, lines: Sequence[NewLine], at: datetime) -> tuple[Line, ...]:
        if not lines:
            return ()
        # Counting on the conversation's own row makes concurrent writers queue: no position is given twice.
        self._connection.execute(_COUNT_LINES, {"this": conversation_id, "more": len(lines)})
        last = self._connection.execute(_LAST_SEQ, {"this": conversation_id}).scalar_one()
        start = int(last) - len(lines) + 1
        self._connection.execute(
            _ADD_MESSAGE,
            [
                {
                    "conversation_id": conversation_id,
                    "seq": seq,
                    "author": line.author.value,
                    "agent_id": line.agent_id,
                    "external_id": line.external_id,
                    "answers": line.answers,
                    "answered": line.author is not Author.DEBTOR,
                    "text": line.text,
                    "buttons": [asdict(button) for button in line.buttons] or None,
                    "attachment": asdict(line.attachment) if line.attachment else None,
                    "at": at,
                }
                for seq, line in enumerate(lines, start=start)
            ],
        )
        return tuple(
            Line(seq, line.author, line.text, at, None, line.buttons, line.attachment)
            for seq, line in enumerate(lines, start=start)
        )

    def by_external_id(self, conversation_id: ConversationId, external_id: str) -> tuple[int, bool] | None:
        row = self._connection.execute(_BY_EXTERNAL_ID, {"this": conversation_id, "theirs": external_id}).first()
        return None if row is None else (row.seq, row.answered)

    def _lines(self, condition: Any) -> tuple[Line, ...]:
        rows = self._connection.execute(
            sa.select(messages, agents.c.name.label("agent_name"))
            .select_from(messages.outerjoin(agents, agents.c.id == messages.c.agent_id))
            .where(condition)
            .order_by(messages.c.seq)
        )
        return tuple(_line(row) for row in rows)

    def answers_to(self, conversation_id: ConversationId, seq: int) -> tuple[Line, ...]:
        return self._lines(sa.and_(messages.c.conversation_id == conversation_id, messages.c.answers == seq))

    def has_lines(self, conversation_id: ConversationId) -> bool:
        return bool(self._connection.execute(_LAST_SEQ, {"this": conversation_id}).scalar_one())

    def bot_has_spoken(self, conversation_id: ConversationId) -> bool:
        return self._connection.execute(_BOT_LINE, {"this": conversation_id}).first() is not None

    def title_of(self, conversation_id: ConversationId, payload: str) -> str | None:
        for buttons in self._connection.execute(_LATEST_BUTTONS, {"this": conversation_id}).scalars():
            for button in buttons or ():
                if button["payload"] == payload:
                    return str(button["title"])
        return None

    def mark_answered(self, conversation_id: ConversationId, seq: int) -> None:
        self._connection.execute(_MARK_ANSWERED, {"this": conversation_id, "nth": seq})

    def lines(self, conversation_id: ConversationId, after: int = 0) -> tuple[Line, ...]:
        return self._lines(sa.and_(messages.c.conversation_id == conversation_id, messages.c.seq > after))

    def set_holder(self, conversation_id: ConversationId, holder: Holder) -> None:
        self._change(conversation_id, holder=holder.value)

    def set_debtor(self, conversation_id: ConversationId, debtor_id: DebtorId | None) -> None:
        self._change(conversation_id, debtor_id=debtor_id)

    def set_identity_failures(self, conversation_id: ConversationId, failures: int) -> None:
        self._change(conversation_id, identity_failures=failures)

    def set_language(self, conversation_id: ConversationId, language: Language) -> None:
        self._connection.execute(_SET_LANGUAGE, {"this": conversation_id, "spoken": language.value})

    def memory(self, conversation_id: ConversationId) -> dict[str, Any] | None:
        state = self._connection.execute(_MEMORY, {"this": conversation_id}).scalar()
        return None if state is None else dict(state)

    def keep_memory(self, conversation_id: ConversationId, state: dict[str, Any] | None) -> None:
        this = dialogue_memory.c.conversation_id == conversation_id
        if state is None:
            self._connection.execute(dialogue_memory.delete().where(this))
            return
        changed = self._connection.execute(_KEEP_MEMORY, {"this": conversation_id, "kept": state})
        if changed.rowcount == 0:
            self._connection.execute(dialogue_memory.insert().values(conversation_id=conversation_id, state=state))

    def add_feedback(self, conversation_id: ConversationId, rating: int, comment: str | None, at: datetime) -> None:
        self._connection.execute(
            feedback.insert().values(conversation_id=conversation_id, rating=rating, comment=comment, at=at)
        )

    def comment_feedback(self, conversation_id: ConversationId, comment: str) -> None:
        newest = (
            sa.select(sa.func.max(feedback.c.id)).where(feedback.c.conversation_id == conversation_id).scalar_subquery()
        )
        self._connection.execute(feedback.update().where(feedback.c.id == newest).values(comment=comment))

    def feedback(self, conversation_id: ConversationId) -> list[dict[str, Any]]:
        rows = self._connection.execute(
            sa.select(feedback.c.rating, feedback.c.comment)
            .where(feedback.c.conversation_id == conversation_id)
            .order_by(feedback.c.id)
        )
        return [{"rating": row.rating, "comment": row.comment} for row in rows]

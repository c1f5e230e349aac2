"""Agents: who may work in the console."""

from __future__ import annotations

import secrets

from bot.core.conversation import AgentId
from bot.core.errors import AgentNotFound, RuleBroken
from bot.services.ports import Services
from bot.services.repositories import Agent, AuditEvent

ROLES = ("agent", "supervisor", "admin", "auditor")
READ_ONLY_ROLES = ("auditor",)
PASSWORD_BYTES = 9


def new_password() -> str:
    """A password nobody has to invent: 12 characters, 72 random bits."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def add_agent(services: Services, login: str, name: str, password: str, role: str) -> AgentId:
    """Create an agent.

    Raises:
        ValueError: the login is taken, or the role is unknown.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}: expected one of {', '.join(ROLES)}")
    now = services.clock.now()
    with services.store.writing() as uow:
        if uow.agents.by_login(login) is not None:
            raise ValueError(f"login {login!r} is taken")
        agent_id = uow.agents.add(login, name, services.passwords.hash(password), role, now)
        uow.audit.record(AuditEvent("agent_added", "command", {"login": login, "role": role}), now)
        uow.commit()
    return agent_id


def sign_in(services: Services, login: str, password: str) -> Agent | None:
    """The agent, if login and password are right and the agent is not disabled."""
    with services.store.reading() as uow:
        agent = uow.agents.by_login(login)
    if agent is None:
        # Takes as long as a wrong password, so that logins cannot be found out.
        services.passwords.hash(password)
        return None
    if not services.passwords.verify(agent.password_hash, password) or agent.disabled:
        return None
    return agent


def current(services: Services, agent_id: AgentId, session_epoch: int) -> Agent | None:
    """The agent of a session, unless it was ended since."""
    with services.store.reading() as uow:
        agent = uow.agents.get(agent_id)
    return None if agent.disabled or agent.session_epoch != session_epoch else agent


def check_may_decide(services: Services, login: str) -> None:
    """Whether whoever bears this login may change anything.

    Raises:
        AgentNotFound: there is no such agent, or they were disabled.
        RuleBroken: their role only reads.
    """
    with services.store.reading() as uow:
        agent = uow.agents.by_login(login)
    if agent is None or agent.disabled:
        raise AgentNotFound(f"no agent at work with login {login!r}")
    if agent.role in READ_ONLY_ROLES:
        raise RuleBroken(f"{login!r} may only read: the role is {agent.role}")


def set_password(services: Services, login: str, password: str) -> None:
    """Set another password and end the agent's sessions.

    Raises:
        ValueError: there is no such login.
    """
    with services.store.writing() as uow:
        agent = uow.agents.by_login(login)
        if agent is None:
            raise ValueError(f"no agent with login {login!r}")
        uow.agents.set_password(agent.id, services.passwords.hash(password))
        uow.audit.record(AuditEvent("agent_password_set", "command", {"login": login}), services.clock.now())
        uow.commit()


def disable(services: Services, login: str) -> None:
    """Shut an agent out and end their sessions.

    Raises:
        ValueError: there is no such login.
    """
    with services.store.writing() as uow:
        agent = uow.agents.by_login(login)
        if agent is None:
            raise ValueError(f"no agent with login {login!r}")
        uow.agents.disable(agent.id)
        uow.audit.record(AuditEvent("agent_disabled", "command", {"login": login}), services.clock.now())
        uow.commit()

"""Wiring: the only place that picks real adapters."""

from __future__ import annotations

import os

from bot.adapters.agreement_pdf import TypstAgreementWriter
from bot.adapters.clock import HolidayCalendars, SystemClock
from bot.adapters.live import Hub
from bot.adapters.passwords import Argon2Hasher
from bot.adapters.reminders import ReminderResponses
from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.services.ports import Office, Services
from bot.settings import Settings


def build_services(settings: Settings) -> Services:
    """Make the services that these settings describe; opens no connection yet."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Services(
        store=SqlStore(make_engine(settings.sql_url)),
        clock=SystemClock(settings.now),
        calendars=HolidayCalendars(),
        agreements=TypstAgreementWriter(),
        reminders=ReminderResponses(),
        passwords=Argon2Hasher(),
        live=Hub(),
        office=Office(
            name=settings.office_name,
            country=settings.office_country,
            hours=settings.office_hours,
            privacy_url=settings.privacy_url or f"{settings.address}/privacy?lang={{language}}",
            phone=settings.office_phone,
            email=settings.office_email,
        ),
        public_url=settings.public_url,
        living_allowances=settings.living_allowances,
    )


_installed: list[Services] = []


def install(services: Services) -> None:
    """Make these the services of this process: Rasa creates actions and components without arguments."""
    _installed[:] = [services]


def services() -> Services:
    """This process's services; made from its environment where none were installed (`rasa run actions`)."""
    if not _installed:
        install(build_services(Settings.load(os.environ)))
    return _installed[0]

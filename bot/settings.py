"""Settings: `ACCORD_*` variables over `accord.toml`, read once at start and checked whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import tomli
from holidays import list_supported_countries
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.living_allowance import parse_allowance
from bot.adapters.office_hours import parse_hours
from bot.core.budget import LivingAllowance
from bot.core.hours import OfficeHours

PREFIX = "ACCORD_"
KNOWN_COUNTRIES = frozenset(list_supported_countries())
DATABASES = ("sqlite", "postgresql")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# French household: what no plan of a commission may take (C. conso L731-2 refers to the RSA, which grows less with
# a couple's children than this does, so that no household is left less). British: no guideline is public, so the
# state's own minimum. docs/settings.md says how far each was checked.
RSA = "651.69, 325.85, 325.85; RSA flat amount as of 1 April 2026, verify before use"
UNIVERSAL_CREDIT = "424.90, 242.07, 351.88; Universal Credit rates as of April 2026, without housing, verify before use"


class SettingsError(Exception):
    """One or more settings are wrong; the message names each, what was found and what was expected."""


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _url(text: str) -> str:
    if not re.match(r"https?://[^/]+", text):
        raise ValueError
    return text.rstrip("/")


def _origins(text: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError
    return text


def _country(text: str) -> str:
    if text not in KNOWN_COUNTRIES:
        raise ValueError
    return text


def _database(text: str) -> str:
    try:
        backend = make_url(text).get_backend_name()
    except ArgumentError as error:
        raise ValueError from error
    if backend not in DATABASES:
        raise ValueError
    return text


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set; `docs/settings.md` explains each.

    Attributes:
        data_dir: everything written at run time lives below it.
        database_url: SQLAlchemy URL; SQLite in the data directory by default.
        api_token: bearer token of trusted servers; needed as soon as we listen beyond loopback.
        public_url: where the outside reaches us, without a trailing slash; links in messages start with it.
        privacy_url: the office's own privacy notice (`{language}` stands for fr or en); without it ours is linked to.
        widget_origins: web sites that may embed the widget; `*` for any.
        living_allowance_fr, living_allowance_gb: what a household keeps each month before a creditor of that country
            is paid, in the country's currency.
        now: the instant the clock starts from, for tests and demonstrations.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    data_dir: Path = Path(".accord")
    database_url: str = ""
    models_dir: Path = Path("models")
    creditors_dir: Path = Path("policies/creditors")
    api_token: str = ""
    public_url: str = ""
    widget_origins: tuple[str, ...] = ()
    office_name: str = "Cabinet Rivage"
    office_country: str = "FR"
    office_hours: OfficeHours = parse_hours("Mon-Fri 09:00-18:00 Europe/Paris")
    office_phone: str = ""
    office_email: str = ""
    privacy_url: str = ""
    living_allowance_fr: LivingAllowance = parse_allowance(RSA, "EUR")
    living_allowance_gb: LivingAllowance = parse_allowance(UNIVERSAL_CREDIT, "GBP")
    now: datetime | None = None

    @property
    def sql_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'accord.db').absolute()}"

    @property
    def address(self) -> str:
        """Where this service is reached, without a trailing slash."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def living_allowances(self) -> dict[str, LivingAllowance]:
        """By country (ISO 3166 alpha-2)."""
        return {"FR": self.living_allowance_fr, "GB": self.living_allowance_gb}

    @property
    def on_loopback(self) -> bool:
        return self.host in LOOPBACK

    @classmethod
    def load(cls, environ: Mapping[str, str], directory: Path = Path()) -> Settings:
        """Read `accord.toml` in a directory, then the environment over it.

        Raises:
            SettingsError: naming every wrong or unknown setting.
        """
        raw: dict[str, tuple[str, str]] = {}
        file = directory / "accord.toml"
        if file.exists():
            raw.update(_from_file(file))
        for name, value in environ.items():
            # Compose passes what is not set as an empty text.
            if value and name.startswith(PREFIX) and name[len(PREFIX) :].lower() not in NOT_OURS:
                raw[name[len(PREFIX) :].lower()] = (name, value)
        return cls(**_checked(raw))


SECRET = {"api_token", "database_url"}
# Read by scripts/setup and by tests, before or beside the service.
NOT_OURS = {"test_postgres_url", "python"}
ALLOWANCE = (
    'monthly amounts for one adult, each further adult and each child, and their source: "600, 300, 250; source"'
)
_Reader = tuple[Callable[[str], Any], str]
READERS: dict[str, _Reader] = {
    "host": (str, "a host name or address"),
    "port": (_port, "a port number, 0 to 65535"),
    "data_dir": (Path, "a directory"),
    "database_url": (_database, "an SQLAlchemy URL: sqlite:///file or postgresql://user:password@host/name"),
    "models_dir": (Path, "a directory"),
    "creditors_dir": (Path, "a directory of creditor files"),
    "api_token": (str, "a secret text"),
    "public_url": (_url, "an address starting with http:// or https://"),
    "widget_origins": (_origins, "addresses separated by commas, or *"),
    "office_name": (str, "a name"),
    "office_country": (_country, "a country whose holidays are known, in two capital letters (ISO 3166)"),
    "office_hours": (parse_hours, 'hours such as "Mon-Fri 09:00-18:00 Europe/Paris"'),
    "office_phone": (str, "a phone number, as debtors read it"),
    "office_email": (_email, "an e-mail address"),
    "privacy_url": (_url, "an address starting with http:// or https://"),
    "living_allowance_fr": (partial(parse_allowance, currency="EUR"), ALLOWANCE),
    "living_allowance_gb": (partial(parse_allowance, currency="GBP"), ALLOWANCE),
    "now": (_instant, "an instant with its zone, such as 2026-11-23T14:10:00+01:00"),
}


def _from_file(file: Path) -> dict[str, tuple[str, str]]:
    try:
        content = tomli.loads(file.read_text("utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not a TOML file: {error}") from error
    return {key: (f"{file}: {key}", _as_typed(value)) for key, value in content.items()}


def _as_typed(value: Any) -> str:
    """A value as the variable of the same name would hold it; a list is one with commas."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _checked(raw: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    problems: list[str] = []
    values: dict[str, Any] = {}
    for key, (where, text) in raw.items():
        if key not in READERS:
            problems.append(f"{where}: no such setting; there are {', '.join(sorted(READERS))}")
            continue
        read, expected = READERS[key]
        try:
            values[key] = read(text)
        except ValueError:
            shown = "a value that is not shown" if key in SECRET else repr(text)
            problems.append(f"{where}: found {shown}, expected {expected}")
    if problems:
        raise SettingsError("\n".join(problems))
    return values

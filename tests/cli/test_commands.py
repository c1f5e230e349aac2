"""The commands as an operator types them: what they print, and their exit codes (0 done, 1 failed, 2 wrong input)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.adapters.sql.tables import audit_events
from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.core.ask import Ask
from bot.services import negotiation
from bot.services.negotiation import Counter
from tests.builders import CREDITORS, PORTFOLIO, ROOT, account_row, csv_text, eur, payment_row
from tests.bureau import Bureau, PlainAgreements


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Accord:
    """`accord` over an empty data directory."""

    folder: Path

    def __call__(self, *words: str | Path, typed: str = "", **settings: str) -> Ran:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("ACCORD_")}
        environment = {
            **ours,
            "ACCORD_DATA_DIR": str(self.folder / "data"),
            "ACCORD_NOW": "2026-11-23T14:10:00+01:00",
            **settings,
        }
        command = [sys.executable, "-m", "bot.cli.main", *map(str, words)]
        done = subprocess.run(  # noqa: S603  # our own command, no shell
            command, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def accord(tmp_path: Path) -> Accord:
    return Accord(tmp_path)


def test_files_are_imported_shown_and_imported_again_without_a_change(accord: Accord, tmp_path: Path):
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(csv_text(account_row()), "utf-8")

    assert 0 == accord("import", "creditors", *sorted(CREDITORS.glob("*.yml"))).code
    first = accord("import", "accounts", accounts)
    again = accord("import", "accounts", accounts)
    shown = accord("show", "account", "VOL-26-000001")

    assert (0, "accounts: 1 created") == (first.code, first.out.splitlines()[-1][:19])
    assert (0, "Nothing new: everything was there already.") == (again.code, again.out.splitlines()[0])
    assert "VOL-26-000001" == json.loads(shown.out)["reference"]


def test_a_file_with_mistakes_lists_them_applies_nothing_and_exits_with_2(accord: Accord):
    accord("import", "creditors", *sorted(CREDITORS.glob("*.yml")))

    bad = accord("import", "accounts", PORTFOLIO / "accounts-with-mistakes.csv")

    assert 2 == bad.code
    mistakes = [line for line in bad.err.splitlines() if "accounts-with-mistakes.csv" in line]
    assert 15 <= len(mistakes)
    assert "nothing was applied" in bad.err
    assert 1 == accord("show", "account", "BAD-001").code


def test_what_cannot_be_shown_is_said_in_a_line(accord: Accord):
    unmigrated = accord("show", "handoffs")
    assert 1 == unmigrated.code
    assert "accord migrate" in unmigrated.err

    assert 0 == accord("migrate").code
    missing = accord("show", "account", "NO-SUCH")
    assert 1 == missing.code
    assert "NO-SUCH" in missing.err
    assert "[]" == accord("show", "handoffs").out.strip()
    assert 1 == accord("show", "conversation", "rest:nobody").code


def test_plans_are_looked_after_by_hand_and_tasks_are_shown(accord: Accord, tmp_path: Path):
    for name, row in (("accounts", account_row()), ("payments", payment_row(amount="212.34"))):
        (tmp_path / f"{name}.csv").write_text(csv_text(row), "utf-8")
    assert 1 == accord("plans", "keep").code  # no database yet
    accord("import", "creditors", *sorted(CREDITORS.glob("*.yml")))
    accord("import", "accounts", tmp_path / "accounts.csv")
    accord("import", "payments", tmp_path / "payments.csv")

    kept = accord("plans", "keep")
    shown = json.loads(accord("show", "tasks").out)
    no_agent = accord("plans", "broken", "VOL-26-000001", "--agent", "nobody")
    accord("agents", "add", "claire", "--name", "Claire")
    no_plan = accord("plans", "broken", "VOL-26-000001", "--agent", "claire")

    assert (0, "Nothing was due.") == (kept.code, kept.out.splitlines()[-1])
    assert [("refund", 1234, "VOL-26-000001")] == [(one["kind"], one["amount"], one["account"]) for one in shown]
    assert (1, 1) == (no_agent.code, no_plan.code)
    assert "nobody" in no_agent.err
    assert "no running plan" in " ".join(no_plan.err.split())


def test_who_may_call_a_plan_broken_and_which(accord: Accord, tmp_path: Path):
    (tmp_path / "accounts.csv").write_text(csv_text(account_row()), "utf-8")
    accord("import", "creditors", *sorted(CREDITORS.glob("*.yml")))
    accord("import", "accounts", tmp_path / "accounts.csv")
    accord("agents", "add", "claire", "--name", "Claire")
    accord("agents", "add", "audrey", "--name", "Audrey", "--role", "auditor")
    accord("agents", "add", "gone", "--name", "Gone")
    accord("agents", "disable", "gone")
    store = SqlStore(make_engine(f"sqlite:///{tmp_path / 'data' / 'accord.db'}"))
    bureau = Bureau(store, tmp_path, agreements=PlainAgreements())
    with store.reading() as uow:
        (account,) = uow.accounts.by_reference("VOL-26-000001")
    due = bureau.agreed(bureau.verified(), account.id).plan.schedule.first.due_on
    late = business_morning(due + timedelta(days=10))
    missed = business_morning(due + timedelta(days=20))

    def broken(agent: str, now: str) -> tuple[int, str]:
        ran = accord("plans", "broken", "VOL-26-000001", "--agent", agent, ACCORD_NOW=now)
        return ran.code, " ".join((ran.out + ran.err).split())

    assert "plan_late: 1" in accord("plans", "keep", ACCORD_NOW=late).out
    for agent, why in (("gone", "no agent at work"), ("audrey", "may only read"), ("claire", "late, not missed")):
        code, said = broken(agent, late)
        assert (1, True) == (code, why in said), said
    assert "plan_missed: 1" in accord("plans", "keep", ACCORD_NOW=missed).out
    assert (0, "The plan on VOL-26-000001 is broken.") == broken("claire", missed)


def business_morning(day: date) -> str:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return f"{day}T10:00:00+01:00"


def test_an_offer_is_explained_and_worked_out_again(accord: Accord, tmp_path: Path):
    accord("import", "creditors", *sorted(CREDITORS.glob("*.yml")))
    store = SqlStore(make_engine(f"sqlite:///{tmp_path / 'data' / 'accord.db'}"))
    bureau = Bureau(store, tmp_path, agreements=PlainAgreements())
    account = bureau.open_account()
    counter = negotiation.propose(bureau.services, bureau.verified(), account, Ask(amount=eur(10)))
    assert isinstance(counter, Counter)
    offer = counter.offers[0]

    told = accord("explain", offer.id)
    as_json = accord("explain", offer.id, "--json")
    with store.engine.begin() as connection:
        kept = audit_events.c.kind == "plan_offered"
        data = connection.execute(select(audit_events.c.data).where(kept)).scalar_one()
        data["table"]["balance"] = [19_999, 0, 0]
        connection.execute(audit_events.update().where(kept).values(data=data))
    store.engine.dispose()
    changed = accord("explain", offer.id, "--json")
    changed_told = accord("explain", offer.id)
    missing = accord("explain", "0" * 16)

    assert (0, "Worked out again: the same") == (told.code, told.out.splitlines()[-1])
    assert "Mandat de recouvrement 2026" in told.out
    assert "min_instalment" in told.out
    reasons = json.loads(as_json.out)
    assert (0, offer.id, 1000, "min_instalment", "same_amount", True) == (
        as_json.code,
        reasons["offer"],
        reasons["ask"]["amount"],
        reasons["limit"],
        reasons["nearness"],
        reasons["same"],
    )
    assert [reasons["offers"][one.id] for one in counter.offers] == reasons["worked_out_again"]
    assert [[one.due_on.isoformat(), one.amount.minor] for one in offer.schedule.instalments] == (
        reasons["offers"][offer.id]["instalments"]
    )
    assert (1, False) == (changed.code, json.loads(changed.out)["same"])
    assert 1 == changed_told.code
    assert "NOT the same" in changed_told.out
    assert (1, "") == (missing.code, missing.out)
    assert "0" * 16 in missing.err


def test_an_agent_is_added_reset_and_disabled(accord: Accord):
    accord("migrate")
    added = accord("agents", "add", "claire", "--name", "Claire")
    assert 0 == added.code
    reset = accord("agents", "reset", "claire")
    assert 0 == reset.code
    assert added.out != reset.out
    assert 0 == accord("agents", "disable", "claire").code
    assert 0 != accord("agents", "disable", "nobody").code


def test_a_debtor_talks_in_the_terminal_as_everywhere(accord: Accord, trained_model: Path, tmp_path: Path):
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(csv_text(account_row()), "utf-8")
    accord("import", "creditors", *sorted(CREDITORS.glob("*.yml")))
    accord("import", "accounts", accounts)

    talk = accord("chat", "--language", "fr", typed="VOL-26-000001 17/05/1980\nen 4 fois\n#1\n\n")

    assert 0 == talk.code
    for words in (
        "assistant automatique",
        "Votre identité est vérifiée",
        "Ce plan vous convient-il",
        "plan est conclu",
    ):
        assert words in " ".join(talk.out.split()), talk.out
    plans = json.loads(accord("show", "account", "VOL-26-000001").out)["plans"]
    assert ["active"] == [plan["state"] for plan in plans]


def test_a_language_we_do_not_speak_is_wrong_input(accord: Accord):
    refused = accord("chat", "--language", "de")
    assert 2 == refused.code
    assert "'de'" in refused.err


@pytest.mark.parametrize(
    ("name", "value"), [("ACCORD_PORT", "many"), ("ACCORD_DATABASE_URL", "foo"), ("ACCORD_NO_SUCH_THING", "1")]
)
def test_a_wrong_setting_ends_a_command_with_its_name(accord: Accord, name: str, value: str):
    refused = accord("migrate", **{name: value})
    assert 1 == refused.code
    assert name in refused.err


def test_every_command_has_help(accord: Accord):
    shown = accord("--help")
    assert 0 == shown.code
    for command in ("import", "agents", "show", "plans", "chat", "serve", "demo", "migrate", "train"):
        assert command in shown.out
        assert 0 == accord(command, "--help").code

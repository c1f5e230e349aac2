"""Settings are checked whole: every wrong one is named with what was found and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import READERS, Settings, SettingsError

WRONG = {
    "port": ["many", "70000", "-1"],
    "database_url": ["foo", "mysql://root@localhost/x", ""],
    "public_url": ["example.org", "ftp://example.org"],
    "office_country": ["ZZ", "fr", "France"],
    "office_hours": ["always", "Mon-Fri 18:00-09:00 Europe/Paris", "Mon-Fri 09:00-18:00 Mars/Base"],
    "office_email": ["nobody", "a@b c"],
    "privacy_url": ["privacy"],
    "now": ["yesterday", "2026-11-23T14:10:00"],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG.items() for value in values if value])
def test_a_wrong_value_is_named(key: str, value: str, tmp_path: Path):
    with pytest.raises(SettingsError, match=f"ACCORD_{key.upper()}.*expected"):
        Settings.load({f"ACCORD_{key.upper()}": value}, tmp_path)


def test_all_wrong_values_are_named_at_once(tmp_path: Path):
    with pytest.raises(SettingsError) as told:
        Settings.load({"ACCORD_PORT": "x", "ACCORD_NOW": "x", "ACCORD_NO_SUCH": "1"}, tmp_path)

    assert 3 == len(str(told.value).splitlines())


def test_a_database_s_address_is_not_shown_since_it_may_hold_a_password(tmp_path: Path):
    with pytest.raises(SettingsError) as told:
        Settings.load({"ACCORD_DATABASE_URL": "postgres:hunter2"}, tmp_path)

    assert "hunter2" not in str(told.value)


def test_a_variable_goes_before_the_file_and_lists_may_be_lists(tmp_path: Path):
    (tmp_path / "accord.toml").write_text(
        'port = 9000\noffice_name = "A"\nwidget_origins = ["https://a.example", "https://b.example/"]\n', "utf-8"
    )

    settings = Settings.load({"ACCORD_OFFICE_NAME": "B"}, tmp_path)

    assert (9000, "B", ("https://a.example", "https://b.example")) == (
        settings.port,
        settings.office_name,
        settings.widget_origins,
    )


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path):
    """Compose passes what nobody set as an empty text."""
    assert Settings() == Settings.load({f"ACCORD_{key.upper()}": "" for key in READERS}, tmp_path)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path):
    (tmp_path / "accord.toml").write_text("port =", "utf-8")
    with pytest.raises(SettingsError, match=r"accord\.toml"):
        Settings.load({}, tmp_path)

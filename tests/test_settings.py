"""Settings are checked whole: every wrong one is named with what was found and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.budget import Household, LivingAllowance
from bot.settings import READERS, Settings, SettingsError
from tests.builders import eur, gbp

WRONG = {
    "port": ["many", "70000", "-1"],
    "database_url": ["foo", "mysql://root@localhost/x", ""],
    "public_url": ["example.org", "ftp://example.org"],
    "office_country": ["ZZ", "fr", "France"],
    "office_hours": ["always", "Mon-Fri 18:00-09:00 Europe/Paris", "Mon-Fri 09:00-18:00 Mars/Base"],
    "office_email": ["nobody", "a@b c"],
    "privacy_url": ["privacy"],
    "living_allowance_fr": ["600", "600, 300; a table", "600, 300, 250", "600, 300, 250;", "-600, 300, 250; a table"],
    "living_allowance_gb": ["£600, 300, 250; a table", "600.001, 300, 250; a table"],
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


def test_a_living_allowance_is_in_its_country_s_currency_and_keeps_its_source(tmp_path: Path):
    settings = Settings.load({"ACCORD_LIVING_ALLOWANCE_GB": "600, 300.5, 250; our table of 2026"}, tmp_path)

    expected = LivingAllowance(gbp(600), gbp("300.50"), gbp(250), "our table of 2026")
    assert expected == settings.living_allowances["GB"]


# The RSA of 1 April 2026 by adults and children; a third child and each after it bring 260.68.
RSA = {
    (1, 0): "651.69",
    (1, 1): "977.54",
    (1, 2): "1173.05",
    (1, 3): "1433.73",
    (2, 0): "977.54",
    (2, 1): "1173.05",
    (2, 2): "1368.55",
    (2, 3): "1629.23",
}


@pytest.mark.parametrize(("adults", "children"), RSA)
def test_no_french_household_is_left_less_than_the_rsa(adults: int, children: int):
    """C. conso L731-2."""
    left = Settings().living_allowance_fr.for_household(Household(adults, children))

    assert left >= eur(RSA[adults, children])


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path):
    """Compose passes what nobody set as an empty text."""
    assert Settings() == Settings.load({f"ACCORD_{key.upper()}": "" for key in READERS}, tmp_path)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path):
    (tmp_path / "accord.toml").write_text("port =", "utf-8")
    with pytest.raises(SettingsError, match=r"accord\.toml"):
        Settings.load({}, tmp_path)

"""Money: exact, and never mixed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import CurrencyMismatch
from bot.core.money import Money, percent_of
from tests.builders import eur, gbp


def test_currencies_refuse_to_mix():
    for operation in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b):
        with pytest.raises(CurrencyMismatch):
            operation(eur(1), gbp(1))


@pytest.mark.parametrize("amount", ["10.005", "0.001"])
def test_a_fraction_of_a_cent_is_refused(amount: str):
    with pytest.raises(ValueError, match="fraction"):
        Money.of(amount, "EUR")


def test_an_unknown_currency_is_refused():
    with pytest.raises(ValueError, match="XXX"):
        Money.of("1", "XXX")


def test_the_last_part_of_a_split_carries_the_remainder():
    assert (gbp("33.33"), gbp("33.33"), gbp("33.34")) == gbp(100).split(3)


@given(st.integers(0, 10**9), st.integers(1, 200))
def test_a_split_sums_to_the_whole_and_is_level(minor: int, parts: int):
    split = Money(minor, "EUR").split(parts)

    assert minor == sum(part.minor for part in split)
    assert 1 >= len({part.minor for part in split[:-1]})
    assert 0 <= split[-1].minor - split[0].minor < parts


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_a_percentage_is_rounded_up(minor: int, percent: int):
    share = percent_of(Money(minor, "EUR"), Decimal(percent)).minor

    assert minor * percent <= share * 100 < minor * percent + 100

"""Cuts the large shares of `make prove` into parts; says how many examples there were."""

from __future__ import annotations

import pytest


@pytest.fixture
def part() -> int:
    """Which part of a property's examples this is: other random ones in each."""
    return 0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parts = getattr(metafunc.function, "parts", 1)
    if parts > 1:
        metafunc.fixturenames.append("part")
        metafunc.parametrize("part", range(parts))

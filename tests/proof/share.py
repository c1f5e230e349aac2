"""How many examples each property gets: thousands in all in `make test`, a million in `make prove`.

`ACCORD_PROVE` is the number of examples in all. A property's share is in thousandths of it; a search over all plans
costs more than a look at one, so it gets fewer. Shares above `EXAMPLES_A_PART` are cut into parts, each a test of its
own (conftest.py), so that every core has work and Hypothesis need not remember more than a part.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import settings

SETTING = "ACCORD_PROVE"
USUAL_EXAMPLES = 3_000
EXAMPLES_A_PART = 4_000

examples_in_all = int(os.environ.get(SETTING, USUAL_EXAMPLES))


class Share(NamedTuple):
    """A property's part of all examples: so many tests, each with these settings."""

    parts: int
    settings: settings


def cut(thousandths: int) -> Share:
    examples = max(10, examples_in_all * thousandths // 1000)
    parts = -(-examples // EXAMPLES_A_PART)
    return Share(parts, settings(max_examples=-(-examples // parts), deadline=None))


def share(thousandths: int) -> Callable[[Any], Any]:
    """Decorates a property with its share of the examples."""
    parts, some = cut(thousandths)

    def decorate(test: Any) -> Any:
        decorated = some(test)
        decorated.parts = parts
        return decorated

    return decorate

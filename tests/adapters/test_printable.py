"""Text from outside is made safe to print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.printable import DRAWN, breakable, printable


@pytest.mark.parametrize("name", ["Zoë d'Aubigné-Œuvrard", "Nguyễn Thị Hương", "Łukasz Żółć", "Ştefan Țepeș"])
def test_european_names_stay_as_they_are(name: str) -> None:
    assert name == printable(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anne\n\tMarie  Roy ", "Anne Marie Roy"),
        ("e\u0301", "é"),
        ("\u202egro.live\u202c", "gro.live"),
        ("a\x00b\u200d\ud800c", "abc"),
        ("𝓐𝓷𝓷𝓮 ﬁn", "Anne fin"),
        ("王 Li", "□ Li"),
    ],
)
def test_what_cannot_be_drawn_is_replaced(text: str, expected: str) -> None:
    assert expected == printable(text)


@given(st.text())
def test_nothing_is_left_that_the_font_lacks(text: str) -> None:
    printed = printable(text)

    assert not printed or DRAWN.fullmatch(printed)
    assert printed == printable(printed)


@given(st.text(alphabet="ab ", max_size=200))
def test_breaks_only_add_places_to_break(text: str) -> None:
    broken = breakable(text, 7)

    assert text == broken.replace("\u200b", "")
    assert all(len(piece) <= 7 for word in broken.split(" ") for piece in word.split("\u200b"))

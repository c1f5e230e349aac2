"""Phrases as debtors write them, by hand, with what each means: a file for each reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

HERE = Path(__file__).parent

# Pieces that these readers look for, in any order: what nobody writes must not break them either.
PIECES = [
    *("50", "200 euros", "£30", "1/2", "la moitié", "half", "en 4 fois", "3 payments", "5th", "le 12", "2027"),
    *("en mars", "décembre", "by May", "next month", "ce mois-ci", "Noël", "avant", "jusqu'à", "until", "d’ici"),
    *("maintenant", "today", "puis", "le reste", "sauf", "skip", "rien", "can't pay", "max", "pas plus de", "only"),
    *("je touche", "payday", "sinon", "otherwise", "mais", ",", ".", " ", "\n", "É", "ß", "🙂", "２０", "ﬁn"),
]
anything_typed = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
)
languages = st.sampled_from(["fr", "en"])


def phrases(name: str) -> list[tuple[str, str, Any]]:
    """(language, phrase, meaning) of a file."""
    content = YAML(typ="safe").load((HERE / f"{name}.yml").read_text("utf-8"))
    return [(language, text, meaning) for language, said in content.items() for text, meaning in said.items()]

"""A yes without reserve, and everything that only begins like one."""

from __future__ import annotations

import pytest

from bot.reading.consent import is_plain_yes


@pytest.mark.parametrize(
    "text",
    [
        "oui",
        "Oui !",
        "ok",
        "d'accord",
        "ok sa marche",
        "oui j'accepte",
        "oui j’accepte ce plan, merci",
        "pas de souci",
        "ça me va très bien",
        "c'est bon pour moi",
        "si si, je suis d'accord",
        "yes",
        "yep go ahead",
        "yes please",
        "I accept this plan",
        "no problem, that works",
        "ok deal, see you",
    ],
)
def test_a_plain_yes(text: str):
    assert is_plain_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "d'accord je vais y réfléchir",
        "oui mais c trop",
        "oui mais je voudrais commencer plus tard",
        "ok laissez moi reflechir",
        "oui si je touche ma paie",
        "oui peut-être",
        "ok mais pas avant le 5",
        "oui je dois en parler à ma femme",
        "oui ?",
        "ok attendez",
        "j'accepte sauf le premier paiement",
        "ok i'll think about it",
        "yes but that's too much",
        "yes if i get paid",
        "maybe yes",
        "ok let me ask my wife first",
        "yes, I don't see how",
        "yes I read it all and I have many things to say about it and more besides",
    ],
)
def test_a_yes_with_a_reserve(text: str):
    assert not is_plain_yes(text)

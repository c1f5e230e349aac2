"""The privacy notice that the first contact links to."""

from __future__ import annotations

from datetime import time

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.channels.widget_files import PrivacyPage, WidgetFiles
from bot.core.account import Language
from bot.core.hours import OfficeHours
from bot.services.ports import Office

HOURS = OfficeHours(frozenset(range(5)), time(9), time(18), "Europe/Paris")


def page(language: str, **office: str) -> str:
    shown = PrivacyPage(WidgetFiles(), Office("Cabinet <Rivage>", "FR", HOURS, "", **office))
    client = TestClient(Starlette(routes=[Route("/privacy", shown.page)]))
    response = client.get(f"/privacy?lang={language}")
    assert 200 == response.status_code
    assert "default-src 'none'" in response.headers["content-security-policy"]
    return response.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Qui est responsable", "Combien de temps", "CNIL", "l’intérêt légitime", "effacement", "dix ans"]),
        ("en", ["Who is responsible", "How long", "ICO", "legitimate interest", "erased", "ten years"]),
    ],
)
def test_it_says_who_why_how_long_and_what_rights_there_are(language: str, words: list[str]):
    text = page(language)

    assert f'<html lang="{language}">' in text
    assert [] == [word for word in words if word not in text]
    assert "Cabinet &lt;Rivage&gt;" in text


def test_it_gives_the_offices_telephone_and_address_where_they_are_set():
    assert "01 99 00 12 34" in page("fr", phone="01 99 00 12 34")
    assert "mailto:bonjour@rivage.example" in page("fr", email="bonjour@rivage.example")
    assert "téléphone" not in page("fr")


def test_a_link_of_the_offices_own_may_name_the_language():
    office = Office("Rivage", "FR", HOURS, "https://rivage.example/{language}/donnees")

    assert "https://rivage.example/en/donnees" == office.privacy_link(Language.ENGLISH)

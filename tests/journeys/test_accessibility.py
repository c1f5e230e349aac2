"""axe-core finds nothing wrong on the pages as people see them: with real data, light and dark."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.channels.widget_page import axe_violations
from tests.journeys.conftest import OpenPage
from tests.journeys.people import PHONE, AgentAtConsole, Debtor, picture
from tests.journeys.service import AccordService

REFERENCE = "VOL-26-275614"  # Augustin, with payments received and an offer on the table


def test_axe_finds_nothing_wrong_in_a_conversation_nor_in_the_console(
    service: AccordService, open_page: OpenPage
) -> None:
    debtor = Debtor(open_page(PHONE, has_touch=True, is_mobile=True), service.address)
    found = _violations(debtor.page, "demo page")
    debtor.page.get_by_role("link", name="Vos données, vos droits").click()
    found += _violations(debtor.page, "privacy page")
    debtor.page.go_back()
    debtor.open_with_keyboard()
    debtor.write(f"{REFERENCE} 16/04/1991", hears="Votre identité est vérifiée")
    debtor.write("je peux payer 25 par mois", hears="Ce plan vous convient-il")
    found += _violations(debtor.page, "offer")
    debtor.press("Oui, j’accepte ce plan", hears="votre plan est conclu")
    found += _violations(debtor.page, "agreement")
    debtor.write("je veux parler a quelquun", hears="Une personne de notre équipe va vous répondre")

    omar = AgentAtConsole(open_page(), service.address, "omar", service.passwords["omar"])
    expect(omar.row("Augustin")).to_be_visible()
    found += _violations(omar.page, "queue")
    omar.claim("Augustin")
    expect(omar.page.locator("#accounts progress")).to_be_visible()
    omar.answer("Bonjour, c’est Omar. Je lis votre dossier.")
    expect(debtor.agents).to_have_count(1)
    found += _violations(omar.page, "case")
    omar.page.get_by_text("Terminer…").click()
    found += _violations(omar.page, "finishing")
    found += _violations(debtor.page, "agent")

    assert [] == found


def _violations(page: Page, place: str) -> list[str]:
    """What axe-core finds in both colour schemes."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{place}, {scheme}: {one}" for one in axe_violations(page)]
        picture(page, f"{scheme}-{place.replace(' ', '-')}")
    return found

"""The service stops in the middle of a conversation and comes back; the debtor loses nothing."""

from __future__ import annotations

import signal

from playwright.sync_api import expect

from bot.core.conversation import Author
from tests.journeys.conftest import OpenPage
from tests.journeys.people import ANSWER_WITHIN, PHONE, Debtor, picture
from tests.journeys.service import AccordService


def test_a_conversation_outlives_the_service(service: AccordService, open_page: OpenPage) -> None:
    debtor = Debtor(open_page(PHONE, has_touch=True, is_mobile=True), service.address)
    debtor.open_with_keyboard()
    debtor.write("VOL-26-279289 28/07/2005", hears="Votre identité est vérifiée")

    service.stop(signal.SIGTERM)
    assert not service.has_processes()
    offline = debtor.dialog.get_by_text("La connexion est coupée.")
    expect(offline).to_be_visible()
    debtor.send("combien je dois ?")
    expect(debtor.own.last).to_contain_text("Partira au retour de la connexion.")
    picture(debtor.page, "restart-1-away")

    service.start()

    expect(debtor.last("C’est pour")).to_be_visible(timeout=2 * ANSWER_WITHIN)
    expect(offline).to_be_hidden()
    expect(debtor.page.locator("accord-chat .state")).to_have_count(0)
    picture(debtor.page, "restart-2-back")
    # The dialogue goes on where it was: nobody has to say again who they are.
    debtor.write("en plusieurs fois c possible ?", hears="Combien pourriez-vous payer")
    written = [line.text for line in service.lines(debtor.token()) if line.author is Author.DEBTOR]
    assert 1 == written.count("combien je dois ?")
    assert 3 == len(written)

    service.stop(signal.SIGINT)
    assert not service.has_processes(), "Ctrl-C left a process behind"

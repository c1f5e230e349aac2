"""A debtor reports a job loss; a person takes over in another browser, answers, and gives it back."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from bot.core.conversation import Author, HandoffState, Holder, Outcome
from bot.services.accounts import view_of
from tests.journeys.conftest import OpenPage
from tests.journeys.people import PHONE, AgentAtConsole, Debtor, picture
from tests.journeys.service import AccordService

REFERENCE = "CRE-26-358606"  # Nicolas, born 20 September 1993, owes 1,526.96 € on a loan
NOTE = "Rappeler le médiateur avant vendredi, dossier fragile"


def test_a_person_takes_over_and_gives_back(service: AccordService, open_page: OpenPage) -> None:
    debtor = Debtor(open_page(PHONE, has_touch=True, is_mobile=True, device_scale_factor=2), service.address)
    claire = AgentAtConsole(open_page(), service.address, "claire", service.passwords["claire"])
    omar = AgentAtConsole(open_page(PHONE), service.address, "omar", service.passwords["omar"])
    expect(claire.row("Nicolas")).to_have_count(0)
    picture(claire.page, "handoff-1-empty-queue")
    loaded = claire.page.evaluate("performance.timeOrigin")

    # The debtor says what happened, and hears what comes next.
    debtor.open_with_keyboard()
    debtor.write(f"{REFERENCE} 20/09/1993", hears="Votre identité est vérifiée")
    debtor.write("jai perdu mon travail je peux plus payer", hears="Une personne de notre équipe")
    expect(debtor.last("Merci de me le dire")).to_contain_text("Vous n’avez rien à décider maintenant")
    expect(debtor.last("est maintenant en pause")).to_be_visible()
    picture(debtor.page, "handoff-2-debtor-told")

    # The case comes to both agents by itself; one of them is faster.
    for agent in (claire, omar):
        expect(agent.row("Nicolas")).to_contain_text("Perte de revenu")
        expect(agent.row("Nicolas")).to_contain_text("jai perdu mon travail")
    assert loaded == claire.page.evaluate("performance.timeOrigin"), "the page was loaded again"
    picture(claire.page, "handoff-3-queue")
    picture(omar.page, "handoff-3-queue-phone")
    late: list[Route] = []
    omar.page.route("**/console/queue", lambda route: late.append(route))  # his page does not know yet
    claire.claim("Nicolas")
    omar.row("Nicolas").get_by_role("button", name="Prendre").click()
    expect(omar.page.get_by_role("alert").filter(has_text="Claire")).to_have_text(
        "Claire a été plus rapide et suit cette demande."
    )
    picture(omar.page, "handoff-4-lost-race-phone")
    for route in late:
        route.continue_()
    expect(omar.row("Nicolas")).to_contain_text("Claire")
    expect(omar.row("Nicolas").get_by_role("button", name="Prendre")).to_have_count(0)
    handoff_id = claire.case_id
    assert HandoffState.CLAIMED is service.handoff(handoff_id).state

    # She reads the conversation and the account, and answers.
    expect(claire.lines.filter(has_text="jai perdu mon travail je peux plus payer")).to_be_visible()
    expect(claire.page.locator("#accounts")).to_contain_text(REFERENCE)
    expect(claire.page.locator("#accounts")).to_contain_text("1 526,96 €")
    expect(claire.page.locator("#accounts .warn").first).to_contain_text("uspendu")
    picture(claire.page, "handoff-5-case")
    claire.answer("Bonjour Nicolas, c’est Claire. Prenez votre temps, rien ne presse.")
    expect(debtor.agents.last).to_contain_text("Prenez votre temps, rien ne presse.")
    expect(debtor.agents.last).to_contain_text("Claire, de notre équipe")
    # He was still reading further up: he is told, and one press leads there.
    picture(debtor.page, "handoff-6-debtor-told-of-answer")
    debtor.dialog.get_by_role("button", name="Claire vous a écrit").click()
    expect(debtor.agents.last).to_be_in_viewport(ratio=1)
    expect(debtor.bots.last).to_contain_text("Assistant automatique")
    assert _ground(debtor, ".line.agent .text") != _ground(debtor, ".line.bot .text")
    picture(debtor.page, "handoff-6-debtor-reads-agent")

    # The debtor's words reach her and nobody else: the assistant is silent while she has the conversation.
    said_by_bot = debtor.bots.count()
    debtor.send("merci. combien je dois au juste ?")
    expect(claire.lines.filter(has_text="combien je dois au juste")).to_be_visible()
    claire.answer("1 526,96 €. Nous mettons tout en pause trois mois.")
    expect(debtor.agents).to_have_count(2)
    expect(debtor.bots).to_have_count(said_by_bot)
    claire.page.locator("#note-text").fill(NOTE)
    claire.page.get_by_role("button", name="Garder la note").click()
    expect(claire.page.locator(".note")).to_contain_text(NOTE)
    picture(claire.page, "handoff-7-case-with-note")
    _see_on_a_phone(claire, "handoff-7-case-phone")

    # She returns it with an outcome: the assistant speaks again, and the hold stands.
    claire.page.get_by_text("Terminer…").click()
    claire.page.get_by_label("Comment cela s’est-il terminé").select_option(label="Pause accordée")
    picture(claire.page, "handoff-8-finishing")
    claire.page.get_by_role("button", name="Rendre à l’assistant").click()
    expect(claire.page.get_by_text("La conversation est de nouveau avec l’assistant")).to_be_visible()
    expect(claire.row("Nicolas")).to_have_count(0)
    picture(claire.page, "handoff-9-queue-after")
    expect(debtor.last("C’est à nouveau moi, l’assistant automatique")).to_be_visible()
    debtor.write("je peux payer en plusieurs fois ?", hears="Votre dossier est en pause")
    picture(debtor.page, "handoff-10-hold-shown")

    ended = service.handoff(handoff_id)
    assert (HandoffState.RETURNED, Outcome.PAUSE_GRANTED) == (ended.state, ended.outcome)
    token = debtor.token()
    assert Holder.BOT is service.conversation(token).holder
    with service.services.store.reading() as uow:
        view = view_of(uow, service.account_id(REFERENCE), service.services.clock.now().date())
    assert view.on_hold
    assert NOTE not in " ".join(debtor.texts())
    assert NOTE not in " ".join(line.text for line in service.lines(token))
    by_agent = [line.agent_name for line in service.lines(token) if line.author is Author.AGENT]
    assert ["Claire", "Claire"] == by_agent


def _ground(debtor: Debtor, bubble: str) -> str:
    """The colour behind a line's text."""
    colour: str = debtor.page.locator(f"accord-chat {bubble}").last.evaluate(
        "bubble => getComputedStyle(bubble).backgroundColor"
    )
    return colour


def _see_on_a_phone(agent: AgentAtConsole, name: str) -> None:
    """The same case on a small screen, from its head to its end, and nothing wider than the screen."""
    wide = agent.page.viewport_size
    assert wide is not None
    agent.page.set_viewport_size(PHONE)
    assert agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(agent.page, name)
    agent.page.locator("#accounts").scroll_into_view_if_needed()
    picture(agent.page, f"{name}-account")
    agent.page.set_viewport_size(wide)

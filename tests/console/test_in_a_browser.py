"""The console in a real browser: live, by keyboard alone, on a phone, and without scripts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from bot.core.conversation import Author, HandoffReason, HandoffState, Holder
from bot.services import agents, handoff
from tests.console.office import PASSWORD, Office
from tests.console.server import ConsoleServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("these tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def claim(page: Page) -> None:
    """Claim the case at the top, and wait until its page's script hears keys."""
    page.get_by_role("button", name="Claim").click()
    page.wait_for_url("**/cases/*")
    expect(page.locator("html.js")).to_be_attached()


@pytest.fixture
def open_page(chromium: Browser, office: Office, server: ConsoleServer) -> Iterator[OpenPage]:
    """Opens a browser of its own for an agent who has signed in; nothing in it may break our own policy."""
    contexts = []
    broken: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            broken.append(message.text)

    def note_failure(response: Response) -> None:
        if response.status >= 500:
            broken.append(f"{response.status} {response.url}")

    def open_one(login: str, *, scripts: bool = True, size: ViewportSize = WIDE, touch: bool = False) -> Page:
        context = chromium.new_context(
            viewport=size, locale="en-GB", java_script_enabled=scripts, has_touch=touch, is_mobile=touch
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("response", note_failure)
        office.hire(login)
        page.goto(f"{server.address}/login")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Queue")).to_be_visible()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert broken == []


def test_an_agent_serves_a_debtor_by_keyboard_alone(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    first = office.call_person(HandoffReason.FILE_COMPLAINT, "je veux me plaindre")
    second = office.call_person(text="une personne svp", sender="phone-2")
    expect(page.locator(".row")).to_have_count(2)
    expect(page).to_have_title("(2) Queue – Accord")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#open-{second.id}")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#open-{first.id}")).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_text("You have this case")).to_be_visible()

    page.wait_for_load_state("load")  # the keys come with the page's script
    page.keyboard.press("r")
    box = page.get_by_label("Your answer, in French")
    expect(box).to_be_focused()
    page.keyboard.type("Bonjour,")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("je vous lis.")
    page.keyboard.press("Enter")
    expect(page.locator(".line-agent .line-text")).to_have_text("Bonjour,\nje vous lis.")
    expect(box).to_have_value("")
    assert office.transcript(first.conversation_id)[-1] == (
        Author.AGENT,
        "Bonjour,\nje vous lis.",
        "Camille Roy",
    )

    office.debtor_writes("merci")
    expect(page.locator(".line-debtor").last).to_contain_text("merci")
    expect(page.locator(".line")).to_have_count(3)

    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("rappeler demain")
    page.get_by_role("button", name="Keep the note").press("Enter")
    expect(page.locator(".note")).to_contain_text("rappeler demain")


def test_the_focus_stays_on_its_row_when_the_queue_changes(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    first = office.call_person()
    page.locator(f"#open-{first.id}").focus()

    office.call_person(HandoffReason.CRISIS_SELF_HARM, sender="phone-2")

    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator(f"#open-{first.id}")).to_be_focused()


def test_a_lost_race_is_told_on_the_page_and_names_the_winner(office: Office, open_page: OpenPage) -> None:
    """Somebody claims between this page's last refresh and the click."""
    page = open_page("camille")
    asked = office.call_person()
    expect(page.locator(".row")).to_have_count(1)
    dominique = office.hire("dominique")
    page.route("**/queue", lambda route: route.abort())  # this page is behind
    office.claim(asked.id, dominique.id)

    page.get_by_role("button", name="Claim").click()

    expect(page.locator("#problem")).to_have_text("Dominique Petit was faster and has this case.")


def test_a_refused_answer_stays_in_its_box(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    asked = office.call_person()
    claim(page)
    box = page.get_by_label("Your answer, in French")
    box.fill("Des mots précieux")
    with office.store.reading() as uow:
        camille = uow.agents.by_login("camille")
    assert camille is not None
    handoff.release(office.services, asked.id, camille.id)
    expect(page.locator("#moved")).to_contain_text("This case has passed to somebody else")

    box.press("Enter")

    expect(page.locator("#problem")).to_contain_text("Nobody has this case now.")
    expect(box).to_have_value("Des mots précieux")


def test_an_answer_that_cannot_be_sent_stays_in_its_box(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    office.call_person()
    claim(page)
    box = page.get_by_label("Your answer, in French")
    box.fill("Des mots précieux")
    page.context.set_offline(True)

    box.press("Enter")

    expect(page.locator("#problem")).to_contain_text("The server cannot be reached.")
    expect(box).to_have_value("Des mots précieux")
    page.context.set_offline(False)
    box.press("Enter")
    expect(page.locator(".line-agent")).to_contain_text("Des mots précieux")
    expect(page.locator("#problem")).to_be_empty()


def test_an_answer_whose_receipt_got_lost_is_written_once(office: Office, open_page: OpenPage) -> None:
    """The server has it, the page does not know: pressed again, the debtor reads it once."""
    page = open_page("camille")
    office.call_person()
    claim(page)
    box = page.get_by_label("Your answer, in French")
    box.fill("Une seule fois")
    page.route("**/answer", lambda route: (route.fetch(), route.abort()))
    box.press("Enter")
    expect(page.locator("#problem")).to_contain_text("The server cannot be reached.")
    page.unroute("**/answer")

    box.press("Enter")
    expect(box).to_have_value("")
    box.fill("Une seule fois")
    box.press("Enter")

    expect(box).to_have_value("")
    expect(page.locator(".line-agent")).to_have_count(2)


def test_a_session_that_ends_does_not_take_half_written_words(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    office.call_person()
    claim(page)
    box = page.get_by_label("Your answer, in French")
    box.fill("Des mots précieux")
    agents.disable(office.services, "camille")

    box.press("Enter")

    expect(page.locator("#problem")).to_contain_text("Your session has ended.")
    expect(box).to_have_value("Des mots précieux")


def test_the_conversation_stays_at_its_end(office: Office, open_page: OpenPage) -> None:
    for number in range(30):
        office.debtor_writes(f"message {number}")
    asked = office.call_person()
    page = open_page("camille")
    page.locator(f"#open-{asked.id}").click()
    expect(page.locator(".line").last).to_be_in_viewport(ratio=0.9)

    office.debtor_writes("le dernier")

    expect(page.locator(".line").last).to_contain_text("le dernier")
    expect(page.locator(".line").last).to_be_in_viewport(ratio=0.9)


def test_shortcuts_are_shown_and_can_be_turned_off(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    asked = office.call_person()
    expect(page.locator(".row")).to_have_count(1)

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Use single-key shortcuts on this device").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("c")

    expect(page.locator(f"#open-{asked.id}")).not_to_be_focused()
    assert office.handoff(asked.id).state is HandoffState.REQUESTED


def test_a_finished_case_leads_back_to_the_queue(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille")
    account = office.open_account()
    asked = office.call_person(HandoffReason.HARDSHIP_INCOME, account_id=account)
    claim(page)
    page.get_by_text("Finish…").click()
    page.get_by_role("button", name="Return to the assistant").click()
    assert office.handoff(asked.id).state is HandoffState.CLAIMED  # no outcome was chosen yet

    page.get_by_label("How did it end?").select_option(label="Pause granted")
    page.get_by_role("button", name="Return to the assistant").click()

    expect(page.get_by_text("The conversation is back with the assistant.")).to_be_visible()
    assert office.conversation(asked.conversation_id).holder is Holder.BOT
    assert office.transcript(asked.conversation_id)[-1][1] == "utter_agent_returned in fr"


def test_everything_works_without_scripts(office: Office, open_page: OpenPage) -> None:
    asked = office.call_person()
    page = open_page("camille", scripts=False)

    page.get_by_role("button", name="Claim").click()
    page.get_by_label("Your answer, in French").fill("Bonjour")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".line-agent")).to_contain_text("Bonjour")
    page.get_by_label("New note").fill("sans script")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".note")).to_contain_text("sans script")
    page.get_by_text("Finish…").click()
    page.get_by_label("How did it end?").select_option(label="Answered")
    page.get_by_role("button", name="Close the case").click()

    expect(page.get_by_text("The case is closed.")).to_be_visible()
    assert office.handoff(asked.id).state is HandoffState.CLOSED


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_no_page_is_wider_than_its_screen(office: Office, open_page: OpenPage, size: ViewportSize) -> None:
    account = office.open_account(first_name="Marie-Antoinette-Joséphine", last_name="de La Rochefoucauld-Liancourt")
    asked = office.call_person(HandoffReason.DISPUTE_AMOUNT, "x" * 3_000, account_id=account)
    page = open_page("camille", size=size, touch=size is PHONE)
    office.clock.advance(timedelta(days=3))

    for path in ("/", f"/cases/{asked.id}", "/help", "/cases/99"):
        page.goto(page.url.split("/console")[0] + "/console" + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_on_a_phone_enter_starts_a_new_line(office: Office, open_page: OpenPage) -> None:
    page = open_page("camille", size=PHONE, touch=True)
    office.call_person()
    claim(page)
    box = page.get_by_label("Your answer, in French")
    box.fill("Bonjour")

    box.press("Enter")

    expect(box).to_have_value("Bonjour\n")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".line-agent")).to_contain_text("Bonjour")

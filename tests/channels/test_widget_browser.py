"""The widget in a real browser: keyboard, phone, history, reconnecting, hostile text, accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.core.conversation import Author
from tests.channels.widget_page import DESKTOP, PHONE, Widget, axe_violations, chromium
from tests.channels.widget_service import APOLOGY, PDF, Language, WidgetService

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # For one module only: while Playwright's own event loop runs, asynchronous tests cannot.
    with chromium() as launched:
        yield launched


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def widget(widget_service: WidgetService, context: BrowserContext) -> Widget:
    page = context.new_page()
    page.goto(widget_service.address)
    return Widget(page)


@pytest.fixture
def phone(widget_service: WidgetService, browser: Browser) -> Iterator[Widget]:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(widget_service.address)
    yield Widget(page)
    context.close()


def test_opens_with_the_keyboard_takes_the_focus_and_gives_it_back(widget):
    widget.launcher.focus()
    widget.page.keyboard.press("Enter")
    expect(widget.dialog).to_be_visible()
    expect(widget.input).to_be_focused()
    expect(widget.launcher).to_have_attribute("aria-expanded", "true")

    widget.page.keyboard.press("Escape")

    expect(widget.dialog).to_be_hidden()
    expect(widget.launcher).to_be_focused()
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")


def test_everything_in_the_open_conversation_is_reached_with_tab(widget):
    widget.open().say("choix")
    widget.page.locator("accord-chat").get_by_role("heading").focus()
    reached = []
    for _ in range(9):
        widget.page.keyboard.press("Tab")
        reached.append(
            widget.page.evaluate(
                "(() => { const e = document.querySelector('accord-chat').shadowRoot.activeElement;"
                " return e ? (e.ariaLabel || e.textContent || e.id) : null })()"
            )
        )

    assert [
        "Fermer la conversation",
        "Parler à une personne à tout moment",
        "Messages",
        "Oui, je suis d’accord",
        "Non",
        "message",
        "Envoyer",
        "Effacer de cet appareil",
    ] == reached[:8]


def test_a_message_is_sent_with_enter_and_answered(widget):
    widget.open().say("bonjour")

    assert "bonjour" == widget.texts()[1]
    assert "Vous avez écrit 7 caractères" in widget.texts()[2]
    expect(widget.input).to_have_value("")
    expect(widget.input).to_be_focused()


def test_shift_enter_begins_a_new_line_which_is_kept(widget):
    widget.open()
    widget.input.type("première")
    widget.input.press("Shift+Enter")
    widget.input.type("seconde")
    expect(widget.own).to_have_count(0)
    widget.input.press("Enter")
    expect(widget.bots).to_have_count(2)

    assert "première\nseconde" == widget.texts()[1]


def test_the_conversation_is_there_after_a_reload_and_in_a_new_tab(widget, context, widget_service):
    widget.open().say("bonjour")
    before = widget.texts()

    widget.page.reload()
    widget.open()
    expect(widget.lines).to_have_count(3)
    assert before == widget.texts()

    other = Widget(context.new_page())
    other.page.goto(widget_service.address)
    other.open()
    expect(other.lines).to_have_count(3)
    assert before == other.texts()


def test_two_tabs_show_the_same_while_both_write(widget, context, widget_service):
    widget.open().say("depuis le premier")
    other = Widget(context.new_page())
    other.page.goto(widget_service.address)
    other.open()
    expect(other.lines).to_have_count(3)
    other.say("depuis le second")
    expect(widget.lines).to_have_count(5)

    assert other.texts() == widget.texts()


def test_a_quick_reply_sends_its_payload_shows_its_title_and_is_used_up(widget, widget_service):
    widget.open().say("choix")
    widget.replies.get_by_role("button", name="Oui, je suis d’accord").click()
    expect(widget.bots).to_have_count(3)

    assert "Oui, je suis d’accord" == widget.texts()[3]
    expect(widget.replies).to_have_count(0)
    assert "/affirm" == widget_service.assistant.answered[-1]

    widget.page.reload()
    widget.open()
    expect(widget.lines).to_have_count(5)
    assert "Oui, je suis d’accord" == widget.texts()[3]
    expect(widget.replies).to_have_count(0)


def test_an_unanswered_question_still_has_its_buttons_after_a_reload(widget):
    widget.open().say("choix")
    widget.page.reload()
    widget.open()

    expect(widget.replies.get_by_role("button")).to_have_text(["Oui, je suis d’accord", "Non"])


def test_a_quick_reply_pressed_with_the_keyboard_leaves_the_focus_on_the_input(widget):
    widget.open().say("choix")
    widget.replies.get_by_role("button", name="Non").focus()
    widget.page.keyboard.press("Enter")

    expect(widget.input).to_be_focused()


def test_a_rating_is_given_with_one_of_five_buttons(widget, widget_service):
    widget.open().say("avis")
    expect(widget.replies.get_by_role("button")).to_have_text(["1", "2", "3", "4", "5"])
    widget.replies.get_by_role("button", name="4").click()
    expect(widget.bots).to_have_count(3)

    assert "4" == widget.texts()[3]
    assert "/rate_4" == widget_service.assistant.answered[-1]


def test_hostile_text_stays_text(widget):
    widget.open().say("piège")
    widget.say('<script>window.caught=1</script><img src=x onerror="window.caught=1">')

    assert "<b>gras</b>" in widget.texts()[2]
    assert widget.texts()[3].startswith("<script>")
    assert widget.page.evaluate("window.caught === undefined")
    links = widget.log.get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.org/a?b=1")


def test_an_attachment_is_downloaded_under_its_name(widget):
    widget.open().say("accord")
    link = widget.log.get_by_role("link", name="Télécharger accord.pdf (PDF)")
    with widget.page.expect_download() as download:
        link.click()

    assert "accord.pdf" == download.value.suggested_filename
    assert PDF == download.value.path().read_bytes()


def test_an_attachment_with_a_script_for_address_is_no_link(widget):
    widget.open().say("lien")

    expect(widget.log.get_by_text("piege.pdf")).to_be_visible()
    expect(widget.log.get_by_role("link")).to_have_count(0)


def test_a_person_is_asked_for_with_one_press(widget, widget_service):
    widget.open()
    widget.dialog.get_by_role("button", name="Parler à une personne à tout moment").click()
    expect(widget.bots).to_have_count(2)

    assert ["Je voudrais parler à une personne"] == widget_service.assistant.answered


def test_bot_and_person_are_told_apart_in_words(widget, widget_service):
    widget.open()
    claire = widget_service.take_over(widget.token())
    claire.says("Bonjour, je vous lis.")
    line = widget.page.locator("accord-chat .line.agent")

    expect(line).to_contain_text("Claire, de notre équipe")
    expect(widget.bots.first).to_contain_text("Assistant automatique")


def test_answers_are_counted_on_the_button_while_the_conversation_is_closed(widget, widget_service):
    widget.open()
    widget.page.keyboard.press("Escape")
    claire = widget_service.take_over(widget.token())
    claire.says("Bonjour.")
    claire.says("Je vous lis.")
    expect(widget.launcher).to_contain_text("2\u00a0nouveaux messages")

    widget.page.reload()
    expect(widget.launcher).to_contain_text("2\u00a0nouveaux messages")
    widget.open()
    expect(widget.launcher).not_to_contain_text("nouveau")


def test_new_lines_are_announced_and_history_is_not(widget):
    expect(widget.page.locator("accord-chat [role=log]")).to_have_attribute("aria-live", "off")
    widget.open().say("bonjour")
    expect(widget.log).to_have_attribute("aria-live", "polite")


def test_ten_thousand_characters_break_nothing_and_more_are_kept_in_the_input(widget, widget_service):
    widget.open()
    widget.input.fill("mot " * 2_500)
    widget.input.press("Enter")
    expect(widget.bots).to_have_count(2)
    assert widget.log.evaluate("log => log.scrollWidth <= log.clientWidth")

    widget.input.fill("x" * 10_001)
    widget.input.press("Enter")

    expect(widget.dialog.get_by_role("alert")).to_contain_text("trop long")
    expect(widget.input).to_have_value("x" * 10_001)
    expect(widget.own).to_have_count(1)
    assert 1 == len(widget_service.assistant.answered)


def test_a_growing_input_does_not_hide_the_last_answer(phone):
    phone.open()
    for number in range(4):
        phone.say(f"message {number}")
    phone.input.fill("une\ndeux\ntrois\nquatre")

    expect(phone.bots.last.locator(".text")).to_be_in_viewport(ratio=1)


def test_one_word_of_a_thousand_letters_stays_inside_a_phone(phone):
    phone.open().say("x" * 1_000)

    assert phone.log.evaluate("log => log.scrollWidth <= log.clientWidth")


def test_on_a_phone_the_conversation_fills_the_screen_and_the_page_rests(phone):
    phone.open()
    box = phone.dialog.bounding_box()

    assert box is not None
    assert (0, 0, 360, 640) == tuple(round(box[key]) for key in ("x", "y", "width", "height"))
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
    # Nothing behind it can be reached.
    for _ in range(15):
        phone.page.keyboard.press("Tab")
        assert phone.page.evaluate("['ACCORD-CHAT', 'BODY'].includes(document.activeElement.tagName)")
    phone.dialog.get_by_role("button", name="Fermer la conversation").click()
    expect(phone.dialog).to_be_hidden()


def test_turning_the_phone_keeps_the_conversation_open(phone):
    phone.open().say("bonjour")
    phone.page.set_viewport_size({"width": 1000, "height": 700})

    expect(phone.dialog).to_be_visible()
    expect(phone.lines).to_have_count(3)


def test_what_is_written_while_the_service_is_away_arrives_once_when_it_is_back(widget, widget_service):
    widget.open().say("avant")
    token = widget.token()
    widget_service.stop()
    expect(widget.dialog.get_by_text("La connexion est coupée.")).to_be_visible()
    for text in ("un", "deux"):
        widget.input.fill(text)
        widget.input.press("Enter")
    expect(widget.dialog.get_by_text("Partira au retour de la connexion.")).to_have_count(2)

    widget_service.start()

    expect(widget.bots).to_have_count(4)
    expect(widget.dialog.get_by_text("La connexion est coupée.")).to_have_count(0)
    expect(widget.page.locator("accord-chat .state")).to_have_count(0)
    written = [line.text for line in widget_service.lines(token) if line.author is Author.DEBTOR]
    assert ["avant", "un", "deux"] == written
    assert ["avant", "un", "deux"] == widget.own.locator(".text").all_inner_texts()


def test_a_message_whose_acknowledgement_was_lost_is_not_doubled(widget, widget_service):
    """The service dies after it has kept the message and before it could say so."""
    widget.open()
    token = widget.token()
    widget.input.fill("lent")
    widget.input.press("Enter")
    expect(widget.dialog.get_by_text("L’assistant écrit…")).to_be_visible()
    widget_service.stop()
    widget_service.start()

    expect(widget.bots).to_have_count(2)
    expect(widget.page.locator("accord-chat .state")).to_have_count(0)
    assert ["lent"] == widget.own.locator(".text").all_inner_texts()
    assert 3 == len(widget_service.lines(token))


def test_a_failed_message_says_so_and_can_be_sent_again(widget, widget_service):
    widget.open()
    widget_service.assistant.broken = True
    widget.input.fill("bonjour")
    widget.input.press("Enter")
    expect(widget.own).to_contain_text(APOLOGY[Language.FRENCH])
    widget_service.assistant.broken = False

    widget.own.get_by_role("button", name="Envoyer à nouveau").click()

    expect(widget.bots).to_have_count(2)
    expect(widget.own).to_have_count(1)
    expect(widget.own).not_to_contain_text(APOLOGY[Language.FRENCH])


def test_a_failed_message_can_still_be_sent_again_after_the_connection_was_lost(widget, widget_service):
    """The service kept it but could not answer: when its line comes back, the answer is still owed."""
    widget.open()
    widget_service.assistant.broken = True
    widget.input.fill("bonjour")
    widget.input.press("Enter")
    expect(widget.own).to_contain_text(APOLOGY[Language.FRENCH])
    widget_service.assistant.broken = False
    widget_service.stop()
    widget_service.start()
    widget.say("et maintenant")

    widget.own.first.get_by_role("button", name="Envoyer à nouveau").click()

    expect(widget.bots).to_have_count(3)
    expect(widget.page.locator("accord-chat .state")).to_have_count(0)
    assert ["bonjour", "et maintenant"] == widget.own.locator(".text").all_inner_texts()


def test_the_conversation_can_be_removed_from_the_device_in_every_tab(widget, context, widget_service):
    widget.open().say("bonjour")
    other = Widget(context.new_page())
    other.page.goto(widget_service.address)
    other.open()
    widget.dialog.get_by_role("button", name="Effacer de cet appareil").click()
    widget.dialog.get_by_role("button", name="Effacer", exact=True).click()

    expect(widget.dialog).to_be_hidden()
    expect(other.dialog).to_be_hidden()
    assert 0 == widget.page.evaluate("localStorage.length")
    widget.open()
    expect(widget.lines).to_have_count(1)


def test_nothing_is_stored_but_the_token_and_nobody_else_is_asked(widget, context, widget_service):
    asked = []
    widget.page.on("request", lambda request: asked.append(request.url))
    widget.page.reload()
    widget.open().say("bonjour")

    assert [] == context.cookies()
    assert 1 == widget.page.evaluate("localStorage.length")
    assert 0 == widget.page.evaluate("sessionStorage.length")
    assert "bonjour" not in widget.token()
    assert [] == [url for url in asked if not url.startswith(widget_service.address)]


def test_a_strict_content_security_policy_is_kept(widget_service, context):
    complaints = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(widget_service.address)
    Widget(page).open().say("choix")

    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert [] == complaints


@pytest.mark.parametrize(
    ("path", "locale", "expected"),
    [
        ("/demo?lang=en", "fr-FR", "Write to us"),
        ("/demo?lang=fr", "en-GB", "Écrivez-nous"),
        ("/bare", "en-GB", "Write to us"),
        ("/bare", "fr-CA", "Écrivez-nous"),
        ("/bare", "de-DE", "Écrivez-nous"),
        ("/bare?data-language=en", "fr-FR", "Write to us"),
    ],
)
def test_the_language_is_the_tags_then_the_pages_then_the_browsers(widget_service, browser, path, locale, expected):
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(widget_service.address + path)

    expect(page.locator("accord-chat .launcher")).to_have_text(expected)
    context.close()


def test_a_page_that_names_the_script_twice_has_one_button(widget_service, context):
    page = context.new_page()
    page.goto(widget_service.address + "/bare")
    page.wait_for_load_state("networkidle")

    expect(page.locator("accord-chat")).to_have_count(1)


def test_who_asked_for_less_motion_gets_none(widget_service, browser):
    context = browser.new_context(reduced_motion="reduce", locale="fr-FR")
    widget = Widget(context.new_page())
    widget.page.goto(widget_service.address)
    widget.open()

    assert "none" == widget.dialog.evaluate("dialog => getComputedStyle(dialog).animationName")
    context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong(widget_service, browser, size, scheme):
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="fr-FR", reduced_motion="reduce")
    widget = Widget(context.new_page())
    widget.page.goto(widget_service.address)
    expect(widget.launcher).to_be_visible()
    assert [] == axe_violations(widget.page)

    widget.open().say("accord")
    widget_service.assistant.broken = True
    widget.input.fill("bonjour")
    widget.input.press("Enter")
    expect(widget.own.last).to_contain_text(re.compile("Pardon"))
    widget_service.assistant.broken = False
    widget.say("choix")
    widget_service.take_over(widget.token()).says("Bonjour, je vous lis.")
    expect(widget.page.locator("accord-chat .line.agent")).to_be_visible()
    assert [] == axe_violations(widget.page)

    widget.dialog.get_by_role("button", name="Effacer de cet appareil").click()
    assert [] == axe_violations(widget.page)
    context.close()

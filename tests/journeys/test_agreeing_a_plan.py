"""A debtor in a real browser learns what they owe, agrees a plan, and downloads the written agreement."""

from __future__ import annotations

import io
import re
from datetime import date

from playwright.sync_api import expect
from pypdf import PdfReader

from bot.adapters.formatting import format_date, format_money
from bot.core.account import Language
from bot.core.arrangement import Arrangement
from bot.core.money import Money
from bot.core.terms import Frequency
from tests.journeys.conftest import OpenPage
from tests.journeys.people import PHONE, Debtor, picture
from tests.journeys.service import AccordService

SPACES = re.compile(r"\s+")
OFFER = re.compile("Ce plan est possible|This plan is possible")


def test_in_french_on_a_computer(service: AccordService, open_page: OpenPage) -> None:
    """Honoré owes 721.41 € to an energy supplier: 50 a month is first said, then 80."""
    reference = "VOL-26-888177"
    page = open_page()
    debtor = Debtor(page, service.address)
    picture(page, "plan-fr-1-page")
    debtor.open_with_keyboard()
    expect(debtor.input).to_be_focused()
    expect(debtor.bots.first).to_contain_text("assistant automatique")
    expect(debtor.bots.first.locator(".who")).to_be_in_viewport(ratio=1)  # who speaks is read first
    picture(page, "plan-fr-2-opening")

    debtor.write(f"{reference}, né le 19/06/1978", hears="Votre identité est vérifiée")
    debtor.write("combien je dois ?", hears="il reste 721,41 € à payer")
    picture(page, "plan-fr-3-balance")
    debtor.write("je peux payer en plusieurs fois ?", hears="Combien pourriez-vous payer")
    debtor.write("50 euros par mois", hears="Ce plan vous convient-il")
    picture(page, "plan-fr-4-first-offer")
    debtor.write("ca vient d'ou cette dette ?", hears="Revenons au plan proposé")
    expect(debtor.last("Voici ce que")).to_contain_text("Facture")
    debtor.write("ah non plutot 80 pas 50", hears="Ce plan vous convient-il")
    picture(page, "plan-fr-5-corrected-offer")
    assert service.plan(reference) is None
    summary = _summary(debtor)

    debtor.press("Oui, j’accepte ce plan", hears="votre plan est conclu")
    picture(page, "plan-fr-6-agreed")

    plan = service.plan(reference)
    assert plan is not None
    assert Money.of("721.41", "EUR") == plan.schedule.total
    assert Frequency.MONTHLY is plan.schedule.frequency
    assert Money.of("80", "EUR") == plan.schedule.regular
    assert _dates_and_amounts(plan, Language.FRENCH, "FR") == summary
    _check_download(debtor, service, plan, summary)
    _check_reload(debtor)

    debtor.write("ou en est mon plan", hears=f"paiements faits : 0 sur {plan.schedule.count}")
    picture(page, "plan-fr-7-status-after-reload")
    debtor.write("au revoir", hears="de 1 à 5")
    picture(page, "plan-fr-8-rating")
    debtor.press("4", hears="Que pourrions-nous faire mieux")
    debtor.write("un peu long mais bien", hears="votre avis nous aide")
    picture(page, "plan-fr-9-thanks")
    assert [(4, "un peu long mais bien")] == service.feedback(debtor.token())


def test_in_english_on_a_phone(service: AccordService, open_page: OpenPage) -> None:
    """Maria owes £682.75 to a store: £30 a month is first said, then £40."""
    reference = "HAR-26-162476"
    page = open_page(PHONE, locale="en-GB", has_touch=True, is_mobile=True, device_scale_factor=2)
    debtor = Debtor(page, service.address, "en")
    picture(page, "plan-en-1-page")
    debtor.open_with_keyboard()
    expect(debtor.bots.first).to_contain_text("automated assistant")
    expect(debtor.bots.first.locator(".who")).to_be_in_viewport(ratio=1)  # who speaks is read first
    picture(page, "plan-en-2-opening")

    debtor.write(f"{reference}, born 27 May 1959", hears="I have checked who you are")
    picture(page, "plan-en-3-identified")
    debtor.write("how much do i owe", hears="there is £682.75 left to pay")
    debtor.write("can i pay in instalments", hears="How much could you pay each time")
    picture(page, "plan-en-4-terms")
    debtor.write("30 a month", hears="Does this plan suit you")
    picture(page, "plan-en-5-first-offer")
    debtor.write("how much is it again?", hears="Back to the plan")
    picture(page, "plan-en-6-digression")
    debtor.write("no 40 not 30", hears="Does this plan suit you")
    picture(page, "plan-en-7-corrected-offer")
    assert service.plan(reference) is None
    summary = _summary(debtor)
    # Read from its beginning; one press leads to the question at its end.
    expect(debtor.last("This plan is possible")).to_be_in_viewport()
    debtor.dialog.get_by_role("button", name="See what follows below").click()
    yes = debtor.replies.last.get_by_role("button", name="Yes, I accept this plan")
    expect(yes).to_be_in_viewport(ratio=1)
    picture(page, "plan-en-7-corrected-offer-end")

    debtor.press("Yes, I accept this plan", hears="your plan is agreed")
    picture(page, "plan-en-8-agreed")

    plan = service.plan(reference)
    assert plan is not None
    assert Money.of("682.75", "GBP") == plan.schedule.total
    assert Frequency.MONTHLY is plan.schedule.frequency
    assert Money.of("40", "GBP") == plan.schedule.regular
    assert _dates_and_amounts(plan, Language.ENGLISH, "GB") == summary
    _check_download(debtor, service, plan, summary)
    _check_reload(debtor)

    debtor.write("how is my plan going", hears=f"payments made: 0 of {plan.schedule.count}")
    picture(page, "plan-en-9-status-after-reload")
    debtor.write("bye for now", hears="from 1 to 5")
    picture(page, "plan-en-10-rating")
    debtor.press("5", hears="What could we do better")
    debtor.press("Nothing to add", hears="come back and write here")
    assert [(5, None)] == service.feedback(debtor.token())


def _summary(debtor: Debtor) -> list[tuple[str, str]]:
    """Every date and amount of the offer that was laid out last, as the debtor reads them."""
    texts = debtor.texts()
    offers = [at for at, text in enumerate(texts) if OFFER.match(text)]
    lines = [line for text in texts[offers[-1] :] for line in text.splitlines()]
    found = [re.fullmatch(r"\d+\. (.+?)\s?: (.+)", line) for line in lines]
    return [(_plain(one[1]), _plain(one[2])) for one in found if one]


def _dates_and_amounts(plan: Arrangement, language: Language, country: str) -> list[tuple[str, str]]:
    def words(due_on: date, amount: Money) -> tuple[str, str]:
        return _plain(format_date(due_on, language)), _plain(format_money(amount, language, country))

    return [words(one.due_on, one.amount) for one in plan.schedule.instalments]


def _check_download(debtor: Debtor, service: AccordService, plan: Arrangement, summary: list[tuple[str, str]]) -> None:
    """The file is, byte for byte, what the database holds, and says every date and amount again."""
    with debtor.page.expect_download() as coming:
        debtor.page.locator("accord-chat a.file").last.click()
    content = coming.value.path().read_bytes()
    document, kept = service.agreement(plan)
    assert kept == content
    assert document.name == coming.value.suggested_filename
    text = _plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    assert [] == [words for words in summary if words[0] not in text or words[1] not in text]


def _check_reload(debtor: Debtor) -> None:
    """The conversation is there after the page was loaded again."""
    before = debtor.texts()
    debtor.page.reload()
    debtor.launcher.click()
    expect(debtor.lines).to_have_count(len(before))
    assert before == debtor.texts()


def _plain(text: str) -> str:
    return SPACES.sub(" ", text).strip()

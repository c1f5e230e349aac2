"""The written agreement as a PDF: accessible (PDF/UA-1), made offline, the same bytes for the same facts."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Any, Final

import tomli
import typst

from bot.adapters.agreement_text import compose
from bot.core.account import Language
from bot.services.ports import AgreementFacts

TEMPLATES = Path(__file__).parent / "templates"
FONTS = TEMPLATES / "fonts"
# Tagged, titled and in a stated language: typst refuses to write a document that is not.
ACCESSIBLE: Final = "ua-1"


class TypstAgreementWriter:
    """Writes agreements with typst; made once, used by every thread.

    The text reaches the template as data (JSON), never as typst source, so nothing in a name or an address is
    ever run.
    """

    def __init__(self) -> None:
        # Only our own fonts: with the machine's, the same facts would give other bytes elsewhere.
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(TEMPLATES / "agreement.typ", root=TEMPLATES, font_paths=fonts)
        self._one_at_a_time = Lock()  # a compiler that is busy refuses a second thread
        self._words = {language: _words(language) for language in Language}

    def write(self, facts: AgreementFacts) -> bytes:
        """The agreement in the language of the facts, dated with the instant of the yes.

        Raises:
            typst.TypstError: the template is broken; facts alone cannot cause it.
        """
        text = json.dumps(compose(facts, self._words[facts.language]).as_data())
        with self._one_at_a_time:
            document = self._compiler.compile(
                format="pdf",
                sys_inputs={"agreement": text},
                pdf_standards=[ACCESSIBLE],
                timestamp=facts.agreed_at.replace(microsecond=0),  # typst takes whole seconds
            )
        if not isinstance(document, bytes):  # a list of pages only for picture formats
            raise TypeError(f"typst gave {type(document).__name__} for a PDF")
        return document


def _words(language: Language) -> dict[str, Any]:
    with (TEMPLATES / f"agreement.{language.value}.toml").open("rb") as file:
        return tomli.load(file)

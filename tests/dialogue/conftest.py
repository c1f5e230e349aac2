"""Fixtures of the dialogues: the trained assistant, once for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli.model import model_file, train
from bot.cli.quiet import be_quiet

if TYPE_CHECKING:
    from bot.assistant.agent import RasaAssistant

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def assistant() -> RasaAssistant:
    """The assistant on the model of the present inputs, which is trained here where it is missing."""
    be_quiet()
    from bot.assistant.agent import RasaAssistant

    model = model_file(ROOT, ROOT / "models")
    if not model.exists():
        train(ROOT, ROOT / "models", ROOT / ".accord")
    return RasaAssistant(model)

"""Fixtures of the channels' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.widget_service import WidgetService


@pytest.fixture
def widget_service(tmp_path: Path) -> Iterator[WidgetService]:
    service = WidgetService(tmp_path)
    yield service
    service.stop()

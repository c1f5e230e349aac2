"""Other people's files are the ones we said they are, with their licences, and nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import bot.console

VENDOR = Path(bot.console.__file__).parent / "static" / "vendor"
LISTED = json.loads((VENDOR / "VENDORED.json").read_text("utf-8"))


def test_every_vendored_file_is_what_was_published() -> None:
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.iterdir()
        if file.name != "VENDORED.json"
    }

    assert {row["file"]: row["sha256"] for row in LISTED} == found


def test_every_package_is_named_whole_and_brings_its_licence() -> None:
    for row in LISTED:
        assert set(row) == {"file", "package", "version", "licence", "sha256"}
    packages = {row["package"] for row in LISTED}
    licensed = {row["package"] for row in LISTED if row["file"].endswith(".LICENSE.txt")}

    assert packages == licensed

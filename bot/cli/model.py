"""The model: trained when its inputs changed, and only then."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bot.cli.quiet import QUIET

INPUTS = (
    "config.yml",
    "bot/domain",
    "nlu_data",
    "policies/dialogue",
    "bot/nlu",
    "bot/assistant/rule_policy.py",
    "uv.lock",
)
INPUT_SUFFIXES = {".yml", ".yaml", ".py", ".lock"}
LOG_FILE = "training.log"
SHOWN_LINES = 25


class TrainingFailed(Exception):
    """Rasa could not train; the message holds the end of what it printed."""


def inputs_hash(root: Path) -> str:
    """What the model depends on, in sixteen hexadecimal characters."""
    digest = hashlib.sha256()
    for name in INPUTS:
        place = root / name
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix in INPUT_SUFFIXES:
                digest.update(str(file.relative_to(root)).encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def model_file(root: Path, models_dir: Path) -> Path:
    """Where the model of the present inputs is, or will be."""
    return models_dir / f"accord-{inputs_hash(root)}.tar.gz"


def train(root: Path, models_dir: Path, log_dir: Path) -> Path:
    """Train with Rasa's own command and put the model in place whole, or not at all.

    Raises:
        TrainingFailed: with the end of Rasa's output.
    """
    target = model_file(root, models_dir)
    models_dir.mkdir(parents=True, exist_ok=True)
    log_dir.mkdir(parents=True, exist_ok=True)
    log_file = log_dir / LOG_FILE
    unfinished = f"unfinished-{os.getpid()}"
    command = [
        sys.executable, "-m", "rasa", "train",
        "--config", "config.yml",
        "--domain", "bot/domain",
        "--data", "nlu_data", "policies/dialogue",
        "--out", str(models_dir.absolute()),
        "--fixed-model-name", unfinished,
        "--force",
    ]  # fmt: skip
    with log_file.open("wb") as output:
        result = subprocess.run(  # noqa: S603  # our own command, no shell
            command, cwd=root, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **QUIET}, check=False
        )
    made = models_dir / f"{unfinished}.tar.gz"
    if result.returncode != 0 or not made.exists():
        lines = log_file.read_text("utf-8", "replace").splitlines()[-SHOWN_LINES:]
        raise TrainingFailed("\n".join(lines))
    made.replace(target)
    return target

"""Imported before Rasa: its libraries flood a terminal, phone home and take every core unless told not to."""

from __future__ import annotations

import logging
import os
import warnings

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "OPENBLAS_NUM_THREADS": "1",  # measured: more threads double the CPU of a turn and gain nothing
    "OMP_NUM_THREADS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",  # 1.4 is pinned by Rasa; we write 2.0 style already
}


def be_quiet() -> None:
    """Set what must be set before Rasa and numpy are imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", module=r"(rasa|sanic|pkg_resources|google|tensorflow|jax|flax|keras|spacy)")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    for name in ("rasa", "tensorflow", "matplotlib", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)

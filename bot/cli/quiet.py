"""Imported before Rasa: its libraries flood a terminal, phone home and take every core unless told not to."""

from __future__ import annotations

import logging
import os
import sys

import structlog

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
    # Rasa's libraries switch deprecation warnings on again, so these go where nobody listens.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addHandler(logging.NullHandler())
    logging.getLogger("py.warnings").propagate = False
    for name in ("rasa", "tensorflow", "matplotlib", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # Below warnings Rasa logs every word a debtor writes; ours are events with technical facts only.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )

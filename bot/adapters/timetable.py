"""Runs a job every hour of the day, in a thread of its own, while the service runs."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

# Every hour, since debtors live by many clocks: somewhere it is always a decent hour. The job does each thing once,
# so that more runs than needed do nothing.
MINUTE = 10

Job = Callable[[Callable[[], bool]], None]


class Timetable:
    """A scheduler with one job; runs that were slept through melt into one.

    Args:
        job: gets a function that says whether it should stop where it is.
        zone: whose clocks the hours are read from (IANA name).
    """

    def __init__(self, job: Job, zone: str) -> None:
        self._stopping = Event()
        self._scheduler = BackgroundScheduler(timezone=zone)
        self._scheduler.add_job(
            lambda: job(self._stopping.is_set),
            "cron",
            minute=MINUTE,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Ask a run that is under way to stop, and wait until it has; no other begins."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

"""Runs a job every hour of the day, in a thread of its own, while the service runs."""

from __future__ import annotations

from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

# Every hour, since debtors live by many clocks: somewhere it is always a decent hour. The job does each thing once,
# so that more runs than needed do nothing.
MINUTE = 10


class Timetable:
    """A scheduler with one job; runs that were slept through melt into one.

    Args:
        zone: whose clocks the hours are read from (IANA name).
    """

    def __init__(self, job: Callable[[], None], zone: str) -> None:
        self._scheduler = BackgroundScheduler(timezone=zone)
        self._scheduler.add_job(job, "cron", minute=MINUTE, coalesce=True, max_instances=1, misfire_grace_time=None)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Wait for a run that is under way; no other begins."""
        self._scheduler.shutdown(wait=True)

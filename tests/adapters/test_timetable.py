"""The timetable: a run an hour, by the office's clocks, and an orderly end."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from bot.adapters.timetable import MINUTE, Timetable

PARIS = "Europe/Paris"


def job_of(timetable: Timetable):
    scheduler: BackgroundScheduler = timetable._scheduler
    (job,) = scheduler.get_jobs()
    return job


def test_the_job_is_due_once_an_hour_by_the_clocks_of_the_zone() -> None:
    timetable = Timetable(lambda: None, PARIS)
    trigger = job_of(timetable).trigger
    due, times = datetime(2026, 10, 24, 22, 0, tzinfo=ZoneInfo(PARIS)), []
    for _ in range(8):  # over the night in which the clocks go back
        due = trigger.get_next_fire_time(None, due + timedelta(seconds=1))
        times.append(due)
    assert {MINUTE} == {one.minute for one in times}
    assert PARIS in {str(one.tzinfo) for one in times}
    assert len(set(times)) == 8


def test_runs_that_were_slept_through_melt_into_one() -> None:
    job = job_of(Timetable(lambda: None, PARIS))
    assert (True, 1, None) == (job.coalesce, job.max_instances, job.misfire_grace_time)


def test_stopping_waits_for_the_run_under_way() -> None:
    began, may_end, ended = Event(), Event(), Event()

    def run() -> None:
        began.set()
        may_end.wait(10)
        ended.set()

    timetable = Timetable(run, PARIS)
    timetable.start()
    job_of(timetable).modify(next_run_time=datetime.now(ZoneInfo(PARIS)))
    assert began.wait(10)
    may_end.set()

    timetable.stop()

    assert ended.is_set()

"""The timetable: a run an hour, by the office's clocks, and an orderly end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from bot.adapters.timetable import MINUTE, Timetable

PARIS = "Europe/Paris"


def nothing(should_stop: Callable[[], bool]) -> None:
    pass


def job_of(timetable: Timetable):
    scheduler: BackgroundScheduler = timetable._scheduler
    (job,) = scheduler.get_jobs()
    return job


def test_the_job_is_due_once_an_hour_by_the_clocks_of_the_zone() -> None:
    timetable = Timetable(nothing, PARIS)
    trigger = job_of(timetable).trigger
    due, times = datetime(2026, 10, 24, 22, 0, tzinfo=ZoneInfo(PARIS)), []
    for _ in range(8):  # over the night in which the clocks go back
        due = trigger.get_next_fire_time(None, due + timedelta(seconds=1))
        times.append(due)
    assert {MINUTE} == {one.minute for one in times}
    assert PARIS in {str(one.tzinfo) for one in times}
    assert len(set(times)) == 8


def test_runs_that_were_slept_through_melt_into_one() -> None:
    job = job_of(Timetable(nothing, PARIS))
    assert (True, 1, None) == (job.coalesce, job.max_instances, job.misfire_grace_time)


def begun(run: Callable[[Callable[[], bool]], None], began: Event) -> Timetable:
    timetable = Timetable(run, PARIS)
    timetable.start()
    job_of(timetable).modify(next_run_time=datetime.now(ZoneInfo(PARIS)))
    assert began.wait(10)
    return timetable


def test_a_run_under_way_is_asked_to_stop() -> None:
    began, asked = Event(), Event()

    def run(should_stop: Callable[[], bool]) -> None:
        assert not should_stop()
        began.set()
        for _ in range(1000):
            if should_stop():
                asked.set()
                return
            Event().wait(0.01)

    begun(run, began).stop()

    assert asked.is_set()


def test_stopping_waits_until_the_run_has_ended() -> None:
    began, may_end, ended = Event(), Event(), Event()

    def run(should_stop: Callable[[], bool]) -> None:
        began.set()
        may_end.wait(10)
        ended.set()

    timetable = begun(run, began)
    with ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(timetable.stop)
        assert not wait([stopping], timeout=0.2).done
        assert not ended.is_set()

        may_end.set()
        stopping.result(10)

    assert ended.is_set()

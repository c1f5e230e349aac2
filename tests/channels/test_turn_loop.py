"""The loop on which turns run: beside the caller's, to the end, and gone when it is closed."""

from __future__ import annotations

import asyncio
import threading
from threading import Event

from bot.channels.turn_loop import TurnLoop

PATIENCE = 10


def running() -> int:
    return sum(thread.name == "turns" for thread in threading.enumerate())


def test_turns_run_beside_the_callers_loop_and_their_errors_come_back():
    async def where() -> str:
        return threading.current_thread().name

    async def breaks() -> None:
        raise RuntimeError("scripted")

    async def story() -> None:
        turns = TurnLoop()
        assert "turns" == await turns.run(where())
        assert "scripted" == str((await asyncio.gather(turns.run(breaks()), return_exceptions=True))[0])
        await asyncio.to_thread(turns.close)

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_closing_waits_for_the_turn_under_way_and_leaves_no_thread():
    before = running()
    go_on, ended = Event(), Event()

    async def slow() -> None:
        await asyncio.to_thread(go_on.wait, PATIENCE)
        ended.set()

    async def story() -> None:
        turns = TurnLoop()
        gone = asyncio.create_task(turns.run(slow()))
        await asyncio.sleep(0)
        gone.cancel()
        closing = asyncio.create_task(asyncio.to_thread(turns.close))
        go_on.set()
        await closing

    asyncio.run(asyncio.wait_for(story(), PATIENCE))

    assert ended.is_set()
    assert before == running()


def test_closing_what_never_ran_does_nothing():
    TurnLoop().close()

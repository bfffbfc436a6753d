"""A memo becomes one idea, however many tell of it."""

import asyncio

from tests.rig.disk import StallingDisk
from tui_studio.engine.protocol import MEMO_PASS, MemoClosed, PassReport, TakeReport
from tui_studio.studio.heads import Heads


def memo_report(path):
    take = TakeReport(0, str(path), 0, 24_000, 1, (0,), "pcm24", "")
    return PassReport(
        MEMO_PASS, ((take,),), "stopped", "virtual", "virtual", 48_000, 128, 0, False, "2026-11-28T10:00:00+00:00", 0.0
    )  # fmt: skip


async def test_a_memo_told_twice_at_once_is_one_idea(running, monkeypatch):
    studio = running.studio
    told = asyncio.Event()
    notices = []
    monkeypatch.setattr(Heads, "notice", lambda _self, text, _level: notices.append(text))
    disk = StallingDisk(studio.keeper._store._journal, "append")
    event = MemoClosed(memo_report(running.folder / "ideas" / "memo-1.wav"))
    studio.memos.closed(event)
    studio.memos.closed(event)
    await asyncio.to_thread(disk.begun.wait, 5)
    for task in studio.memos._tasks:
        task.add_done_callback(lambda _done: told.set() if not studio.memos._tasks else None)
    disk.go_on()
    await asyncio.wait_for(told.wait(), 5)
    assert [idea.audio for idea in studio.song.notebook.ideas] == ["ideas/memo-1.wav"]
    assert not notices

"""Edits one at a time, on a disk that takes its time."""

import asyncio
import contextlib

import pytest

from tests.rig.disk import StallingDisk
from tui_studio.song import edits
from tui_studio.song.storage import SongStore
from tui_studio.studio.heads import Heads
from tui_studio.studio.song_keeper import SongKeeper


@pytest.fixture
async def keeper(tmp_path):
    keeper = SongKeeper(SongStore.create(tmp_path / "Song", "Song", 48_000), Heads())
    yield keeper
    await keeper.close()


async def cancelled_while_writing(task, disk):
    await asyncio.to_thread(disk.begun.wait, 5)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(task), 5)


@pytest.mark.parametrize("way", ["edit", "follow"])
async def test_what_was_written_for_one_who_gave_up_is_not_taken_back_by_the_next_edit(keeper, way):
    disk = StallingDisk(keeper._store, {"edit": "commit", "follow": "follow"}[way])
    first = asyncio.create_task(getattr(keeper, way)("first", lambda song: edits.add_track(song, "First")))
    await cancelled_while_writing(first, disk)
    assert first.cancelled()
    second = asyncio.create_task(keeper.edit("second", lambda song: edits.add_track(song, "Second")))
    disk.go_on()
    song = await asyncio.wait_for(second, 5)
    assert [track.name for track in song.tracks] == ["First", "Second"]
    assert keeper._store.song == song == keeper.song


async def test_an_undo_of_one_who_gave_up_is_seen(keeper):
    await keeper.edit("first", lambda song: edits.add_track(song, "First"))
    disk = StallingDisk(keeper._store, "undo")
    await cancelled_while_writing(asyncio.create_task(keeper.undo()), disk)
    disk.go_on()
    await keeper.checkpoint()
    assert keeper.song.tracks == ()
    assert (keeper.can_undo, keeper.can_redo) == ("", "first")

"""A change of the sound is heard while the disk still writes it; a change of what is recorded waits."""

import asyncio

import pytest

from tests.rig.disk import StallingDisk
from tests.studio.conftest import done, refused
from tui_studio import paths
from tui_studio.engine.layout import CONTROL_FIELDS
from tui_studio.errors import SongError
from tui_studio.studio.client import StudioClient


@pytest.fixture
async def desk(open_studio):
    """A studio whose device is open, with the track Vox; its head."""
    running = await open_studio()
    head = await running.head()
    await done(head, "track.add name=Vox inputs=1")
    await running.studio.reconciler.settled()
    return running.studio, head


def controls(studio):
    """gain, pan, audible, trim of the first track, as the engine mixes it."""
    slot = studio.reconciler.slot(studio.song.tracks[0].id)
    return [round(float(value), 6) for value in studio.reconciler.compiled().controls[slot]]


def shared_gain(studio):
    slot = studio.reconciler.slot(studio.song.tracks[0].id)
    return round(float(studio.reconciler.shared._controls[slot * CONTROL_FIELDS]), 6)


async def while_writing(studio, head, line):
    """The line's answer to come, and the disk that holds it up."""
    disk = StallingDisk(studio.keeper._store._journal, "append")
    answer = asyncio.create_task(head.line(line))
    await asyncio.to_thread(disk.begun.wait, 5)
    await asyncio.sleep(0)
    return answer, disk


async def test_a_mute_is_heard_before_it_is_on_the_disk_and_shown_after(desk):
    studio, head = desk
    answer, disk = await while_writing(studio, head, "strip.mute Vox")
    assert controls(studio)[2] == 0
    assert not studio.song.tracks[0].strip.mute
    assert not answer.done()
    disk.go_on()
    assert (await answer).error is None
    assert studio.song.tracks[0].strip.mute


async def test_arming_waits_for_the_disk(desk):
    studio, head = desk
    answer, disk = await while_writing(studio, head, "track.arm Vox")
    assert not studio.reconciler.compiled().tracks[0].armed
    disk.go_on()
    assert (await answer).error is None
    assert studio.reconciler.compiled().tracks[0].armed


async def test_an_undo_is_heard_at_once_too(desk):
    studio, head = desk
    await done(head, "strip.mute Vox")
    answer, disk = await while_writing(studio, head, "edit.undo")
    assert controls(studio)[2] == 1
    disk.go_on()
    assert (await answer).error is None


async def test_what_could_not_be_written_is_heard_no_more(desk, monkeypatch):
    studio, head = desk
    heard, hear = [], studio.keeper.on_heard

    def listen(song):
        hear(song)
        heard.append(controls(studio)[2])

    monkeypatch.setattr(studio.keeper, "on_heard", listen)

    def full(_step):
        raise SongError("the disk is full", hint="make room")

    monkeypatch.setattr(studio.keeper._store._journal, "append", full)
    assert "the disk is full" in await refused(head, "strip.mute Vox")
    assert heard == [0, 1]


@pytest.mark.parametrize("edit", ["strip.mute Vox", "track.arm Vox"])
async def test_a_fader_that_is_moved_meanwhile_stays_where_it_is(desk, edit):
    studio, head = desk
    other = await StudioClient.connect(paths.studio_socket(studio.folder))
    answer, disk = await while_writing(studio, head, edit)
    await done(other, "strip.fader Vox -6 moving=on")
    moved = shared_gain(studio)
    assert moved == pytest.approx(10 ** (-6 / 20), abs=1e-6)
    disk.go_on()
    assert (await answer).error is None
    await studio.reconciler.settled()
    assert shared_gain(studio) == moved

"""Heads and their studio: attaching, following, asking, leaving. Without an engine's help where it is not needed."""

import asyncio
import os
import signal
import stat
import subprocess
import sys

import pytest

from tests.rig.disk import StallingDisk
from tests.studio.conftest import done, refused
from tui_studio import paths
from tui_studio.errors import SongError, SongLockedError
from tui_studio.song.model import Song
from tui_studio.studio import heads as heads_module
from tui_studio.studio import registry
from tui_studio.studio.client import StudioClient, attach
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Message, Notice, SongChanged, Status, Welcome, decode_from_studio, encode


async def test_every_head_follows_every_edit(running, head):
    other = await running.head(name="other")
    await done(head, 'track.add "Lead vox" 7')
    await done(other, "strip.fader lead -6; strip.pan lead 0.5; track.arm lead")
    await done(head, "track.rename lead name=Vox")
    await done(head, "song.info")
    await done(other, "song.info")
    assert head.song == other.song == running.studio.song
    (track,) = head.song.tracks
    assert (track.name, track.strip.fader_db, track.strip.pan, track.armed) == ("Vox", -6.0, 0.5, True)
    assert head.can_undo.startswith("rename")
    await other.close()


async def test_a_head_that_missed_a_change_asks_for_the_song(running, head):
    head.revision -= 1
    changed = asyncio.Event()
    head.on_message(lambda message: changed.set() if isinstance(message, SongChanged) else None)
    await done(head, "track.add A")
    await asyncio.wait_for(changed.wait(), 5)
    while head.revision != running.studio.keeper.revision:
        await asyncio.sleep(0.01)
    assert head.song == running.studio.song


async def test_an_engine_that_has_come_is_told_at_once(running):
    studio = running.studio
    await studio.engine.connected()
    slow = await running.head(status_per_second=0.01)
    told = asyncio.Queue()
    slow.on_message(lambda message: told.put_nowait(message) if isinstance(message, Status) else None)
    async with asyncio.timeout(20):
        assert not (await told.get()).locked
        studio.transport.locked = True
        os.kill(studio.engine.pid, signal.SIGKILL)
        assert (await told.get()).state == "stopped"
    await slow.close()


async def test_json_values_are_as_good_as_texts(head):
    answer = await head.ask("track.add", name="Kick", inputs=[3, 4])
    assert answer.result["inputs"] == [3, 4]
    assert (await head.ask("strip.fader", track=1, db=-4)).result["fader"] == -4
    assert (await head.ask("strip.mute", track="Kick", on=True)).error is None
    assert head.song.tracks[0].strip.mute


async def test_what_a_head_asks_in_a_hurry_is_done_in_order(head):
    answers = await asyncio.gather(*(head.line(f"track.add T{n} 1; track.arm T{n}") for n in range(8)))
    assert all(answer.error is None for answer in answers)
    assert [track.name for track in head.song.tracks] == [f"T{n}" for n in range(8)]
    assert all(track.armed for track in head.song.tracks)


async def test_a_wait_holds_nobody_up(head):
    waiting = asyncio.create_task(head.line("wait 30"))
    assert (await asyncio.wait_for(head.line("song.info"), 5)).error is None
    waiting.cancel()


async def test_errors_are_answers(head):
    assert "did you mean track.add" in await refused(head, "track.ad x")
    assert "no track 'x'" in await refused(head, "track.arm x")
    assert "needs name" in await refused(head, "track.rename 1") or "no track" in await refused(
        head, "track.rename 1"
    )
    assert "taken" in await refused(head, "track.add A 1; track.add a 1")


async def test_the_socket_is_private_and_goes_with_the_studio(running):
    path = paths.studio_socket(running.folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await running.end()
    assert not path.exists()


async def test_a_head_that_does_not_read_is_left_out_and_holds_nobody_up(running, head, monkeypatch):
    monkeypatch.setattr(heads_module, "SLOW_BYTES", 1000)
    monkeypatch.setattr(heads_module, "DEAD_BYTES", 200_000)
    _, writer = await asyncio.open_unix_connection(str(paths.studio_socket(running.folder)), limit=1)
    while len(running.studio.heads) < 2:
        await asyncio.sleep(0.01)
    text = "x" * 5000
    for _ in range(200):
        running.studio.heads.notice(text)
        await asyncio.sleep(0)
    assert (await asyncio.wait_for(head.line("song.info"), 5)).error is None
    while len(running.studio.heads) > 1:
        await asyncio.sleep(0.01)
    writer.close()


async def test_a_stalling_disk_stops_no_head(running, head):
    disk = StallingDisk(running.studio.keeper._store, "commit")
    other = await running.head()
    editing = asyncio.create_task(head.line("track.add Slow"))
    for _ in range(20):
        assert (await asyncio.wait_for(other.line("song.info"), 5)).error is None
    assert not editing.done(), "an edit is acknowledged when it is on the disk"
    disk.go_on()
    assert (await editing).error is None
    await other.close()


async def test_status_comes_at_the_heads_own_pace(running):
    seen = []
    quiet = await running.head()
    quick = await running.head(status_per_second=50, meters=True)
    quick.on_message(lambda message: seen.append(message) if isinstance(message, Status) else None)
    while len(seen) < 3:
        await asyncio.sleep(0.01)
    assert seen[-1].heads == 2
    assert quiet.status.state == "no engine"
    await quick.close()
    await quiet.close()


async def test_a_head_hears_of_late_what_happened_before_it_came(running):
    running.studio.heads.notice("something happened", "warning")
    late = await running.head()
    assert late.welcome.latest[-1] == Notice("something happened", "warning")
    await late.close()


async def test_a_head_knows_from_the_first_moment_that_something_is_recorded(head, running):
    await done(head, "track.add Kick 1; track.arm Kick; transport.record")
    late = await running.head(status_per_second=20.0)
    assert late.status.state == "recording"
    assert late.status.recorded == (head.song.tracks[0].id,)
    await late.close()


def test_a_warning_is_told_as_one_to_heads_that_come_soon():
    now = [100.0]
    heads = heads_module.Heads(lambda: now[0])
    heads.notice("the device is gone", "alarm")
    assert heads.recent == (Notice("the device is gone", "alarm"),)
    now[0] += heads_module.FRESH_SECONDS + 1
    assert heads.recent == (Notice("the device is gone"),)


async def test_garbage_is_answered_and_survived(running, head):
    reader, writer = await asyncio.open_unix_connection(str(paths.studio_socket(running.folder)))
    await reader.readline()
    writer.write(b'{"type":"Nonsense"}\n\xff\xfe\n')
    while True:
        message = decode_from_studio(await asyncio.wait_for(reader.readline(), 5))
        if not isinstance(message, Notice | SongChanged):
            break
    assert message.error is not None
    writer.close()
    assert (await head.line("song.info")).error is None


class Misshapen(Message, frozen=True, tag="Ask"):
    """An ask as no studio knows it."""

    id: int | str
    line: int = 0


@pytest.mark.parametrize("number", [7, "seven"])
async def test_an_ask_of_the_wrong_shape_is_refused_and_the_head_stays(head, number):
    known = asyncio.get_running_loop().create_future()
    head._waiting[7] = known
    head._send(Misshapen(number, 3))
    answer = await asyncio.wait_for(known, 5)
    assert (answer.id, answer.error.message) == (7, "that is not a message")
    del head._waiting[7]
    assert (await head.line("song.info")).error is None


async def test_a_studio_that_says_nonsense_fails_what_is_asked(running, tmp_path):
    welcome = (await running.head()).welcome

    async def talk_nonsense(reader, writer):
        writer.write(encode(welcome))
        await reader.readline()
        await reader.readline()
        writer.write(b'{"type":"Answer","id":"seven"}\n')

    path = tmp_path / "nonsense"
    server = await asyncio.start_unix_server(talk_nonsense, str(path), limit=4 << 20)
    head = await StudioClient.connect(path)
    answer = await asyncio.wait_for(head.line("song.info"), 5)
    assert "not understood" in answer.error.message
    assert head.closed.is_set()
    server.close()


async def test_one_song_has_one_studio(open_studio, running):
    with pytest.raises(SongLockedError):
        await open_studio()


async def test_a_folder_with_other_files_is_no_song(open_studio, place):
    folder = place.songs / "Song"
    folder.mkdir(parents=True)
    (folder / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(SongError) as caught:
        await open_studio()
    assert caught.value.hint
    assert [file.name for file in folder.iterdir()] == ["holiday.jpg"]


async def test_attach_starts_a_studio_once_and_says_why_it_cannot(place):
    folder = place.songs / "New"
    one, two = await asyncio.gather(*(attach(folder, StudioOptions(device="virtual")) for _ in range(2)))
    pids = {(await done(client, "studio.status"))["studio_pid"] for client in (one, two)}
    assert len(pids) == 1
    await done(one, "studio.quit")
    await asyncio.wait_for(two.closed.wait(), 20)
    assert "asked to end" in two.goodbye
    bad = place.songs / "Bad"
    bad.mkdir()
    (bad / "song.json").write_text("{")
    with pytest.raises(SongError):
        await attach(bad)


def test_a_heads_client_loads_neither_arrays_nor_screens():
    program = "import sys, tui_studio.studio.client; print(sorted({'numpy', 'textual', 'soundfile'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"


def test_the_studio_loads_no_arrays_before_it_listens():
    program = "import sys, tui_studio.studio.server; print(sorted({'numpy', 'textual', 'soundfile'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"


async def test_a_line_that_is_too_long_is_refused_and_the_head_stays(head):
    answer = await head.line(f'idea.add "{"y" * 5_000_000}"')
    assert answer.error is not None
    assert answer.error.message == "that is too long"
    assert await done(head, "track.list") == []


class Clogged:
    """A connection whose other end reads nothing."""

    def __init__(self) -> None:
        self.transport = self
        self.unread = 0
        self.aborted = False

    def write(self, line: bytes) -> None:
        self.unread += len(line)

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


def test_a_long_song_to_read_does_not_make_a_head_look_dead(monkeypatch):
    monkeypatch.setattr(heads_module, "DEAD_BYTES", 3000)
    connection = Clogged()
    head = heads_module.Head(connection)
    head.send(Welcome(1, "0", "/songs/" + "x" * 10_000, Song("u", "t"), 0, ()))
    for _ in range(3):
        head.send(Notice("y" * 900))
    assert not connection.aborted
    head.send(Notice("y" * 900))
    head.send(Notice("y" * 900))
    assert connection.aborted


async def test_an_action_whose_module_is_broken_is_a_failure_of_its_own(running, head, monkeypatch):
    info = registry.infos()[0]
    monkeypatch.setitem(registry._known, "broken.action", ("tui_studio.studio.actions.gone", info))
    assert "fault of the program" in await refused(head, "broken.action")
    await done(head, "song.info")

"""Two studios cannot open one song."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tui_studio.errors import SongError, SongLockedError
from tui_studio.song.storage import SongStore, store
from tui_studio.song.storage.lock import SongLock

HOLD = """
import sys
from pathlib import Path
from tui_studio.song.storage import SongStore
store = SongStore.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    SongStore.create(tmp_path / "song", "x", 48000).close()
    return tmp_path / "song"


def test_the_second_one_is_told_who_has_it(folder: Path) -> None:
    first = SongStore.open(folder)
    with pytest.raises(SongLockedError, match="another studio") as raised:
        SongStore.open(folder)
    assert f"process {os.getpid()}" in raised.value.where
    assert " on " in raised.value.where
    assert raised.value.hint
    first.close()
    SongStore.open(folder).close()


def test_a_new_song_is_locked_too(tmp_path: Path) -> None:
    first = SongStore.create(tmp_path / "song", "x", 48000)
    with pytest.raises(SongLockedError):
        SongStore.open(tmp_path / "song")
    first.close()


def test_a_dead_owner_is_no_obstacle(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(SongLockedError, match=f"process {other.pid}"):
            SongStore.open(folder)
        other.send_signal(signal.SIGKILL)
        other.wait(10)
    assert str(other.pid) in (folder / "lock").read_text()
    SongStore.open(folder).close()


def test_a_child_does_not_inherit_the_lock(folder: Path) -> None:
    store = SongStore.open(folder)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        store.close()
        SongStore.open(folder).close()
        child.communicate(b"\n", timeout=20)


def test_a_lock_file_of_nonsense_is_no_obstacle(folder: Path) -> None:
    (folder / "lock").write_bytes(b"\xff{")
    SongStore.open(folder).close()


# ── two that make the same new song ──────────────────────────────────────────────────────────────────────────


def overtaken(monkeypatch: pytest.MonkeyPatch, faster: Callable[[], None]) -> None:
    """Whoever makes a song from now on does `faster` between making the folder and locking it."""
    real = store._make_folder

    def make(folder: Path) -> bool:
        made = real(folder)
        monkeypatch.undo()
        faster()
        return made

    monkeypatch.setattr(store, "_make_folder", make)


@pytest.mark.parametrize("closed", [False, True])
def test_the_slower_maker_of_a_song_leaves_the_faster_ones_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    folder, faster = tmp_path / "song", []

    def overtake() -> None:
        faster.append(SongStore.create(folder, "the faster one's", 48000))
        if closed:
            faster[0].close()

    overtaken(monkeypatch, overtake)
    with pytest.raises(SongError, match="there is a song already" if closed else "another studio"):
        SongStore.create(folder, "the slower one's", 48000)
    faster[0].close()
    assert SongStore.open(folder).song.title == "the faster one's"


def test_the_slower_maker_leaves_a_song_alone_that_is_only_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, locks = tmp_path / "song", []
    overtaken(monkeypatch, lambda: locks.append(SongLock(folder, "now")))
    with pytest.raises(SongLockedError):
        SongStore.create(folder, "x", 48000)
    assert (folder / "lock").exists()


def test_what_failed_is_swept_before_the_lock_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, there = tmp_path / "song", []
    real = SongLock.release

    def release(lock: SongLock) -> None:
        there.append(folder.exists())
        real(lock)

    def fail(*_args: object) -> None:
        raise SongError("no")

    monkeypatch.setattr(SongLock, "release", release)
    monkeypatch.setattr(store, "write_song", fail)
    with pytest.raises(SongError, match="no"):
        SongStore.create(folder, "x", 48000)
    assert there == [False]


def test_a_lock_whose_file_was_taken_away_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock

    def flock(descriptor: int, how: int) -> None:
        (tmp_path / "lock").unlink()
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(SongLockedError):
        SongLock(tmp_path, "now")


def test_a_song_half_made_by_somebody_else_is_not_called_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "song.json.scratch").write_text("{")
    holder = SongLock(folder, "now")
    with pytest.raises(SongLockedError):
        SongStore.create(folder, "x", 48000)
    assert (folder / "song.json.scratch").exists()
    holder.release()
    SongStore.create(folder, "x", 48000).close()
    assert [entry.name for entry in folder.glob("*.scratch")] == []


def test_of_many_makers_at_once_one_wins_and_the_song_is_whole(tmp_path: Path) -> None:
    def make(number: int) -> str:
        try:
            SongStore.create(tmp_path / "song", str(number), 48000).close()
        except SongError:
            return ""
        return str(number)

    with ThreadPoolExecutor(8) as pool:
        winners = [name for name in pool.map(make, range(24)) if name]
    assert len(winners) == 1
    assert SongStore.open(tmp_path / "song").song.title == winners[0]

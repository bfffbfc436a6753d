"""Two studios cannot open one song."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui_studio.errors import SongLockedError
from tui_studio.song.storage import SongStore

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

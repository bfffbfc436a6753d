"""A studio that nobody wants any more while it is still coming."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig.jack import wait_until
from tests.rig.place import Place
from tui_studio.song.storage import SongStore
from tui_studio.studio.options import StudioOptions, encode_options


def hears_sigterm(pid: int, _song: Path) -> bool:
    """Source: proc_pid_status(5), `SigCgt`."""
    (mask,) = (line.split()[1] for line in status_of(pid) if line.startswith("SigCgt:"))
    return bool(int(mask, 16) >> (signal.SIGTERM - 1) & 1)


def status_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/status").read_text().splitlines()


def has_its_song(_pid: int, song: Path) -> bool:
    return (song / "song.json").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("moment", [hears_sigterm, has_its_song])
def test_it_ends_whole_with_its_engine(place: Place, moment: Callable[[int, Path], bool]) -> None:
    song = place.songs / "Song"
    options = encode_options(StudioOptions(device="virtual"))
    command = [sys.executable, "-m", "tui_studio.studio.begin", str(song), "--options", options]
    with (place.root / "studio.log").open("wb") as log:
        studio = subprocess.Popen(command, stderr=log)
    wait_until(lambda: moment(studio.pid, song), 20, "the moment", every=0.001)
    studio.terminate()
    assert studio.wait(20) == 0
    wait_until(lambda: not place.processes(), 20, "its engine to end")
    store = SongStore.open(song)
    store.close()

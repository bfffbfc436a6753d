"""What every test stands on: a place of its own, and real parts on demand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest

from tests.rig.jack import JackServer
from tests.rig.place import Place
from tests.rig.studio import StudioLine

ON_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def need(*programs: str) -> None:
    """Skip the test where a program is missing; on CI, where all should be there, fail it."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing and ON_CI:
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="session", autouse=True)
def python_helper() -> None:
    """The process Python keeps for worker processes belongs to no test's place, and is ended with none."""
    resource_tracker.ensure_running()


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Configuration, state, songs and sockets of this test alone. Whatever it started is ended with it."""
    here = Place.make()
    for name, value in here.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("JACK_DEFAULT_SERVER", "NO_COLOR", "TUI_STUDIO_DEVICE"):
        monkeypatch.delenv(name, raising=False)
    yield here
    here.clear()


@pytest.fixture
def jack_server(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., JackServer]]:
    """Start `jackd -d dummy`: `jack_server(rate=48000, period=128, capture=8, playback=8, synchronous=True)`.

    Programs started by the test reach it without being told. It waits for a late client for a second.
    """
    need("jackd", "jack_lsp")
    servers: list[JackServer] = []

    def start(**options: Any) -> JackServer:
        patient = {"client_timeout_ms": 100, **options}
        server = JackServer(log=place.root / f"jackd-{len(servers)}.log", **patient)
        servers.append(server)
        monkeypatch.setenv("JACK_DEFAULT_SERVER", server.name)
        monkeypatch.setenv("JACK_NO_START_SERVER", "1")
        return server.start()

    yield start
    place.end_processes()
    for server in servers:
        server.close()


@pytest.fixture
def studio_line(place: Place) -> Iterator[Callable[..., StudioLine]]:
    """A line head with `--json` on a song, as a process: `studio_line("Song", "--device", "virtual")`."""
    heads: list[StudioLine] = []

    def open_song(song: str | Path = "Song", *options: object) -> StudioLine:
        folder = song if isinstance(song, Path) else place.songs / song
        head = StudioLine(folder, options, log=place.root / "line.log")
        heads.append(head)
        return head

    yield open_song
    for head in heads:
        head.process.kill()
        head.process.wait()


@pytest.fixture
def virtual_line(studio_line: Callable[..., StudioLine]) -> Callable[..., StudioLine]:
    """As `studio_line`, on the virtual interface."""

    def open_song(song: str | Path = "Song", *options: object) -> StudioLine:
        return studio_line(song, "--device", "virtual", *options)

    return open_song

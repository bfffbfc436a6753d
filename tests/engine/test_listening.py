"""Whether a process listens at a socket."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.engine.attending import Studio, end
from tui_studio.engine.listening import is_listening
from tui_studio.engine.server import StudioServer
from tui_studio.engine.starting import start_early, start_engine


@pytest.fixture
def listener(tmp_path):
    with socket.socket(socket.AF_UNIX) as here:
        here.bind(str(tmp_path / "socket"))
        yield here


def path_of(listener):
    return Path(listener.getsockname())


def test_nobody_listens_where_there_is_nothing_or_a_socket_was_left(tmp_path, listener):
    assert not is_listening(tmp_path / "other")
    assert not is_listening(path_of(listener))


def test_a_listener_that_takes_nobody_is_still_one(listener):
    listener.listen(2)
    assert [is_listening(path_of(listener)) for _ in range(8)] == [True] * 8


async def test_many_engines_that_come_too_late_all_end(place):
    studio = Studio(place.songs / "Song")
    studio.folder.mkdir(parents=True)
    await studio.attach()
    assert [start_early(studio.folder) for _ in range(8)] == [None] * 8
    late = start_engine(studio.folder)
    assert late.wait(20) == 1
    await studio.client.close()
    end(studio.client.pid)


def test_one_that_ends_takes_its_socket_away_before_another_can_come(tmp_path, monkeypatch):
    path = tmp_path / "socket"
    ending = StudioServer(path, list, lambda _number, _request: None)
    closing, there = ending._listener.close, []
    monkeypatch.setattr(
        ending, "_listener", SimpleNamespace(close=lambda: (there.append(path.exists()), closing()))
    )
    ending.close()
    assert there == [False]

"""Keeping what was played, as it is asked for: at once or slowly, told once, and one at a time."""

import threading
from types import SimpleNamespace

import pytest

from tui_studio.engine import requests as requests_module
from tui_studio.engine.protocol import DeviceInfo, Keep, TakeFile
from tui_studio.engine.requests import Requests
from tui_studio.engine.xrun_log import XrunLog
from tui_studio.errors import EngineError

KEEP = Keep(7, (TakeFile(1, "/song/audio/kick.wav", (0,)),), "/song/audio/pass-7.ledger", 60.0, 0, False)


class Engine:
    """As much of one as keeping needs; what is left to the command thread is done in `tend`."""

    def __init__(self):
        self.rig = SimpleNamespace(info=DeviceInfo("card", "test", 8, 2, 48_000, 128), capture=None)
        self.butler = SimpleNamespace(motion=SimpleNamespace(spans=list), xruns=XrunLog())
        self.capture = SimpleNamespace(taken=None)
        self.position = 0
        self.server = self
        self.recorded = self
        self.replied = threading.Event()
        self.replies = []
        self.closed = []
        self.todo = []

    def send(self, reply):
        self.replies.append(reply)
        self.replied.set()

    def hand_over(self, report, ledger):
        self.closed.append((report, str(ledger)))

    def later(self, do):
        self.todo.append(do)

    def tend(self):
        while self.todo:
            self.todo.pop(0)()


@pytest.fixture
def engine():
    return Engine()


def test_a_slow_keep_is_told_as_a_pass_once_and_another_is_refused_meanwhile(engine, monkeypatch):
    go_on = threading.Event()

    def slow(*_what, **_named):
        assert go_on.wait(10)
        return "the report"

    monkeypatch.setattr(requests_module, "keep", slow)
    requests = Requests(engine)
    requests.take(1, KEEP)
    assert requests.keeping == {7}
    requests.take(2, KEEP)
    assert "being made already" in engine.replies[0].error
    assert engine.replies[0].hint
    engine.replied.clear()
    go_on.set()
    assert engine.replied.wait(10)
    assert (engine.replies[1].id, engine.replies[1].error) == (1, "")
    engine.tend()
    assert engine.closed == [("the report", KEEP.ledger)]
    assert requests.keeping == set()


def test_what_cannot_be_kept_is_refused_and_can_be_asked_for_again(engine, monkeypatch):
    def failing(*_what, **_named):
        raise EngineError("there is no room", where="/song/audio", hint="make some")

    monkeypatch.setattr(requests_module, "keep", failing)
    requests = Requests(engine)
    requests.take(1, KEEP)
    assert engine.replied.wait(10)
    assert engine.replies[0].error == "there is no room"
    engine.tend()
    assert engine.closed == []
    assert requests.keeping == set()

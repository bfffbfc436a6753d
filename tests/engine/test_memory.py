"""Memory that is there before its writer comes."""

import resource
import sys
import threading

import numpy as np
import pytest

from tui_studio.engine import memory
from tui_studio.engine.common_memory import CommonMemory
from tui_studio.engine.memory import touch_ahead

ROWS, COLUMNS = 3, 3 * memory.AT_ONCE + 1000


def zeros_ahead(rows: int, columns: int) -> np.ndarray:
    block = CommonMemory.make(rows, columns).sound(rows, columns)
    touch_ahead(block)
    return block


def _walkers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "memory"]


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt


@pytest.mark.skipif(sys.platform != "linux", reason="the faults of a thread are counted by Linux")
def test_what_is_written_first_faults_nothing_in_and_what_comes_later_neither(monkeypatch):
    monkeypatch.setattr(memory, "BREATH", 0.05)
    block = zeros_ahead(ROWS, COLUMNS)
    before = _faults()
    block[:, : memory.AT_ONCE] = 1.0
    early = _faults() - before
    for walker in _walkers():
        walker.join(20)
    before = _faults()
    block[:, memory.AT_ONCE :] = 1.0
    late = _faults() - before
    assert early < 20
    assert late < 20


def test_what_the_writer_has_written_stays_while_the_memory_comes(monkeypatch):
    monkeypatch.setattr(memory, "BREATH", 0.0)
    block = zeros_ahead(ROWS, COLUMNS)
    assert not block[:, ::997].any()
    ramp = np.arange(COLUMNS, dtype=np.float32)
    block[:] = ramp
    for walker in _walkers():
        walker.join(20)
    assert (block == ramp).all()


def test_a_system_that_cannot_walk_ahead_touches_everything_at_once(monkeypatch):
    monkeypatch.setattr(memory, "_call", lambda *_arguments: False)
    others = set(_walkers())
    block = zeros_ahead(ROWS, COLUMNS)
    assert not set(_walkers()) - others
    before = _faults()
    block.fill(2.0)
    assert _faults() - before < 20

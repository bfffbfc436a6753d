"""Memory that two processes have mapped."""

import os

import numpy as np
import pytest

from tui_studio.engine import common_memory
from tui_studio.engine.common_memory import CommonMemory


@pytest.fixture(params=["nameless", "in a file"], autouse=True)
def kind(request, monkeypatch):
    """As the system makes it, and as one without memory files does."""
    if request.param == "in a file" or not hasattr(os, "memfd_create"):
        monkeypatch.delattr(common_memory.os, "memfd_create", raising=False)


def test_what_one_writes_the_other_reads():
    ours = CommonMemory.make(3, 1000)
    its = CommonMemory(os.dup(ours.descriptor))
    assert not its.sound(3, 1000).any()
    ours.sound(3, 1000)[:] = np.arange(1000, dtype=np.float32)
    ours.counters[1] = 1 << 40
    assert (its.sound(3, 1000) == np.arange(1000)).all()
    assert list(its.counters)[:2] == [0, 1 << 40]


def test_rows_of_numbers_lie_behind_the_counters():
    memory = CommonMemory.make(16, 4, 8)
    numbers = memory.numbers(16, 4)
    numbers[:] = -1
    assert numbers.shape == (16, 4)
    assert not any(memory.counters)


def test_it_lives_as_long_as_anybody_looks_at_it():
    memory = CommonMemory.make(2, 64)
    descriptor = memory.descriptor
    block = memory.sound(2, 64)
    memory.let_go()
    memory.let_go()
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(descriptor)
    del memory
    block[1, 63] = 0.5
    assert block.sum() == 0.5


def test_no_inputs_are_no_memory():
    assert CommonMemory.make(0, 64).sound(0, 64).shape == (0, 64)

"""Frames that a server left out are told, its jitter is not."""

import random

import pytest

from tui_studio.engine.backends.frame_watch import SURE, SURE_AFTER_XRUN, FrameWatch

RATE, BLOCK = 48_000, 128


def run(watch, first, blocks, *, jitter, xruns=()):
    """Frames told as lost, by block."""
    told = {}
    for number in range(blocks):
        now = (first + number * BLOCK + jitter(number)) / RATE
        lost = watch.look_rt(now, BLOCK, number in xruns)
        if lost:
            told[number] = lost
    return told


@pytest.mark.parametrize("seed", range(5))
def test_jitter_is_no_loss(seed):
    rng = random.Random(seed)

    def late(_number):
        return rng.choice([1, 2, 3, 5, 40, 120, 200, 700]) if rng.random() < 0.5 else 1

    assert run(FrameWatch(RATE), 1000, 5000, jitter=late, xruns=set(range(0, 5000, 97))) == {}


@pytest.mark.parametrize("missing", [1, 2, 7])
def test_whole_blocks_that_are_missing_are_told_soon(missing):
    watch = FrameWatch(RATE)
    assert run(watch, 0, 300, jitter=lambda n: n % 5) == {}
    later = (300 + missing) * BLOCK
    told = run(watch, later, 300, jitter=lambda n: n % 5, xruns={0})
    assert list(told.values()) == [missing * BLOCK]
    assert max(told) <= SURE_AFTER_XRUN


def test_a_loss_that_nobody_announced_is_told_too():
    watch = FrameWatch(RATE)
    run(watch, 0, 300, jitter=lambda _n: 0)
    told = run(watch, 303 * BLOCK, 300, jitter=lambda n: n % 3)
    assert list(told.values()) == [3 * BLOCK]
    assert max(told) <= SURE

"""Frames that a server left out are told, its jitter is not."""

import random

import pytest

from tui_studio.engine.backends.frame_watch import SURE_BLOCKS, SURE_SECONDS, FrameWatch

RATE = 48_000


def run(watch, first, blocks, block, *, jitter):
    """By block: the frames told as lost, and how long ago."""
    told = {}
    for number in range(blocks):
        lost = watch.look_rt((first + number * block + jitter(number)) / RATE, block)
        if lost:
            told[number] = (lost, watch.ahead)
    return told


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("block", [32, 128, 2048])
def test_jitter_is_no_loss(seed, block):
    rng = random.Random(seed)

    def late(_number):
        return rng.choice([1, 2, 3, 5, 40, 120, 200, 700, 5000]) if rng.random() < 0.5 else 1

    assert run(FrameWatch(RATE), 1000, 5000, block, jitter=late) == {}


def test_a_fifth_of_a_second_in_which_every_wake_up_is_late_is_no_loss():
    late_from, late_to = 1000, 1000 + RATE // 5 // 128
    assert run(FrameWatch(RATE), 0, 3000, 128, jitter=lambda n: 400 if late_from <= n < late_to else 2) == {}


@pytest.mark.parametrize("missing", [1, 2, 7])
@pytest.mark.parametrize("block", [32, 128, 2048])
def test_whole_blocks_that_are_missing_are_told_with_their_place(missing, block):
    watch = FrameWatch(RATE)
    assert run(watch, 0, 300, block, jitter=lambda n: n % 5) == {}
    told = run(watch, (300 + missing) * block, 1000, block, jitter=lambda n: n % 5)
    ((number, (lost, ago)),) = told.items()
    assert lost == missing * block
    assert ago == number * block
    assert number <= max(SURE_BLOCKS, SURE_SECONDS * RATE / block + 1)

"""The comp is heard where the song says: the right take at the right frame, without a step, and at once."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import soundfile

from tests.rig.mix import noise
from tests.rig.ramps import read_indices
from tests.rig.takes import JOIN, RATE, SHIFT, shifted_ramps, switching, write_song

FRAMES = 6 * RATE


def hard_left(line) -> None:
    """So that the left side is the track as it is."""
    line.do("strip.pan track=Vox pan=-1")


def test_each_segment_plays_its_take_at_its_frame_and_no_boundary_has_a_step(virtual_line, place, tmp_path):
    line = virtual_line(write_song(place.songs / "Song", {"Vox": shifted_ramps(4, FRAMES)}))
    hard_left(line)
    cuts = [0, 9_001, 20_003, 20_999, 47_777, 96_001, 150_000, FRAMES]
    chosen = [2, 1, 4, 3, 1, 2, 4]
    for take, start, end in zip(chosen, cuts, cuts[1:], strict=False):
        line.do(f"comp.choose Vox {start}f..{end}f {take}")
    line.do("comp.fade Vox 5 2000f equal_gain")
    rows = line.do("comp.show Vox")["segments"]
    assert [(row["take"], row["start"], row["end"]) for row in rows] == [
        (take, start, end) for take, start, end in zip(chosen, cuts, cuts[1:], strict=False)
    ]
    line.do(f'mix.bounce path="{tmp_path / "mix.wav"}"')
    heard = read_indices(tmp_path / "mix.wav")
    joins = [1000 if at == cuts[4] else JOIN for at in cuts]
    for take, start, end, before, behind in zip(chosen, cuts, cuts[1:], joins, joins[1:], strict=False):
        inside = np.arange(start + (before if start else 0), end - (behind if end < FRAMES else 0))
        np.testing.assert_array_equal(heard[inside], inside + (take - 1) * SHIFT)
    steepest = max(abs(new - old) for old, new in itertools.pairwise(chosen)) * SHIFT
    assert np.abs(np.diff(heard)).max() < steepest / JOIN * 1.6


def test_a_comp_of_identical_takes_is_the_take(virtual_line, place, tmp_path):
    sound = noise(1, 1, FRAMES / RATE)[0]
    line = virtual_line(write_song(place.songs / "Song", {"Vox": [sound] * 3}))
    hard_left(line)
    for number in range(40):
        line.do(f"comp.choose Vox {number * 7001}f..{(number + 1) * 7001}f {number % 3 + 1}")
    line.do(f'mix.bounce path="{tmp_path / "mix.wav"}" format=float32')
    mix, _ = soundfile.read(tmp_path / "mix.wav", dtype="float64", always_2d=True)
    residue = np.abs(mix[:, 0] - sound).max()
    assert 20 * math.log10(max(residue, 1e-12)) < -120


@pytest.mark.server
def test_another_take_is_heard_while_the_song_rolls_and_nothing_is_dropped(
    jack_server, studio_line, place, tmp_path
):
    server = jack_server(period=128, capture=2, playback=2)
    line = studio_line(
        write_song(place.songs / "Song", {"Vox": shifted_ramps(2, FRAMES)}), "--device", "system"
    )
    hard_left(line)
    waits, drops = switching(server, line, tmp_path / "ear.npy")
    assert drops == 0
    assert max(waits) <= 100, waits

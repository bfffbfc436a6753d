"""A song written, recorded, comped by its lines and bounced, all through the public door."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import soundfile

RATE = 48_000
MONO_CENTRE = math.sqrt(0.5)
"""What a mono track in the middle gives each side."""
JOIN = 480
"""Frames before and behind a boundary in which both takes may be heard: the usual join, which lies on one side of the
boundary where a take has nothing beyond it (a pass that stopped a little earlier than the one before)."""
SECTIONS = (("Verse 1", 92), ("Chorus", 104), ("Verse 2", 104))
LINES = 4
"""Of a section; a section has one bar of 1/4, so that a line is a sixteenth."""


def write_song(line) -> None:
    """Three sections of four lines with chords, faster from the chorus on."""
    for name, tempo in SECTIONS:
        word = "chorus" if name == "Chorus" else "verse"
        line.do(f'lyric.add "{{start_of_{word}: {name}}}"')
        for number in range(1, LINES + 1):
            line.do(f'lyric.add "[Am]{name}, [F]line {number}"')
        line.do(f'lyric.add "{{end_of_{word}}}"')
        line.do(f'section.add "{name}" bars=1 tempo={tempo} meter=1/4')


def line_starts() -> list[int]:
    """Where the lines begin, and the song's end, in frames: each a sixteenth after the one before."""
    starts, now = [Fraction(0)], Fraction(0)
    for _, tempo in SECTIONS:
        for _ in range(LINES):
            now += Fraction(60 * RATE, LINES * tempo)
            starts.append(now)
    return [round(at) for at in starts]


def sound_of(path) -> np.ndarray:
    """The first channel, in 24-bit numbers."""
    samples, _ = soundfile.read(path, dtype="int32", always_2d=True)
    return samples[:, 0] >> 8


def test_a_song_from_its_first_word_to_the_bounce(virtual_line, tmp_path):
    line = virtual_line("Song", "--rate", RATE)
    write_song(line)
    starts = line_starts()
    sections = line.do("section.list")
    assert [(one["name"], one["start"], one["end"]) for one in sections] == [
        (name, starts[LINES * at], starts[LINES * (at + 1)]) for at, (name, _) in enumerate(SECTIONS)
    ]
    lines = line.do("lyric.list")
    assert [(one["start"], one["end"]) for one in lines] == list(itertools.pairwise(starts))

    line.do("track.add name=Vox inputs=7")
    line.do("track.monitor track=Vox mode=off")
    line.do("track.arm track=Vox")
    for _ in range(4):
        record_song(line, starts[-1])
    takes = {take["take"]: take for take in line.takes("Vox")}
    assert sorted(takes) == [1, 2, 3, 4]
    assert {take["start"] for take in takes.values()} == {0}
    assert min(take["frames"] for take in takes.values()) >= starts[-1]

    chosen = [1 + (3 * at + at // LINES) % 4 for at in range(len(lines))]
    for number, take in enumerate(chosen, 1):
        line.do(f'comp.choose Vox "line {number}" {take}')
    line.do(f'mix.bounce path="{tmp_path / "mix.wav"}" start=0f end={starts[-1]}f')
    mix = sound_of(tmp_path / "mix.wav")
    assert len(mix) == starts[-1]
    sounds = {number: sound_of(take["path"]) for number, take in takes.items()}
    for take, begin, end in zip(chosen, starts, starts[1:], strict=False):
        inside = slice(begin + JOIN, end - JOIN)
        assert off(mix, sounds[take], inside) <= 1
        assert all(off(mix, sound, inside) > 1000 for number, sound in sounds.items() if number != take)


def record_song(line, end: int) -> None:
    """One pass over the whole song."""
    line.do("transport.locate to=0")
    line.do("transport.record")
    line.wait_for("transport.status", lambda now: now["position"] > end)
    line.do("transport.stop")


def off(mix: np.ndarray, sound: np.ndarray, where: slice) -> float:
    """How far the mix is from this take, in steps of 24 bits."""
    return float(np.abs(mix[where] - sound[where] * MONO_CENTRE).max())

"""A guide to play along with: drums by section, a chord pad and a bass, synthesised from beats and chords as plain data."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.guide_patterns import Feel, feel_of, hits_of_bar
from tui_studio.audio.guide_sounds import DRUMS, bass_note, drum, pad_chord
from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.wav_writer import TakeWriter, write_error
from tui_studio.errors import AudioFileError, BadInputError

_LOWEST_BASS: Final = 28
"""Key number of a bass guitar's E."""
_PAD_MIDDLE: Final = 62.0
_PIECE_SECONDS: Final = 5.0

Sound = NDArray[np.float32]
Event = tuple[int, float, Sound]
"""Frame, gain, mono sound."""
LEVEL: Final = 0.35
"""Of all parts: together with takes at their usual level they do not clip."""


@dataclass(frozen=True)
class GuideBar:
    """One bar: where its beats lie, as song frames."""

    beats: tuple[int, ...]
    end: int
    """Frame of the next bar's first beat."""
    beat_unit: int = 4
    section: str = ""
    """The name of its section, which decides the drums' feel (`Chorus`, `Verse 2`, `Intro`)."""


@dataclass(frozen=True)
class GuideChord:
    """One chord: song frames, and pitch classes (0 is C … 11 is B)."""

    start: int
    end: int
    pitches: tuple[int, ...]
    bass: int


@dataclass(frozen=True)
class GuideFile:
    """What was written: mono, 24-bit, its first frame at the first bar's first beat."""

    path: Path
    start: int
    frames: int
    rate: int
    checksum: str
    """As `TakeWriter.close` gives it."""


Progress = Callable[[float], None]


def make_drums(
    path: Path,
    bars: Sequence[GuideBar],
    rate: int,
    *,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> GuideFile:
    """Write a drum pattern over the bars, in place of any file of that name.

    Raises BadInputError without bars, AudioFileError when cancelled or unwritable.
    """
    kit = {name: drum(name, rate) for name in DRUMS}
    hits = sorted(_drum_events(bars, kit), key=lambda event: event[0])
    return _write(path, bars, rate, iter(hits), progress, cancelled)


def make_pad(
    path: Path,
    bars: Sequence[GuideBar],
    chords: Sequence[GuideChord],
    rate: int,
    *,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> GuideFile:
    """Write soft held chords. Raises as `make_drums`."""
    return _write(path, bars, rate, _pad_events(chords, rate), progress, cancelled)


def make_bass(
    path: Path,
    bars: Sequence[GuideBar],
    chords: Sequence[GuideChord],
    rate: int,
    *,
    progress: Progress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> GuideFile:
    """Write the chords' bass notes, struck with the drums' strong beats. Raises as `make_drums`."""
    return _write(path, bars, rate, _bass_events(bars, chords, rate), progress, cancelled)


def _drum_events(bars: Sequence[GuideBar], kit: dict[str, Sound]) -> Iterator[Event]:
    before = ""
    for index, bar in enumerate(bars):
        feel = feel_of(bar.section)
        begins = bar.section != before
        last = index + 1 == len(bars) or bars[index + 1].section != bar.section
        before = bar.section
        for at, name, gain in hits_of_bar(feel, len(bar.beats), bar.beat_unit, begins=begins, fills=last):
            yield _frame(bar, at), gain, kit[name]


def _pad_events(chords: Sequence[GuideChord], rate: int) -> Iterator[Event]:
    middle = _PAD_MIDDLE
    for chord in sorted(chords, key=lambda each: each.start):
        keys = _voicing(chord.pitches, middle)
        if keys and chord.end > chord.start:
            middle = 0.8 * (sum(keys) / len(keys)) + 0.2 * _PAD_MIDDLE
            yield chord.start, 0.3, pad_chord(keys, chord.end - chord.start, rate)


def _voicing(pitches: Sequence[int], middle: float) -> list[int]:
    """Each pitch class in the octave that is nearest to `middle`."""
    return sorted({round((middle - pitch) / 12.0) * 12 + pitch for pitch in pitches})


def _bass_events(bars: Sequence[GuideBar], chords: Sequence[GuideChord], rate: int) -> Iterator[Event]:
    strong = [
        _frame(bar, at)
        for bar in bars
        for at, name, _ in hits_of_bar(Feel.VERSE, len(bar.beats), bar.beat_unit, begins=False, fills=False)
        if name == "kick"
    ]
    for chord in sorted(chords, key=lambda each: each.start):
        key = _LOWEST_BASS + (chord.bass - _LOWEST_BASS) % 12
        inside = sorted({frame for frame in strong if chord.start < frame < chord.end})
        for start, end in itertools.pairwise([chord.start, *inside, chord.end]):
            if end > start:
                yield start, 0.5, bass_note(key, end - start, rate)


def _frame(bar: GuideBar, at: float) -> int:
    """The frame of a place in a bar, given in beats from 0."""
    edges = (*bar.beats, bar.end)
    beat = min(int(at), len(bar.beats) - 1)
    return round(edges[beat] + (at - beat) * (edges[beat + 1] - edges[beat]))


def _write(  # noqa: PLR0917
    path: Path,
    bars: Sequence[GuideBar],
    rate: int,
    events: Iterator[Event],
    progress: Progress,
    cancelled: Callable[[], bool],
) -> GuideFile:
    if not bars or bars[-1].end <= bars[0].beats[0]:
        raise BadInputError("there are no bars to make a guide of", hint="write a section first")
    start, end = bars[0].beats[0], bars[-1].end
    with HalfWritten(path.parent) as half:
        writer = TakeWriter(half.path, channels=1, rate=rate, sample_format="pcm24", time_reference=start)
        try:
            for block in _mixed(events, start, end, round(_PIECE_SECONDS * rate)):
                if cancelled():
                    raise AudioFileError(
                        "the guide was cancelled", where=path.name, hint="nothing was left behind"
                    )
                writer.write(block)
                progress(writer.frames / (end - start))
        finally:
            checksum = writer.close()
        try:
            half.keep_as(path)
        except OSError as error:
            raise write_error(path, error) from error
    return GuideFile(path, start, writer.frames, rate, checksum)


def _mixed(events: Iterator[Event], start: int, end: int, piece: int) -> Iterator[Sound]:
    """The events added up, as blocks (1, n) from `start` to `end`. Events come in the order of their frames."""
    coming = next(events, None)
    ringing: list[Event] = []
    for at in range(start, end, piece):
        stop = min(at + piece, end)
        while coming is not None and coming[0] < stop:
            ringing.append(coming)
            coming = next(events, None)
        out = np.zeros((1, stop - at), np.float32)
        for frame, gain, sound in ringing:
            first, last = max(frame, at), min(frame + sound.size, stop)
            if last > first:
                out[0, first - at : last - at] += (
                    np.float32(LEVEL * gain) * sound[first - frame : last - frame]
                )
        ringing = [event for event in ringing if event[0] + event[2].size > stop]
        yield np.tanh(out)

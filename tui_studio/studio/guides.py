"""A guide from the chart: its bars and chords for the synthesis, and the files it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import chord_pitches, key_of, read_chord, read_key
from tui_studio.song.chordpro.chords import Chord, root_pitch
from tui_studio.song.edits import NewSource
from tui_studio.song.edits.guides import NewGuide
from tui_studio.song.lyrics import chart_of, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import grid_of, sections_of
from tui_studio.studio.jobs.desk import Desk

GUIDES = ("drums", "chords", "bass")
BARS = 16
"""Of a guide for a song without sections: drums alone."""


class Bar(msgspec.Struct, frozen=True):
    """As `audio.guide.GuideBar`."""

    beats: tuple[int, ...]
    end: int
    beat_unit: int
    section: str


class Held(msgspec.Struct, frozen=True):
    """As `audio.guide.GuideChord`."""

    start: int
    end: int
    pitches: tuple[int, ...]
    bass: int


class GuideChart(msgspec.Struct, frozen=True):
    """All that the synthesis needs to know."""

    bars: tuple[Bar, ...]
    chords: tuple[Held, ...]


def guide_chart(song: Song, semitones: int) -> GuideChart:
    """Bars and chords of the song, so many semitones higher. Raises BadInputError."""
    if abs(semitones) > 24:
        raise BadInputError(f"{semitones} semitones is too far", hint="use -24 to 24")
    return GuideChart(_bars(song), _chords(song, semitones))


def _bars(song: Song) -> tuple[Bar, ...]:
    sections = sections_of(song)
    named = {
        bar: placed.section.name
        for placed in sections
        for bar in range(placed.first_bar, placed.first_bar + placed.section.bars)
    }
    grid = grid_of(song)
    made = []
    for bar in range(1, (max(named) if named else BARS) + 1):
        count, unit = grid.metre_at(bar)
        beats = tuple(grid.frame_at(BarTime(bar, beat, 0)) for beat in range(1, count + 1))
        made.append(Bar(beats, grid.frame_at(BarTime(bar + 1, 1, 0)), unit, named.get(bar, "")))
    return tuple(made)


def _chords(song: Song, semitones: int) -> tuple[Held, ...]:
    """Each chord sounds until the next one, at most to the end of its section."""
    tonic = _tonic(song)
    lines = sung_lines(song)
    ends = {placed.section.id: placed.end for placed in sections_of(song)}
    starts = [
        (chord.start, read, ends[line.section])
        for line in lines
        for chord in line.chords
        if (read := read_chord(chord.name)) is not None
    ]
    following = [*(start for start, _, _ in starts[1:]), 2**53][: len(starts)]
    return tuple(
        _held(read, start, min(after, end), tonic, semitones)
        for (start, read, end), after in zip(starts, following, strict=True)
        if min(after, end) > start
    )


def _held(chord: Chord, start: int, end: int, tonic: int, semitones: int) -> Held:
    pitches = tuple(sorted({(pitch + semitones) % 12 for pitch in chord_pitches(chord, tonic)}))
    bass = root_pitch(chord.bass if chord.bass is not None else chord.root, tonic)
    return Held(start, end, pitches, (bass + semitones) % 12)


def _tonic(song: Song) -> int:
    named = (read_key(section.key) for section in song.notebook.sections)
    key = key_of(chart_of(song)) or next((key for key in named if key), None)
    return key.relative_major if key else 0


def make_guides(
    desk: Desk, folder: Path, rate: int, chart: GuideChart, parts: Sequence[str]
) -> list[NewGuide]:
    """Synthesise the parts into files in `audio/`. Called from: a worker process. Raises AudioFileError."""
    from tui_studio.audio.guide import GuideBar, GuideChord, make_bass, make_drums, make_pad

    bars = [GuideBar(bar.beats, bar.end, bar.beat_unit, bar.section) for bar in chart.bars]
    chords = [GuideChord(each.start, each.end, each.pitches, each.bass) for each in chart.chords]
    made = []
    for done, part in enumerate(parts):
        path = folder / "audio" / f"Guide-{part}.wav"
        tell = _teller(desk, done, len(parts))
        if part == "drums":
            file = make_drums(path, bars, rate, progress=tell, cancelled=desk.cancelled)
        else:
            make = make_pad if part == "chords" else make_bass
            file = make(path, bars, chords, rate, progress=tell, cancelled=desk.cancelled)
        source = NewSource(
            path=f"audio/{Path(file.path).name}",
            channels=1,
            frames=file.frames,
            rate=rate,
            sample_format="pcm24",
            origin="guide",
        )
        made.append(NewGuide(name=f"Guide {part}", source=source, start=file.start))
    return made


def _teller(desk: Desk, done: int, parts: int) -> Callable[[float], None]:
    return lambda share: desk.progress((done + share) / parts)

"""A guide from the chart: its bars and chords for the synthesis, and the files it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import chord_pitches, key_of, read_chord, read_key
from tui_studio.song.chordpro.chords import Chord, root_pitch
from tui_studio.song.edits import NewSource
from tui_studio.song.edits.guides import NewGuide, whole_guide
from tui_studio.song.lyrics import chart_of, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import grid_of, sections_of
from tui_studio.studio.jobs.desk import Desk

GUIDES = ("drums", "chords", "bass")
MAKER = 1
"""Raised when the synthesis sounds another way: guides of before are made anew then."""
KEPT = 18
"""Files of guides that stay in the cache, besides those that play."""
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


def parts_due(song: Song, folder: Path, chart: GuideChart) -> list[str]:
    """Parts that play something else than the chart now says, or whose file is gone from the cache."""
    due = []
    for track in song.tracks:
        source = whole_guide(song, track)
        if source is not None:
            path = guide_path(track.guide_part, chart, song.rate)
            if source.path != path or not (folder / path).exists():
                due.append(track.guide_part)
    return due


def guide_path(part: str, chart: GuideChart, rate: int) -> str:
    """Where in the song's folder the part lies: another path for everything that sounds another way."""
    said = (MAKER, rate, chart.bars, () if part == "drums" else chart.chords)
    return f"cache/guide-{part}-{hashlib.blake2b(msgspec.json.encode(said), digest_size=10).hexdigest()}.wav"


def playing_files(song: Song) -> frozenset[str]:
    """Paths of the files that clips of the song play."""
    clips = {clip.source for track in song.tracks for clip in track.clips}
    return frozenset(source.path for source in song.sources if source.id in clips)


def make_guides(  # noqa: PLR0917 - one job
    desk: Desk, folder: Path, rate: int, chart: GuideChart, parts: Sequence[str], playing: frozenset[str]
) -> list[NewGuide]:
    """Synthesise the parts into files of the cache; what is there already is not made again. Of those made before the newest
    stay, and those at the paths `playing`.

    Called from: a worker process. Raises AudioFileError.
    """
    made = []
    for done, part in enumerate(parts):
        path = folder / guide_path(part, chart, rate)
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            path.touch()
        else:
            _make(path, rate, chart, part, _teller(desk, done, len(parts)), desk.cancelled)
        made.append(NewGuide(part=part, source=_source(path, rate, chart), start=chart.bars[0].beats[0]))
    _forget_old(folder, playing)
    return made


def _make(  # noqa: PLR0917 - one call of make_guides
    path: Path,
    rate: int,
    chart: GuideChart,
    part: str,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    from tui_studio.audio.guide import GuideBar, GuideChord, make_bass, make_drums, make_pad

    bars = [GuideBar(bar.beats, bar.end, bar.beat_unit, bar.section) for bar in chart.bars]
    if part == "drums":
        make_drums(path, bars, rate, progress=progress, cancelled=cancelled)
        return
    chords = [GuideChord(each.start, each.end, each.pitches, each.bass) for each in chart.chords]
    make = make_pad if part == "chords" else make_bass
    make(path, bars, chords, rate, progress=progress, cancelled=cancelled)


def _source(path: Path, rate: int, chart: GuideChart) -> NewSource:
    return NewSource(
        path=f"cache/{path.name}",
        channels=1,
        frames=chart.bars[-1].end - chart.bars[0].beats[0],
        rate=rate,
        sample_format="pcm24",
        origin="guide",
    )


def _forget_old(folder: Path, playing: frozenset[str]) -> None:
    """Leave the guides that were used last: undo finds its own again, and what it does not is made anew."""
    files = sorted(folder.glob("cache/guide-*.wav"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[KEPT:]:
        if file.relative_to(folder).as_posix() not in playing:
            file.unlink(missing_ok=True)


def _teller(desk: Desk, done: int, parts: int) -> Callable[[float], None]:
    return lambda share: desk.progress((done + share) / parts)

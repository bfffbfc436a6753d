"""What comping needs of the sound itself: boundaries settled, takes measured and ranked, a comp rendered to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_studio.engine.protocol import TrackSpec
from tui_studio.song import edits
from tui_studio.song.comp import active_comp
from tui_studio.song.comp_rows import CompRow, has_gap
from tui_studio.song.model import FadeShape, Segment, Song, Take, Track, TrackId, source_of, take_of, track_of
from tui_studio.song.names import safe_file_name
from tui_studio.song.timeline import grid_of
from tui_studio.studio.jobs.desk import Desk
from tui_studio.studio.span_sound import read_sound, sound_of
from tui_studio.studio.takes import SILENT_DB
from tui_studio.units import gain_to_db

if TYPE_CHECKING:
    from tui_studio.audio.best_of import Reason

MARGIN_SECONDS = 0.1


# ── boundaries ───────────────────────────────────────────────────────────────────────────────────────────────


class Settled(msgspec.Struct, frozen=True):
    """One boundary at the quietest, most alike point nearby."""

    number: int
    """Of the segment that begins there."""
    shift: int
    crossfade: int
    shape: str
    likeness: float


def settle_boundaries(
    folder: Path, song: Song, track_id: TrackId, numbers: Sequence[int] = ()
) -> list[Settled]:
    """Advise on the boundaries where these segments (all if none is named) meet the one before. Reads files. Called from: a
    thread of its own.
    """
    track = track_of(song, track_id)
    comp = active_comp(track) if track else None
    if track is None or comp is None:
        return []
    found = []
    for at in range(1, len(comp.segments)):
        left, right = comp.segments[at - 1], comp.segments[at]
        if left.end == right.start and (not numbers or at + 1 in numbers):
            found.append(_settle(folder, song, track, at + 1, (left, right)))
    return found


def _settle(folder: Path, song: Song, track: Track, number: int, pair: tuple[Segment, Segment]) -> Settled:
    from tui_studio.audio.settle import settle

    left, right = pair
    margin = round(MARGIN_SECONDS * song.rate)
    reach = [_reach(track, segment) for segment in pair]
    first = max(right.start - margin, left.start + 1, *(start for start, _ in reach))
    last = min(right.start + margin, right.end - 1, *(end for _, end in reach))
    if last - first < 2:
        return Settled(number, 0, 0, FadeShape.EQUAL_GAIN.value, 0.0)
    blocks = [sound_of(folder, song, _take(track, segment), segment.slip, (first, last)) for segment in pair]
    advice = settle(blocks[0], blocks[1], song.rate, right.start - first)
    shape = FadeShape.EQUAL_GAIN if advice.equal_gain else FadeShape.EQUAL_POWER
    longest = min(left.end + advice.shift - left.start, right.end - right.start - advice.shift)
    return Settled(number, advice.shift, max(0, min(advice.crossfade, longest)), shape.value, advice.likeness)


def with_settled(song: Song, track_id: TrackId, settled: Sequence[Settled]) -> Song:
    """The song with the boundaries where they were advised."""
    for one in settled:
        if one.shift:
            song = edits.nudge_boundary(song, track_id, one.number, one.shift)
        song = edits.set_boundary_fade(song, track_id, one.number, one.crossfade, one.shape)
    return song


def _reach(track: Track, segment: Segment) -> tuple[int, int]:
    take = _take(track, segment)
    return take.start + segment.slip, take.start + segment.slip + take.frames


def _take(track: Track, segment: Segment) -> Take:
    take = take_of(track, segment.take)
    assert take is not None
    return take


# ── best of ──────────────────────────────────────────────────────────────────────────────────────────────────


class TakeInRow(msgspec.Struct, frozen=True):
    """A take that could play a row."""

    take: int
    number: int
    path: str
    offset: int
    """First frame of the row in the file; may lie before or behind what the take has."""
    rating: int
    gaps: int
    covers: float


class RowToRank(msgspec.Struct, frozen=True):
    """A span of the song, and the takes that could play it."""

    name: str
    text: str
    start: int
    end: int
    grid: tuple[int, ...]
    takes: tuple[TakeInRow, ...]


class RankedRow(msgspec.Struct, frozen=True):
    """The takes of a row, the best first, each with its reasons in words."""

    name: str
    text: str
    start: int
    end: int
    takes: tuple[tuple[int, int, float, tuple[str, ...]], ...]
    """Take id, number, score, reasons."""


def row_to_rank(folder: Path, song: Song, row: CompRow) -> RowToRank:
    """The row as a worker process needs it."""
    grid = tuple(beat.frame - row.start for beat in grid_of(song).beats(row.start, row.end))
    takes = tuple(_in_row(folder, song, row, take) for take in row.takes)
    return RowToRank(row.name, row.text, row.start, row.end, grid, takes)


def _in_row(folder: Path, song: Song, row: CompRow, take: Take) -> TakeInRow:
    source = source_of(song, take.source)
    first, last = max(take.start, row.start), min(take.start + take.frames, row.end)
    return TakeInRow(
        take=take.id,
        number=take.number,
        path=str(folder / source.path) if source else "",
        offset=take.offset + row.start - take.start,
        rating=take.rating,
        gaps=int(has_gap(take, row.start, row.end)),
        covers=(last - first) / (row.end - row.start),
    )


def rank_rows(desk: Desk, rows: Sequence[RowToRank], rate: int) -> list[RankedRow]:
    """Measure and rank. Called from: a worker process."""
    ranked = []
    for done, row in enumerate(rows):
        if desk.cancelled():
            break
        ranked.append(_rank(row, rate))
        desk.progress((done + 1) / len(rows))
    return ranked


def _rank(row: RowToRank, rate: int) -> RankedRow:
    from tui_studio.audio.best_of import Candidate, rank_takes
    from tui_studio.audio.take_facts import take_facts

    candidates = []
    for one in row.takes:
        sound = read_sound(Path(one.path), one.offset, row.end - row.start)
        facts = take_facts(sound, rate, row.grid)
        candidates.append(Candidate(facts, one.gaps, one.rating, one.covers))
    order = rank_takes(candidates, rate)
    takes = tuple(
        (
            row.takes[each.index].take,
            row.takes[each.index].number,
            round(each.score, 1),
            tuple(reason_words(reason) for reason in each.reasons),
        )
        for each in order
    )
    return RankedRow(row.name, row.text, row.start, row.end, takes)


_REASONS = {
    "incomplete": "{0:.0f} % of it is missing",
    "silent": "nothing is played",
}
_BESIDE = {
    "timing spread": ("tighter in time", "looser in time"),
    "pitch": ("steadier in pitch", "less steady in pitch"),
    "noise": ("quieter between the notes", "noisier between the notes"),
}
_COUNTS = {
    "gaps": ("has a gap", "has {0:.0f} gaps"),
    "overs": ("1 over", "{0:.0f} overs"),
    "rating": ("1 star", "{0:.0f} stars"),
}


def reason_words(reason: Reason) -> str:
    """`12 ms early`, `steadier in pitch (8 cents, the others 15)`, `has a gap`."""
    value = reason.value
    if reason.kind in _COUNTS:
        return _COUNTS[reason.kind][value != 1].format(value)
    if reason.kind in _BESIDE:
        return _beside(*_BESIDE[reason.kind], reason)
    if reason.kind == "timing":
        return f"{abs(value):.0f} ms {'early' if value < 0 else 'late'}"
    return _REASONS.get(reason.kind, reason.kind).format(value)


def _beside(better: str, worse: str, reason: Reason) -> str:
    value, others = reason.value, reason.others
    word = better if others is None or value < others else worse
    beside = "" if others is None else f", the others {others:.0f}"
    return f"{word} ({value:.0f} {reason.unit}{beside})"


# ── flattening ───────────────────────────────────────────────────────────────────────────────────────────────


class Flat(msgspec.Struct, frozen=True):
    """A comp rendered to a file."""

    path: str
    channels: int
    frames: int
    checksum: str
    peak_db: float


def flatten_comp(
    desk: Desk, *, spec: TrackSpec, folder: Path, rate: int, start: int, end: int, name: str
) -> Flat:
    """Render a track's clips into a new file in `audio/`, as they are heard before the strip. Called from: a worker process."""
    from tui_studio.engine.flatten import flatten

    made = flatten(
        spec,
        rate=rate,
        path=folder / "audio" / f"{safe_file_name(name, 'comp')}.wav",
        start=start,
        end=end,
        sample_format="float32",
        progress=desk.progress,
        cancelled=desk.cancelled,
    )
    name = Path(made.path).name
    return Flat(
        f"audio/{name}", made.channels, made.frames, made.checksum, max(SILENT_DB, gain_to_db(made.peak))
    )

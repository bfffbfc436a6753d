"""Positions drawn to what is near: the grid, markers, sections, the edges of clips, or any list of frames."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song
from tui_studio.song.tempo_map import BarTime, TempoGrid
from tui_studio.song.timeline import grid_of, sections_of
from tui_studio.units import Frames

BAR, BEAT, MARKER, SECTION, CLIP = "bar", "beat", "marker", "section", "clip"
TARGETS = (BAR, BEAT, "1/8", "1/16", "1/32", "1/8t", "1/16t", MARKER, SECTION, CLIP)
_QUARTERS = {
    "1/8": Fraction(1, 2),
    "1/16": Fraction(1, 4),
    "1/32": Fraction(1, 8),
    "1/8t": Fraction(1, 3),
    "1/16t": Fraction(1, 6),
}


def snap(song: Song, frame: int, target: str, within: int | None = None) -> Frames:
    """The frame of the target nearest to `frame`; `frame` itself when none is `within` so many frames.

    `target` is one of TARGETS. Raises BadInputError for another.
    """
    if target in {BAR, BEAT}:
        near = _beats_near(grid_of(song), frame, bars=target == BAR)
    elif target in _QUARTERS:
        near = _parts_near(grid_of(song), frame, _QUARTERS[target])
    elif target == MARKER:
        near = [marker.position for marker in song.markers]
    elif target == SECTION:
        near = [edge for placed in sections_of(song) for edge in (placed.start, placed.end)]
    elif target == CLIP:
        clips = [clip for track in song.tracks for clip in track.clips]
        near = [Frames(edge) for clip in clips for edge in (clip.start, clip.start + clip.frames)]
    else:
        raise BadInputError(f"nothing snaps to '{target}'", hint=f"use one of {', '.join(TARGETS)}")
    return nearest(sorted(set(near)), frame, within)


def nearest(frames: Sequence[int], frame: int, within: int | None = None) -> Frames:
    """The nearest of some frames in order (transients, say), the earlier of two; `frame` itself when there is none."""
    at = bisect_left(frames, frame)
    found = min(frames[max(0, at - 1) : at + 1], key=lambda one: abs(one - frame), default=frame)
    return Frames(found if within is None or abs(found - frame) <= within else frame)


def _beats_near(grid: TempoGrid, frame: int, *, bars: bool) -> list[Frames]:
    time = grid.time_at(frame)
    count = grid.metre_at(time.bar)[0]
    beats: Iterable[int] = (1,) if bars else range(1, count + 1)
    inside = [grid.frame_at(BarTime(time.bar, beat, 0)) for beat in beats]
    return [one for one in (*inside, grid.frame_at(BarTime(time.bar + 1, 1, 0))) if one >= 0] or [Frames(0)]


def _parts_near(grid: TempoGrid, frame: int, part: Fraction) -> list[Frames]:
    quarter = grid.quarter_at(BarTime(grid.time_at(frame).bar, 1, 0))
    passed = int((grid.quarter_of_frame(frame) - quarter) / part)
    frames = (grid.frame_of_quarter(quarter + part * count) for count in (passed - 1, passed, passed + 1))
    return [one for one in frames if one >= 0] or [Frames(0)]

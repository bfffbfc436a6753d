"""From a track's comp and its clips to what the engine plays.

Where two segments of a comp meet, one fades into the other, half before and half behind the boundary, using what the takes have
beyond it: as long and in the shape the segments say, else over `JOIN_SECONDS` with equal gain, so that takes that are alike
are heard as if nothing was cut. A segment's edge that meets nothing fades only if it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

from tui_studio.engine.protocol import ClipSpec, FadeShape
from tui_studio.song import model
from tui_studio.song.comp import clear, played
from tui_studio.song.model import Clip, Segment, SourceId, Take, TakeId, Track
from tui_studio.units import Frames, db_to_gain

JOIN_SECONDS = 0.010
BUTT_SECONDS = 0.002
"""Fade on both sides of a cut where neither take has anything beyond it."""
_SHAPES = {shape: FadeShape(shape.value) for shape in model.FadeShape}

Paths = Mapping[SourceId, str]
"""Where the files of sources lie."""


class Trial(NamedTuple):
    """A take that is heard in a span on trial, at a gain of its own."""

    take: TakeId
    start: int
    end: int
    gain: float


def comp_clips(track: Track, paths: Paths, rate: int, trial: Trial | None = None) -> Iterator[ClipSpec]:
    """What the comp of a track plays, without its placed clips; a take on trial instead of what plays in its span."""
    pieces = list(_pieces(track, _gains(track, trial)))
    cuts = [_cut(left, right, rate) for left, right in pairwise(pieces)]
    for (left, right), (over_left, over_right) in zip(pairwise(pieces), cuts, strict=True):
        _join(left, right, over_left, over_right, rate)
    yield from (piece.clip(paths) for piece in pieces)


def placed_clips(clips: Iterable[Clip], paths: Paths) -> Iterator[ClipSpec]:
    """The clips that are heard."""
    for clip in clips:
        if not clip.muted and clip.frames > 0:
            yield ClipSpec(
                path=paths[clip.source],
                start=clip.start,
                offset=clip.offset,
                frames=clip.frames,
                gain=db_to_gain(clip.gain_db),
                fade_in=min(clip.fade_in, clip.frames),
                fade_out=min(clip.fade_out, clip.frames),
                fade_in_shape=_SHAPES[clip.fade_in_shape],
                fade_out_shape=_SHAPES[clip.fade_out_shape],
                reverse=clip.reverse,
            )


@dataclass(slots=True)
class _Edge:
    """How a piece begins or ends."""

    fade: int
    shape: FadeShape


@dataclass(slots=True)
class _Piece:
    """A segment on its way to a clip: what plays, and how far it reaches over its cuts."""

    take: Take
    slip: int
    start: int
    end: int
    fade_in: _Edge
    fade_out: _Edge
    gain: float = 1.0

    @property
    def before(self) -> int:
        """Frames the take has before the piece."""
        return max(0, self.start - self.take.start - self.slip)

    @property
    def after(self) -> int:
        """Frames the take has after the piece."""
        return max(0, self.take.start + self.slip + self.take.frames - self.end)

    def clip(self, paths: Paths) -> ClipSpec:
        frames = self.end - self.start
        return ClipSpec(
            path=paths[self.take.source],
            start=self.start,
            offset=self.take.offset + self.start - self.take.start - self.slip,
            frames=frames,
            gain=self.gain,
            fade_in=min(self.fade_in.fade, frames),
            fade_out=min(self.fade_out.fade, frames),
            fade_in_shape=self.fade_in.shape,
            fade_out_shape=self.fade_out.shape,
        )


def _gains(track: Track, trial: Trial | None) -> Iterable[tuple[Segment, float]]:
    """The segments that play, in order, and how loud."""
    segments = played(track)
    if trial is None:
        return zip(segments, repeat(1.0), strict=False)
    top = Segment(trial.take, Frames(trial.start), Frames(trial.end))
    around = [(segment, 1.0) for segment in clear(segments, trial.start, trial.end)]
    return sorted([*around, (top, trial.gain)], key=lambda one: one[0].start)


def _pieces(track: Track, segments: Iterable[tuple[Segment, float]]) -> Iterator[_Piece]:
    """The segments as pieces, neighbours that play on in one take made one."""
    takes = {take.id: take for take in track.takes}
    last: _Piece | None = None
    for segment, gain in segments:
        take = takes.get(segment.take)
        if take is None or segment.end <= segment.start:
            continue
        fade_out = _Edge(segment.fade_out, _SHAPES[segment.fade_out_shape])
        if last is not None and _plays_on(last, take, segment, gain):
            last.end, last.fade_out = segment.end, fade_out
            continue
        if last is not None:
            yield last
        fade_in = _Edge(segment.fade_in, _SHAPES[segment.fade_in_shape])
        last = _Piece(take, segment.slip, segment.start, segment.end, fade_in, fade_out, gain)
    if last is not None:
        yield last


def _plays_on(last: _Piece, take: Take, segment: Segment, gain: float) -> bool:
    """Whether the segment goes on where the piece ends, in the same take."""
    alike = last.take is take and last.slip == segment.slip and last.gain == gain
    return alike and last.end == segment.start and not segment.fade_in


def _cut(left: _Piece, right: _Piece, rate: int) -> tuple[int, int]:
    """How far `left` reaches over the cut, and how far `right` reaches back; half the join each where there is enough."""
    if left.end != right.start:
        return 0, 0
    wanted = max(left.fade_out.fade, right.fade_in.fade) or round(JOIN_SECONDS * rate)
    join = min(wanted, left.end - left.start, right.end - right.start)
    over_left = min(join // 2, left.after)
    over_right = min(join - over_left, right.before)
    return min(join - over_right, left.after), over_right


def _join(left: _Piece, right: _Piece, over_left: int, over_right: int, rate: int) -> None:
    if left.end != right.start:
        return
    said = max(left.fade_out.fade, right.fade_in.fade)
    shape = right.fade_in.shape if right.fade_in.fade >= left.fade_out.fade else left.fade_out.shape
    fade = over_left + over_right
    left.end += over_left
    right.start -= over_right
    if not fade:
        fade = min(round(BUTT_SECONDS * rate), left.end - left.start, right.end - right.start)
    left.fade_out = right.fade_in = _Edge(fade, shape if said else FadeShape.EQUAL_GAIN)

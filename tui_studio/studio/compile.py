"""From the song to the engine spec: what each track plays, hears and sends into the mix.

Where two segments of a comp meet, one fades into the other, half before and half behind the boundary, using what the takes have
beyond it: as long and in the shape the segments say, else over `JOIN_SECONDS` with equal gain, so that takes that are alike
are heard as if nothing was cut. A segment's edge that meets nothing fades only if it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec

from tui_studio.engine.protocol import (
    ClipSpec,
    EngineSpec,
    FadeShape,
    MonitorMode,
    SpanSpec,
    TrackSpec,
)
from tui_studio.errors import SongError
from tui_studio.song.comp import active_comp
from tui_studio.song.model import (
    Clip,
    Segment,
    Song,
    Source,
    SourceId,
    Span,
    Strip,
    Take,
    Track,
    TrackId,
)
from tui_studio.studio.clicking import click_spec, needs_click
from tui_studio.units import db_to_gain

JOIN_SECONDS = 0.010
BUTT_SECONDS = 0.002
"""Fade on both sides of a cut where neither take has anything beyond it."""
SLOTS = 256
MASTER_SLOT = 255
CLICK_SLOT = 254
"""Both as in `engine.shared`, which needs arrays and is not imported here."""

Controls = tuple[float, float, float, float]
"""gain, pan, audible, trim: the columns of `engine.shared.ControlField`."""


class SlotBook:
    """Which row of the shared block each track has; kept while the track lives."""

    def __init__(self) -> None:
        self._slots: dict[TrackId, int] = {}

    def settle(self, song: Song) -> dict[TrackId, int]:
        """The slots of this song's tracks; new ones get the lowest free. Raises SongError when there are too many."""
        living = {track.id for track in song.tracks}
        self._slots = {track: slot for track, slot in self._slots.items() if track in living}
        free = iter(sorted(set(range(CLICK_SLOT)) - set(self._slots.values())))
        for track in song.tracks:
            if track.id not in self._slots:
                self._slots[track.id] = _next_slot(free)
        return dict(self._slots)


def _next_slot(free: Iterator[int]) -> int:
    slot = next(free, None)
    if slot is None:
        raise SongError(f"a song has at most {CLICK_SLOT} tracks", hint="track.remove one that is not needed")
    return slot


def compile_spec(
    song: Song, folder: Path, serial: int, slots: dict[TrackId, int] | None = None
) -> EngineSpec:
    """All that should be running for this song. `slots` as of a `SlotBook`; tracks in order if None."""
    slots = slots if slots is not None else SlotBook().settle(song)
    sources = {source.id: source for source in song.sources}
    return EngineSpec(
        serial=serial,
        click=click_spec(song),
        tracks=tuple(_track(track, slots[track.id], sources, folder, song.rate) for track in song.tracks),
        loop=_span(song.loop, song.loop_on),
        punch=_span(song.punch, song.punch_on),
        controls=dict(controls_of(song, slots)),
    )


def controls_of(song: Song, slots: dict[TrackId, int]) -> dict[int, Controls]:
    """Per slot what the strips say, with mute and solo resolved."""
    soloed = any(track.strip.solo for track in song.tracks)
    controls = {
        slots[track.id]: _controls(track.strip, soloed and not track.strip.solo) for track in song.tracks
    }
    controls[MASTER_SLOT] = _controls(song.master, False)
    if needs_click(song):
        controls[CLICK_SLOT] = (db_to_gain(song.click.level_db), 0.0, 1.0, 1.0)
    return controls


def bounce_spec(song: Song, folder: Path, *, click: bool = False, guides: bool = False) -> EngineSpec:
    """What a bounce renders: the song without guides and without its click, unless they are asked for."""
    heard = song if guides else _without_guides(song)
    spec = compile_spec(heard, folder, 1)
    if not click:
        controls = {slot: values for slot, values in spec.controls.items() if slot != CLICK_SLOT}
        return msgspec.structs.replace(spec, click=None, controls=controls)
    asked = msgspec.structs.replace(heard.click, on=True, only_recording=False)
    return compile_spec(msgspec.structs.replace(heard, click=asked), folder, 1)


def _without_guides(song: Song) -> Song:
    tracks = tuple(
        msgspec.structs.replace(track, clips=()) if track.plays_guide else track for track in song.tracks
    )
    return msgspec.structs.replace(song, tracks=tracks)


def _controls(strip: Strip, hushed: bool) -> Controls:
    audible = 0.0 if strip.mute or hushed else 1.0
    return db_to_gain(strip.fader_db), strip.pan, audible, db_to_gain(strip.trim_db)


def _span(span: Span | None, on: bool) -> SpanSpec | None:
    return SpanSpec(span.start, span.end) if span is not None and on else None


def _track(track: Track, slot: int, sources: dict[SourceId, Source], folder: Path, rate: int) -> TrackSpec:
    return TrackSpec(
        track=track.id,
        slot=slot,
        channels=track.channels,
        inputs=tuple(number - 1 for number in track.inputs),
        armed=track.armed,
        monitor=MonitorMode(track.monitor.value),
        clips=(*_comp_clips(track, sources, folder, rate), *_placed_clips(track.clips, sources, folder)),
    )


def _placed_clips(clips: Iterable[Clip], sources: dict[SourceId, Source], folder: Path) -> Iterator[ClipSpec]:
    for clip in clips:
        if not clip.muted and clip.frames > 0:
            yield ClipSpec(
                path=str(folder / sources[clip.source].path),
                start=clip.start,
                offset=clip.offset,
                frames=clip.frames,
                gain=db_to_gain(clip.gain_db),
                fade_in=min(clip.fade_in, clip.frames),
                fade_out=min(clip.fade_out, clip.frames),
                fade_in_shape=FadeShape(clip.fade_in_shape.value),
                fade_out_shape=FadeShape(clip.fade_out_shape.value),
                reverse=clip.reverse,
            )


@dataclass
class _Edge:
    """How a piece begins or ends."""

    fade: int
    shape: FadeShape


@dataclass
class _Piece:
    """A segment on its way to a clip: what plays, and how far it reaches over its cuts."""

    take: Take
    slip: int
    start: int
    end: int
    fade_in: _Edge
    fade_out: _Edge

    @property
    def before(self) -> int:
        """Frames the take has before the piece."""
        return max(0, self.start - self.take.start - self.slip)

    @property
    def after(self) -> int:
        """Frames the take has after the piece."""
        return max(0, self.take.start + self.slip + self.take.frames - self.end)

    def clip(self, sources: dict[SourceId, Source], folder: Path) -> ClipSpec:
        frames = self.end - self.start
        return ClipSpec(
            path=str(folder / sources[self.take.source].path),
            start=self.start,
            offset=self.take.offset + self.start - self.take.start - self.slip,
            frames=frames,
            fade_in=min(self.fade_in.fade, frames),
            fade_out=min(self.fade_out.fade, frames),
            fade_in_shape=self.fade_in.shape,
            fade_out_shape=self.fade_out.shape,
        )


def compiled_comp(track: Track, song: Song, folder: Path) -> tuple[ClipSpec, ...]:
    """What the comp of a track plays, without its placed clips."""
    sources = {source.id: source for source in song.sources}
    return tuple(_comp_clips(track, sources, folder, song.rate))


def _comp_clips(track: Track, sources: dict[SourceId, Source], folder: Path, rate: int) -> Iterator[ClipSpec]:
    comp = active_comp(track)
    if comp is None:
        return
    pieces = list(_pieces(track, comp.segments))
    cuts = [_cut(left, right, rate) for left, right in pairwise(pieces)]
    for (left, right), (over_left, over_right) in zip(pairwise(pieces), cuts, strict=True):
        _join(left, right, over_left, over_right, rate)
    yield from (piece.clip(sources, folder) for piece in pieces)


def _pieces(track: Track, segments: Iterable[Segment]) -> Iterator[_Piece]:
    """The segments as pieces, neighbours that play on in one take made one."""
    takes = {take.id: take for take in track.takes}
    last: _Piece | None = None
    for segment in sorted(segments, key=lambda each: each.start):
        take = takes.get(segment.take)
        if take is None or segment.end <= segment.start:
            continue
        fade_out = _Edge(segment.fade_out, FadeShape(segment.fade_out_shape.value))
        if last is not None and _plays_on(last, take, segment):
            last.end, last.fade_out = segment.end, fade_out
            continue
        if last is not None:
            yield last
        fade_in = _Edge(segment.fade_in, FadeShape(segment.fade_in_shape.value))
        last = _Piece(take, segment.slip, segment.start, segment.end, fade_in, fade_out)
    if last is not None:
        yield last


def _plays_on(last: _Piece, take: Take, segment: Segment) -> bool:
    """Whether the segment goes on where the piece ends, in the same take."""
    return (
        last.take is take and last.slip == segment.slip and last.end == segment.start and not segment.fade_in
    )


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

"""What plays on a track where takes overlap: the arithmetic of comp segments.

Segments of a comp are ordered and never overlap. Placing one puts it on top: what it covers of the others
goes, what it does not cover stays, split in two where need be. A cut edge has no fade but that of the edge it meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tui_studio.song.model import Comp, Gap, Segment, Take, TakeId, Track
from tui_studio.song.per_track import PerTrack
from tui_studio.units import Frames

Segments = tuple[Segment, ...]


def place(segments: Iterable[Segment], top: Segment) -> Segments:
    """The segments with `top` laid over them."""
    return settled([*clear(segments, top.start, top.end), top])


def clear(segments: Iterable[Segment], start: int, end: int) -> Segments:
    """The segments with nothing left from `start` to `end`."""
    left: list[Segment] = []
    for segment in segments:
        if segment.end <= start or segment.start >= end:
            left.append(segment)
            continue
        if segment.start < start:
            left.append(_cut(segment, segment.start, start))
        if segment.end > end:
            left.append(_cut(segment, end, segment.end))
    return tuple(left)


def segment_of(take: Take) -> Segment:
    """The segment that plays all of a take."""
    return Segment(take=take.id, start=take.start, end=Frames(take.start + take.frames))


def without_take(segments: Sequence[Segment], gone: TakeId, others: Sequence[Take]) -> Segments:
    """The segments after a take is withdrawn: where it played, the latest of `others` that is there plays."""
    result: Segments = tuple(segment for segment in segments if segment.take != gone)
    for freed in (segment for segment in segments if segment.take == gone):
        fill: Segments = ()
        for take in others:
            start, end = max(take.start, freed.start), min(take.start + take.frames, freed.end)
            if start < end:
                fill = place(fill, Segment(take=take.id, start=Frames(start), end=Frames(end)))
        for segment in fill:
            result = place(result, segment)
    return result


def reach(take: Take, slip: int = 0) -> tuple[int, int]:
    """From where to where a take can be heard when it is slipped so far."""
    return take.start + slip, take.start + take.frames + slip


def active_comp(track: Track) -> Comp | None:
    """The comp that plays."""
    return next((comp for comp in track.comps if comp.id == track.active_comp), None)


def played(track: Track) -> Segments:
    """The segments that play on this track, in order; none before anything is recorded."""
    comp = active_comp(track)
    return comp.segments if comp else ()


def gaps_played(track: Track, start: int) -> tuple[Gap, ...]:
    """The gaps that are heard in what plays on a track, counted from a frame of the song."""
    takes = {take.id: take for take in track.takes}
    found: list[Gap] = []
    for segment in played(track):
        take = takes[segment.take]
        for gap in take.certificate.gaps if take.certificate else ():
            at = take.start + segment.slip + gap.start
            first, last = max(at, segment.start), min(at + max(1, gap.frames), segment.end)
            if first < last:
                found.append(Gap(Frames(first - start), min(gap.frames, last - first), gap.cause))
    return tuple(found)


def xruns_played(track: Track, start: int) -> tuple[Frames, ...]:
    """The xruns, as in certificates, of what plays on a track, counted from a frame of the song."""
    takes = {take.id: take for take in track.takes}
    found: list[Frames] = []
    for segment in played(track):
        take = takes[segment.take]
        places = (
            take.start + segment.slip + at for at in (take.certificate.xruns if take.certificate else ())
        )
        found += [Frames(at - start) for at in places if segment.start <= at < segment.end]
    return tuple(found)


takes_playing = PerTrack(lambda track: frozenset(segment.take for segment in played(track)))
"""The ids of the takes that play somewhere on a track."""


def _cut(segment: Segment, start: int, end: int) -> Segment:
    """The part of the segment from `start` to `end`; fades stay only at ends that stay, and fit the part."""
    length = end - start
    fade_in = min(segment.fade_in, length) if start == segment.start else 0
    fade_out = min(segment.fade_out, length - fade_in) if end == segment.end else 0
    return msgspec.structs.replace(
        segment, start=Frames(start), end=Frames(end), fade_in=Frames(fade_in), fade_out=Frames(fade_out)
    )


def settled(segments: Iterable[Segment]) -> Segments:
    """The segments in order; those that play on in the same take are one, and meeting edges have the same fade."""
    settled: list[Segment] = []
    for segment in sorted(segments, key=lambda one: one.start):
        last = settled[-1] if settled else None
        if last and last.end == segment.start:
            settled[-1:] = _met(last, segment)
        else:
            settled.append(segment)
    return tuple(settled)


def _met(left: Segment, right: Segment) -> tuple[Segment, ...]:
    """Two neighbours that meet: one, when they play on alike; else with the longer of the two fades between them."""
    if (left.take, left.slip) == (right.take, right.slip):
        outer = {"fade_out": right.fade_out, "fade_out_shape": right.fade_out_shape}
        return (msgspec.structs.replace(left, end=right.end, **outer),)
    length = max(left.fade_out, right.fade_in)
    shape = right.fade_in_shape if right.fade_in >= left.fade_out else left.fade_out_shape
    fits = min(length, left.end - left.start, right.end - right.start)
    return (
        msgspec.structs.replace(left, fade_out=Frames(fits), fade_out_shape=shape),
        msgspec.structs.replace(right, fade_in=Frames(fits), fade_in_shape=shape),
    )

"""Edits of what the comp that plays is made of. Segments are counted from 1, in order.

Where two segments meet, moving or fading one's edge does the same to the other's.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song import comp as comps
from tui_studio.song.edits.checks import LAST_FRAME, position, the_take, the_track
from tui_studio.song.edits.comps import change_comp
from tui_studio.song.edits.passes import put_on_top
from tui_studio.song.model import Comp, FadeShape, PassId, Segment, Song, Take, Track, TrackId
from tui_studio.units import Frames

_REACH_HINT = "take.list tells where each take lies; choose one that sounds there"


def move_boundary(song: Song, track_id: TrackId, number: int, to: int) -> Song:
    """The start of a segment at another frame; the segment before it, when they meet, ends there."""
    track, comp, at = _segment(song, track_id, number)
    segments = list(comp.segments)
    left = segments[at - 1] if at else None
    met = left is not None and left.end == segments[at].start
    first = left.start + 1 if left and met else left.end if left else 0
    frame = _within(position(to, "the boundary"), first, segments[at].end - 1)
    _check_reach(track, segments[at], frame, segments[at].end)
    if left and met:
        _check_reach(track, left, left.start, frame)
        segments[at - 1] = _fitted(left, left.start, frame)
    segments[at] = _fitted(segments[at], frame, segments[at].end)
    return _with(song, comp, segments)


def move_end(song: Song, track_id: TrackId, number: int, to: int) -> Song:
    """The end of a segment at another frame; the segment after it, when they meet, starts there."""
    track, comp, at = _segment(song, track_id, number)
    segments = list(comp.segments)
    if at + 1 < len(segments) and segments[at + 1].start == segments[at].end:
        return move_boundary(song, track_id, number + 1, to)
    last = segments[at + 1].start if at + 1 < len(segments) else LAST_FRAME
    frame = _within(position(to, "the end"), segments[at].start + 1, last)
    _check_reach(track, segments[at], segments[at].start, frame)
    segments[at] = _fitted(segments[at], segments[at].start, frame)
    return _with(song, comp, segments)


def nudge_boundary(song: Song, track_id: TrackId, number: int, frames: int) -> Song:
    """The start of a segment so many frames later (earlier when negative)."""
    _, comp, at = _segment(song, track_id, number)
    return move_boundary(song, track_id, number, comp.segments[at].start + frames)


def slip_segment(song: Song, track_id: TrackId, number: int, slip: int) -> Song:
    """The take under a segment so many frames later than it was played (earlier when negative); 0 puts it back.

    Edges that lie where the take itself begins or ends go with it, as far as there is room.
    """
    track, comp, at = _segment(song, track_id, number)
    segments = list(comp.segments)
    segment = segments[at]
    take = _take(track, segment)
    old_start, old_end = comps.reach(take, segment.slip)
    new_start, new_end = comps.reach(take, slip)
    first = segments[at - 1].end if at else 0
    last = segments[at + 1].start if at + 1 < len(segments) else LAST_FRAME
    start = max(new_start if segment.start == old_start else max(segment.start, new_start), first)
    end = min(new_end if segment.end == old_end else min(segment.end, new_end), last)
    if abs(slip) > LAST_FRAME or start >= end:
        raise BadInputError("the take does not reach there", where=_called(track, take), hint=_REACH_HINT)
    segments[at] = msgspec.structs.replace(_fitted(segment, start, end), slip=Frames(slip))
    return _with(song, comp, segments)


def set_boundary_fade(
    song: Song, track_id: TrackId, number: int, frames: int, shape: FadeShape | str = FadeShape.EQUAL_POWER
) -> Song:
    """The crossfade at the start of a segment, or its fade-in when it meets none; 0 for the usual short join."""
    _, comp, at = _segment(song, track_id, number)
    segments = list(comp.segments)
    length, kind = position(frames, "the fade"), fade_shape(shape)
    _check_fade(segments[at], length)
    left = segments[at - 1] if at else None
    if left and left.end == segments[at].start:
        _check_fade(left, length)
        segments[at - 1] = msgspec.structs.replace(left, fade_out=length, fade_out_shape=kind)
    segments[at] = msgspec.structs.replace(segments[at], fade_in=length, fade_in_shape=kind)
    return _with(song, comp, segments)


def set_end_fade(
    song: Song, track_id: TrackId, number: int, frames: int, shape: FadeShape | str = FadeShape.EQUAL_POWER
) -> Song:
    """The fade at the end of a segment; the crossfade when another one meets it."""
    _, comp, at = _segment(song, track_id, number)
    segments = list(comp.segments)
    if at + 1 < len(segments) and segments[at + 1].start == segments[at].end:
        return set_boundary_fade(song, track_id, number + 1, frames, shape)
    length, kind = position(frames, "the fade"), fade_shape(shape)
    _check_fade(segments[at], length)
    segments[at] = msgspec.structs.replace(segments[at], fade_out=length, fade_out_shape=kind)
    return _with(song, comp, segments)


def clear_span(song: Song, track_id: TrackId, start: int, end: int) -> Song:
    """Nothing of the takes plays from `start` to `end`."""
    comp = comps.active_comp(the_track(song, track_id))
    if comp is None:
        return song
    first, last = position(start, "the start"), position(end, "the end")
    if first >= last:
        raise BadInputError("the span ends before it starts", hint="give an end after the start")
    return _with(song, comp, comps.clear(comp.segments, first, last))


def set_segments(song: Song, track_id: TrackId, segments: Sequence[Segment]) -> Song:
    """All segments of a track's comp at once, the later on top of the earlier: what a suggestion is accepted with."""
    track = the_track(song, track_id)
    laid: comps.Segments = ()
    for segment in segments:
        take = the_take(song, segment.take)[1]
        first, last = comps.reach(take, segment.slip)
        fits = max(0, first) <= segment.start < segment.end <= last
        if take not in track.takes or take.hidden or not fits:
            raise BadInputError(
                "a segment plays what the take has not", where=_called(track, take), hint=_REACH_HINT
            )
        laid = comps.place(laid, segment)
    comp = comps.active_comp(track)
    if comp is None:
        for segment in laid:
            song = put_on_top(song, track_id, segment)
        return song
    return _with(song, comp, laid)


def recall_pass(
    song: Song, pass_id: PassId, start: int | None = None, end: int | None = None, round_number: int = 0
) -> Song:
    """The takes of one pass play on all its tracks, over their spans or between `start` and `end`.

    `round_number` chooses a round of a loop recording, counted from 1; with 0 the last whole one is on top.
    """
    found = False
    for track in song.tracks:
        takes = [take for take in track.takes if take.pass_id == pass_id and not take.hidden]
        if round_number:
            takes = takes[round_number - 1 : round_number] if round_number > 0 else []
        for take in sorted(takes, key=lambda one: one.frames):
            first = take.start if start is None else max(take.start, start)
            last = take.start + take.frames if end is None else min(take.start + take.frames, end)
            if first < last:
                found = True
                song = put_on_top(song, track.id, Segment(take.id, Frames(first), Frames(last)))
    if not found:
        raise BadInputError(f"pass {pass_id} has no take there", hint="take.list shows the passes")
    return song


def fade_shape(shape: FadeShape | str) -> FadeShape:
    """The shape of this name. Raises BadInputError."""
    try:
        return FadeShape(shape)
    except ValueError:
        known = ", ".join(FadeShape)
        raise BadInputError(f"there is no fade '{shape}'", hint=f"use one of {known}") from None


def _segment(song: Song, track_id: TrackId, number: int) -> tuple[Track, Comp, int]:
    track = the_track(song, track_id)
    comp = comps.active_comp(track)
    count = len(comp.segments) if comp else 0
    if comp is None or isinstance(number, bool) or not 1 <= number <= count:
        hint = f"use 1 to {count}" if count else "choose a take first"
        raise BadInputError(f"there is no segment {number}", where=track.name, hint=hint)
    return track, comp, number - 1


def _with(song: Song, comp: Comp, segments: Sequence[Segment]) -> Song:
    return change_comp(song, comp.id, segments=comps.settled(segments))


def _fitted(segment: Segment, start: int, end: int) -> Segment:
    """The segment from `start` to `end`, its fades no longer than it is."""
    return msgspec.structs.replace(
        segment,
        start=Frames(start),
        end=Frames(end),
        fade_in=Frames(min(segment.fade_in, end - start)),
        fade_out=Frames(min(segment.fade_out, end - start)),
    )


def _within(frame: int, first: int, last: int) -> int:
    if not first <= frame <= last:
        raise BadInputError("the edge would run over its neighbour", hint="choose a take there instead")
    return frame


def _check_reach(track: Track, segment: Segment, start: int, end: int) -> None:
    take = _take(track, segment)
    first, last = comps.reach(take, segment.slip)
    if start < min(first, segment.start) or end > max(last, segment.end):
        raise BadInputError("the take does not reach there", where=_called(track, take), hint=_REACH_HINT)


def _check_fade(segment: Segment, frames: int) -> None:
    if frames > segment.end - segment.start:
        raise BadInputError(
            "the fade is longer than its segment", hint=f"use at most {segment.end - segment.start}f"
        )


def _take(track: Track, segment: Segment) -> Take:
    return next(take for take in track.takes if take.id == segment.take)


def _called(track: Track, take: Take) -> str:
    return f"{track.name}, take {take.number}"

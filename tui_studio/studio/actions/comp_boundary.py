"""Comps: where segments meet and how, and the takes slipped under them."""

from __future__ import annotations

import asyncio
from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.comp import played
from tui_studio.song.model import FadeShape, Segment, Song, Span, TrackId
from tui_studio.studio.actions.comp_words import comp_data, segment_words, the_track
from tui_studio.studio.amounts import amount
from tui_studio.studio.comping import Settled, settle_boundaries, with_settled
from tui_studio.studio.params import ATime, ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio

ASegment = Annotated[int, Param("count", "the segment's number, as comp.show has it")]
Amount = Annotated[str, Param("text", "milliseconds (5ms), frames (3f), beat, bar, 1/16; with - for earlier")]
Shape = Annotated[str, Param("choice", "equal_power or equal_gain", tuple(FadeShape))]


@action("comp.boundary", help="move the beginning of a segment", example="comp.boundary Vox 2 to=0:12.3")
async def boundary(studio: Studio, track: ATrack, segment: ASegment, to: ATime) -> Done:
    """The one before ends there, when they meet."""
    song = await studio.keeper.edit(
        "move a boundary", lambda now: edits.move_boundary(now, track, segment, to)
    )
    return _segment_told(song, track, segment)


@action("comp.end", help="move the end of a segment", example="comp.end Vox 2 to=0:14")
async def end(studio: Studio, track: ATrack, segment: ASegment, to: ATime) -> Done:
    """The next one begins there, when they meet."""
    song = await studio.keeper.edit("move an end", lambda now: edits.move_end(now, track, segment, to))
    return _segment_told(song, track, segment)


@action("comp.nudge", help="move the beginning of a segment a little", example="comp.nudge Vox 2 -5ms")
async def nudge(studio: Studio, track: ATrack, segment: ASegment, by: Amount) -> Done:
    """By frames, milliseconds or parts of a bar."""
    frames = amount(studio.song, by, _segment(studio.song, track, segment).start)
    song = await studio.keeper.edit(
        "nudge a boundary", lambda now: edits.nudge_boundary(now, track, segment, frames)
    )
    return _segment_told(song, track, segment)


@action("comp.slip", help="the take under a segment earlier or later", example="comp.slip Vox 2 +12ms")
async def slip(studio: Studio, track: ATrack, segment: ASegment, to: Amount) -> Done:
    """Beside where it was played; 0 puts it back."""
    frames = amount(studio.song, to, _segment(studio.song, track, segment).start)
    song = await studio.keeper.edit(
        "slip a take", lambda now: edits.slip_segment(now, track, segment, frames)
    )
    return _segment_told(song, track, segment)


@action(
    "comp.fade",
    help="how long and in which shape a boundary fades",
    example="comp.fade Vox 2 20ms equal_power",
)
async def fade(
    studio: Studio, track: ATrack, segment: ASegment, length: Amount, shape: Shape = FadeShape.EQUAL_POWER
) -> Done:
    """At the beginning of the segment; 0 for the usual short join."""
    frames = amount(studio.song, length, _segment(studio.song, track, segment).start)
    song = await studio.keeper.edit(
        "fade a boundary", lambda now: edits.set_boundary_fade(now, track, segment, frames, shape)
    )
    return _segment_told(song, track, segment)


@action(
    "comp.settle",
    help="boundaries to the quietest, most alike point nearby",
    example="comp.settle Vox 2",
    waits=True,
)
async def settle(
    studio: Studio,
    track: ATrack,
    segment: Annotated[int, Param("count", "the segment that begins there; nothing: all")] | None = None,
) -> Done:
    """With the length and shape of fade that hide best."""
    numbers = () if segment is None else (segment,)
    if segment is not None:
        _segment(studio.song, track, segment)
    settled = await asyncio.to_thread(settle_boundaries, studio.folder, studio.song, track, numbers)
    song = await studio.keeper.edit("settle boundaries", lambda now: with_settled(now, track, settled))
    text = "; ".join(_settled_words(one, song.rate) for one in settled)
    return Done(comp_data(song, the_track(song, track)), text or "no two segments meet")


def _settled_words(one: Settled, rate: int) -> str:
    side = (
        "stays"
        if not one.shift
        else f"{abs(one.shift) / rate * 1000:.1f} ms {'earlier' if one.shift < 0 else 'later'}"
    )
    return f"boundary {one.number} {side}, fade {one.crossfade / rate * 1000:.0f} ms, {one.shape.replace('_', ' ')}"


def _segment(song: Song, track: TrackId, number: int) -> Segment:
    segments = played(the_track(song, track))
    if not 1 <= number <= len(segments):
        hint = f"use 1 to {len(segments)}; comp.show has them" if segments else "choose a take first"
        raise BadInputError(f"there is no segment {number}", where=the_track(song, track).name, hint=hint)
    return segments[number - 1]


def _segment_told(song: Song, track: TrackId, number: int) -> Done:
    found = the_track(song, track)
    number = min(number, len(played(found)))
    segment = _segment(song, track, number)
    data = comp_data(song, found, Span(segment.start, segment.end))
    told = next(row for row in data["segments"] if row["number"] == number)
    return Done(data, segment_words(told, song.rate))

"""Comps: which take plays where, chosen by line, section, bar or time."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from tui_studio.errors import BadInputError, NotNowError
from tui_studio.song import edits
from tui_studio.song.comp import active_comp
from tui_studio.song.comp_rows import CompRow, SegmentRow, comp_rows, find_take, segment_rows
from tui_studio.song.model import Comp, FadeShape, Song, Span, Take, TakeId, Track, TrackId, track_of
from tui_studio.song.spans import name_span
from tui_studio.studio.amounts import amount
from tui_studio.studio.auditions import Heard
from tui_studio.studio.comping import (
    RankedRow,
    Settled,
    rank_rows,
    row_to_rank,
    settle_boundaries,
    with_settled,
)
from tui_studio.studio.params import ATake, ATime, ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time

SpanWords = Annotated[
    Span, Param("span", "line 3, lines 3-5, a section's name, bars 5-8, 0:10-0:20 or from..to", rest=True)
]
AComp = Annotated[str, Param("text", "the comp's name")]
ASegment = Annotated[int, Param("count", "the segment's number, as comp.show has it")]
Amount = Annotated[str, Param("text", "milliseconds (5ms), frames (3f), beat, bar, 1/16; with - for earlier")]
Shape = Annotated[str, Param("choice", "equal_power or equal_gain", tuple(FadeShape))]


def the_track(song: Song, track: TrackId) -> Track:
    """The track; it was found by its name just now."""
    found = track_of(song, track)
    assert found is not None
    return found


def find_comp(track: Track, name: str) -> Comp:
    """The comp of this name. Raises BadInputError."""
    found = next((comp for comp in track.comps if comp.name.casefold() == name.casefold()), None)
    if found is None:
        names = ", ".join(comp.name for comp in track.comps) or "none yet"
        raise BadInputError(f"{track.name} has no comp '{name}'", hint=f"its comps: {names}")
    return found


def _row_data(row: CompRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "text": row.text,
        "start": row.start,
        "end": row.end,
        "playing": [{"take": one.take.number, "start": one.start, "end": one.end} for one in row.playing],
        "chosen": row.chosen.number if row.chosen else None,
        "takes": [take.number for take in row.takes],
        "gaps": list(row.gaps),
    }


def segment_data(row: SegmentRow) -> dict[str, Any]:
    """What programs are told of a segment."""
    segment = row.segment
    return {
        "number": row.number,
        "take": row.take.number,
        "take_id": row.take.id,
        "name": row.name,
        "start": segment.start,
        "end": segment.end,
        "slip": segment.slip,
        "fade_in": segment.fade_in,
        "fade_out": segment.fade_out,
        "fade_in_shape": segment.fade_in_shape.value,
        "fade_out_shape": segment.fade_out_shape.value,
        "meets": row.meets,
    }


def comp_data(song: Song, track: Track) -> dict[str, Any]:
    """What programs are told of the comp that plays on a track."""
    comp = active_comp(track)
    return {
        "track": track.name,
        "comp": comp.name if comp else "",
        "comps": [one.name for one in track.comps],
        "rows": [_row_data(row) for row in comp_rows(song, track)],
        "segments": [segment_data(row) for row in segment_rows(song, track)],
    }


# ── which comps there are ────────────────────────────────────────────────────────────────────────────────────


@action(
    "comp.show",
    help="which take plays in each line and section of a track",
    example="comp.show Vox",
    while_recording="free",
)
async def show(studio: Studio, track: ATrack) -> Done:
    """And the segments with their boundaries."""
    song = studio.song
    found = the_track(song, track)
    data = comp_data(song, found)
    lines = [f"{found.name}, comp {data['comp'] or 'none'}"]
    lines += [_row_words(row) for row in data["rows"]]
    lines += [_segment_words(row, song.rate) for row in data["segments"]]
    return Done(data, "\n".join(lines))


def _row_words(row: dict[str, Any]) -> str:
    playing = " and ".join(
        f"take {number}" for number in dict.fromkeys(one["take"] for one in row["playing"])
    )
    words = [f"{row['name']}: {playing or 'nothing plays'}"]
    others = [number for number in row["takes"] if number not in {one["take"] for one in row["playing"]}]
    words += [f"also {', '.join(map(str, others))}"] if others else []
    words += [f"gap in {', '.join(map(str, row['gaps']))}"] if row["gaps"] else []
    return ", ".join([*words, *([row["text"]] if row["text"] else [])])


def _segment_words(row: dict[str, Any], rate: int) -> str:
    bounds = f"{format_time(row['start'], rate)} to {format_time(row['end'], rate)}"
    words = [f"segment {row['number']}: take {row['take']}, {bounds}"]
    words += [f"slipped {row['slip'] / rate * 1000:+.1f} ms"] if row["slip"] else []
    shape = row["fade_in_shape"].replace("_", " ")
    words += [f"fade {row['fade_in'] / rate * 1000:.0f} ms, {shape}"] if row["fade_in"] else []
    return ", ".join(words)


@action("comp.list", help="the comps of a track", example="comp.list Vox", while_recording="free")
async def list_(studio: Studio, track: ATrack) -> Done:
    """And which one plays."""
    found = the_track(studio.song, track)
    data = [
        {"name": one.name, "id": one.id, "plays": one.id == found.active_comp, "segments": len(one.segments)}
        for one in found.comps
    ]
    names = [f"{one['name']} plays" for one in data if one["plays"]]
    names += [str(one["name"]) for one in data if not one["plays"]]
    return Done(data, f"{found.name}: {', '.join(names) or 'no comp yet'}")


@action("comp.new", help="an empty comp, which plays from now on", example="comp.new Vox")
async def new(
    studio: Studio, track: ATrack, name: Annotated[str, Param("text", "its name; empty for a letter")] = ""
) -> Done:
    """The others stay as they are."""
    song = await studio.keeper.edit("new comp", lambda now: edits.new_comp(now, track, name))
    return _told(song, track, "plays the new")


@action("comp.copy", help="the comp that plays once more, to change the copy", example="comp.copy Vox")
async def copy(
    studio: Studio, track: ATrack, name: Annotated[str, Param("text", "its name; empty for a letter")] = ""
) -> Done:
    """The copy plays from now on; comp.next goes back and forth."""
    comp = _playing(studio.song, track)
    song = await studio.keeper.edit(f"copy comp {comp.name}", lambda now: edits.copy_comp(now, comp.id, name))
    return _told(song, track, "plays the copy,")


@action(
    "comp.use", help="let another comp of the track play", example="comp.use Vox B", while_recording="free"
)
async def use(studio: Studio, track: ATrack, comp: AComp) -> Done:
    """Heard at once."""
    found = find_comp(the_track(studio.song, track), comp)
    song = await studio.keeper.edit(f"comp {found.name}", lambda now: edits.choose_comp(now, found.id))
    return _told(song, track, "plays")


@action("comp.next", help="the next comp of the track plays", example="comp.next Vox", while_recording="free")
async def next_(studio: Studio, track: ATrack) -> Done:
    """For comparing with one key."""
    if len(the_track(studio.song, track).comps) < 2:
        raise NotNowError("there is no other comp to compare with", hint="comp.copy makes one of what plays")
    song = await studio.keeper.edit("next comp", lambda now: edits.next_comp(now, track))
    return _told(song, track, "plays")


@action(
    "comp.rename", help="give a comp another name", example="comp.rename Vox A loud", while_recording="free"
)
async def rename(
    studio: Studio, track: ATrack, comp: AComp, name: Annotated[str, Param("text", "its new name")]
) -> Done:
    """What it plays stays."""
    found = find_comp(the_track(studio.song, track), comp)
    song = await studio.keeper.edit(f"rename comp {comp}", lambda now: edits.rename_comp(now, found.id, name))
    return _told(song, track, "plays")


@action("comp.remove", help="take a comp away", example="comp.remove Vox B")
async def remove(studio: Studio, track: ATrack, comp: AComp) -> Done:
    """Undo brings it back."""
    found = find_comp(the_track(studio.song, track), comp)
    song = await studio.keeper.edit(f"remove comp {comp}", lambda now: edits.remove_comp(now, found.id))
    return _told(song, track, f"comp {found.name} removed; it plays")


def _playing(song: Song, track: TrackId) -> Comp:
    found = the_track(song, track)
    comp = active_comp(found)
    if comp is None:
        raise BadInputError(f"{found.name} has no comp yet", hint="record or choose a take")
    return comp


def _told(song: Song, track: TrackId, words: str) -> Done:
    found = the_track(song, track)
    comp = active_comp(found)
    return Done(comp_data(song, found), f"{found.name} {words} {f'comp {comp.name}' if comp else 'no comp'}")


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────


@action(
    "comp.choose",
    help="let a take play a line, a section, bars or a span",
    example='comp.choose Vox "line 3" 2',
)
async def choose(studio: Studio, track: ATrack, span: SpanWords, take: ATake) -> Done:
    """As far as the take reaches. Heard while the song rolls on."""
    chosen = find_take(the_track(studio.song, track), take, span.start, span.end)
    return await _choose(studio, track, span, chosen)


async def _choose(studio: Studio, track: TrackId, span: Span, take: Take) -> Done:
    words = f"{the_track(studio.song, track).name} {name_span(studio.song, span)}: take {take.number}"
    song = await studio.keeper.edit(words, lambda now: edits.choose_take(now, take.id, span.start, span.end))
    reached = take.start <= span.start and span.end <= take.start + take.frames
    text = words + ("" if reached else ", as far as it reaches")
    return Done(comp_data(song, the_track(song, track)), text)


@action(
    "comp.clear", help="let no take play in a line, a section or a span", example='comp.clear Vox "line 3"'
)
async def clear(studio: Studio, track: ATrack, span: SpanWords) -> Done:
    """The takes stay."""
    words = name_span(studio.song, span)
    song = await studio.keeper.edit(
        f"clear {words}", lambda now: edits.clear_span(now, track, span.start, span.end)
    )
    found = the_track(song, track)
    return Done(comp_data(song, found), f"{found.name} {words}: nothing plays")


@action(
    "comp.audition",
    help="hear the next take of a span on trial, looped, as loud as what plays there",
    example='comp.audition Vox "line 3" step=1',
)
async def audition(
    studio: Studio,
    track: ATrack,
    span: SpanWords,
    step: Annotated[int, Param("signed", "1 the next take, -1 the one before")] = 1,
) -> Done:
    """Ask it again and again. comp.keep lets the take play there, comp.leave goes on with the comp; stopping ends it, too."""
    heard = await studio.auditions.step(track, span, step)
    name = the_track(studio.song, track).name
    text = f"{name} {name_span(studio.song, span)}: {_heard_words(heard)}"
    data = {
        "track": name,
        "take": heard.take.number,
        "of": list(heard.others),
        "plays": heard.plays,
        "match_db": round(heard.match_db, 1),
        "start": span.start,
        "end": span.end,
    }
    return Done(data, text)


def _heard_words(heard: Heard) -> str:
    words = f"take {heard.take.number}"
    if heard.plays:
        return f"{words}, which plays there"
    return f"{words} on trial, " + (
        f"{heard.match_db:+.1f} dB to match" if heard.match_db else "as loud as it is"
    )


@action("comp.keep", help="let the take that is heard on trial play in its span", example="comp.keep")
async def keep(studio: Studio) -> Done:
    """One change, at the take's own level. The song plays on."""
    heard = studio.auditions.heard
    if heard is None:
        raise NotNowError("no take is on trial", hint="comp.audition lets one be heard")
    await studio.auditions.leave()
    if heard.plays:
        found = the_track(studio.song, heard.track)
        return Done(
            comp_data(studio.song, found), f"{found.name}: take {heard.take.number} plays there already"
        )
    return await _choose(studio, heard.track, heard.span, heard.take)


@action(
    "comp.leave",
    help="no take on trial any more: the comp is heard",
    example="comp.leave",
    while_recording="free",
)
async def leave(studio: Studio) -> Done:
    """The song plays on."""
    heard = studio.auditions.heard
    await studio.auditions.leave()
    return Done(None, "no take was on trial" if heard is None else "the comp is heard as it is")


# ── boundaries ───────────────────────────────────────────────────────────────────────────────────────────────


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
    frames = amount(studio.song, by, _segment(studio.song, track, segment).segment.start)
    song = await studio.keeper.edit(
        "nudge a boundary", lambda now: edits.nudge_boundary(now, track, segment, frames)
    )
    return _segment_told(song, track, segment)


@action("comp.slip", help="the take under a segment earlier or later", example="comp.slip Vox 2 +12ms")
async def slip(studio: Studio, track: ATrack, segment: ASegment, to: Amount) -> Done:
    """Beside where it was played; 0 puts it back."""
    frames = amount(studio.song, to, _segment(studio.song, track, segment).segment.start)
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
    frames = amount(studio.song, length, _segment(studio.song, track, segment).segment.start)
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
    numbers = () if segment is None else (_segment(studio.song, track, segment).number,)
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


def _segment(song: Song, track: TrackId, number: int) -> SegmentRow:
    rows = segment_rows(song, the_track(song, track))
    if not 1 <= number <= len(rows):
        hint = f"use 1 to {len(rows)}; comp.show has them" if rows else "choose a take first"
        raise BadInputError(f"there is no segment {number}", where=the_track(song, track).name, hint=hint)
    return rows[number - 1]


def _segment_told(song: Song, track: TrackId, number: int) -> Done:
    found = the_track(song, track)
    row = segment_data(_segment(song, track, min(number, len(segment_rows(song, found)))))
    return Done(comp_data(song, found), _segment_words(row, song.rate))


# ── best of ──────────────────────────────────────────────────────────────────────────────────────────────────


@action(
    "comp.suggest",
    help="the takes of each line ranked by what can be measured",
    example="comp.suggest Vox",
    waits=True,
    while_recording="free",
)
async def suggest(
    studio: Studio, track: ATrack, span: Annotated[Span | None, Param("span", "only there", rest=True)] = None
) -> Done:
    """Gaps, overs, timing, steadiness of pitch, noise; your stars weigh more. comp.accept takes the first of each."""
    ranked = await _ranked(studio, track, span)
    text = "\n".join(map(_ranked_words, ranked))
    return Done([_ranked_data(row) for row in ranked], text or "no takes to choose from")


@action(
    "comp.accept",
    help="let the best take of each line play, as suggested",
    example="comp.accept Vox",
    waits=True,
)
async def accept(
    studio: Studio, track: ATrack, span: Annotated[Span | None, Param("span", "only there", rest=True)] = None
) -> Done:
    """One change, boundaries settled; undo takes all of it back."""
    ranked = await _ranked(studio, track, span)

    def change(song: Song) -> Song:
        for row in ranked:
            if row.takes:
                song = edits.choose_take(song, TakeId(row.takes[0][0]), row.start, row.end)
        return song

    trial = change(studio.song)
    settled = await asyncio.to_thread(settle_boundaries, studio.folder, trial, track)
    found = the_track(studio.song, track)
    song = await studio.keeper.edit(
        f"best of {found.name}", lambda now: with_settled(change(now), track, settled)
    )
    chosen = ", ".join(f"{row.name} take {row.takes[0][1]}" for row in ranked if row.takes)
    return Done(comp_data(song, the_track(song, track)), f"{found.name}: {chosen or 'nothing to choose'}")


async def _ranked(studio: Studio, track: TrackId, span: Span | None) -> list[RankedRow]:
    song = studio.song
    found = the_track(song, track)
    rows = [row for row in comp_rows(song, found) if row.takes and _asked(row, span)]
    lined = [row for row in rows if row.kind != "section" or not _has_lines(row, rows)]
    if not lined:
        return []
    wanted = [row_to_rank(studio.folder, song, row) for row in lined]
    return await studio.jobs.run(f"best of {found.name}", rank_rows, wanted, song.rate)


def _asked(row: CompRow, span: Span | None) -> bool:
    return span is None or (span.start <= row.start and row.end <= span.end)


def _has_lines(section: CompRow, rows: list[CompRow]) -> bool:
    return any(row.kind == "line" and section.start <= row.start and row.end <= section.end for row in rows)


def _ranked_data(row: RankedRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "text": row.text,
        "start": row.start,
        "end": row.end,
        "takes": [
            {"take": number, "score": score, "reasons": list(reasons)}
            for _, number, score, reasons in row.takes
        ],
    }


def _ranked_words(row: RankedRow) -> str:
    told = [
        f"take {number} {', '.join(reasons) or 'nothing against it'}" for _, number, _, reasons in row.takes
    ]
    return f"{row.name}: " + "; ".join(told)

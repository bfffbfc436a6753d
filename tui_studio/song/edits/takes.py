"""Edits of takes: which one plays, what the player thinks of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song import comp
from tui_studio.song.edits.checks import change_track, position, the_take
from tui_studio.song.edits.passes import put_on_top
from tui_studio.song.model import COLOURS, Segment, Song, Source, SourceId, TakeId, Track
from tui_studio.song.names import clean_name, clean_note
from tui_studio.units import Frames

BEST_RATING = 5


def choose_take(song: Song, take_id: TakeId, start: int | None = None, end: int | None = None) -> Song:
    """The take plays where it lies: over its span, or between `start` and `end` as far as it reaches."""
    track, take = the_take(song, take_id)
    if take.hidden:
        raise BadInputError(
            "a hidden take cannot be chosen", where=_called(track, take.number), hint="show it first"
        )
    first = take.start if start is None else max(take.start, position(start, "the start"))
    last = (
        take.start + take.frames if end is None else min(take.start + take.frames, position(end, "the end"))
    )
    if first >= last:
        raise BadInputError(
            "the take does not reach there",
            where=_called(track, take.number),
            hint="take.list tells where each take lies; choose one that sounds there",
        )
    return put_on_top(song, track.id, Segment(take=take.id, start=Frames(first), end=Frames(last)))


def rate_take(song: Song, take_id: TakeId, rating: int) -> Song:
    """0 (not rated) to 5 stars."""
    if isinstance(rating, bool) or not isinstance(rating, int) or not 0 <= rating <= BEST_RATING:
        raise BadInputError(f"a take cannot have {rating} stars", hint=f"use 0 to {BEST_RATING}")
    return _change(song, take_id, rating=rating)


def name_take(song: Song, take_id: TakeId, name: str) -> Song:
    """A name beside the number; empty takes it away. Two takes may share one."""
    return _change(song, take_id, name=clean_name(name, "the take's name") if name.strip() else "")


def note_take(song: Song, take_id: TakeId, note: str) -> Song:
    """A remark of any length; empty takes it away."""
    return _change(song, take_id, note=clean_note(note, "the note"))


def certify(song: Song, source: SourceId, checksum: str) -> Song:
    """The takes of this file have its checksum in their certificates, but for those that have one already."""
    for track in song.tracks:
        for take in track.takes:
            if take.source == source and take.certificate and not take.certificate.checksum:
                certificate = msgspec.structs.replace(take.certificate, checksum=checksum)
                song = _change(song, take.id, certificate=certificate)
    return song


def hide_take(song: Song, take_id: TakeId, hidden: bool = True) -> Song:
    """Take it out of sight and of every comp, where the latest other take plays instead; or show it again.

    The file stays. A take that is shown again plays only when it is chosen.
    """
    track, take = the_take(song, take_id)
    if hidden and not take.hidden:
        song = change_track(song, track.id, comps=_comps_without(track, take_id))
    return _change(song, take_id, hidden=bool(hidden))


def set_take_colour(song: Song, take_id: TakeId, colour: str) -> Song:
    """A colour to know the take by; empty takes it away."""
    clean = colour.strip().casefold()
    if clean and clean not in COLOURS:
        raise BadInputError(f"there is no colour '{colour}'", hint=f"use one of {', '.join(COLOURS)}")
    return _change(song, take_id, colour=clean)


def delete_take(song: Song, take_id: TakeId) -> Song:
    """The song without this take; where it played, the latest other one does. Its file stays until it is cleaned up."""
    track, _ = the_take(song, take_id)
    takes = tuple(take for take in track.takes if take.id != take_id)
    return change_track(song, track.id, takes=takes, comps=_comps_without(track, take_id))


def unused_sources(song: Song) -> tuple[Source, ...]:
    """The sources no take and no clip plays: what cleaning up would take away."""
    used = {one.source for track in song.tracks for one in track.takes}
    used |= {one.source for track in song.tracks for one in track.clips}
    return tuple(source for source in song.sources if source.id not in used)


def forget_sources(song: Song, sources: Iterable[SourceId]) -> Song:
    """The song without these sources, of which none may be in use: for when their files are cleaned up."""
    wanted = set(sources)
    if not wanted <= {source.id for source in unused_sources(song)}:
        raise BadInputError("a file is still in use", hint="delete the takes and clips that play it first")
    return msgspec.structs.replace(
        song, sources=tuple(source for source in song.sources if source.id not in wanted)
    )


def _comps_without(track: Track, take_id: TakeId) -> tuple[object, ...]:
    others = [take for take in track.takes if take.id != take_id and not take.hidden]
    return tuple(
        msgspec.structs.replace(one, segments=comp.without_take(one.segments, take_id, others))
        for one in track.comps
    )


def _change(song: Song, take_id: TakeId, **changes: object) -> Song:
    track, _ = the_take(song, take_id)
    takes = tuple(
        msgspec.structs.replace(one, **changes) if one.id == take_id else one for one in track.takes
    )
    return change_track(song, track.id, takes=takes)


def _called(track: Track, number: int) -> str:
    return f"{track.name}, take {number}"

"""Laying the song's sections anew, and what recorded audio does then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_notebook, new_id
from tui_studio.song.model import (
    Certificate,
    Clip,
    ClipId,
    Comp,
    GroupId,
    Segment,
    Song,
    Span,
    Take,
    TakeId,
    Track,
)
from tui_studio.song.notebook import Section
from tui_studio.song.relaying import Piece, Region, heard_pieces, moved, nothing_moves, pieces, regions
from tui_studio.song.timeline import sections_of
from tui_studio.units import Frames

MOVE, STAY = "move", "stay"


def lay_sections(song: Song, sections: Sequence[Section], recorded: str | None = None) -> Song:
    """The song with these sections.

    `recorded` says what recorded audio does: `move` with its section, or `stay` at its frames. Raises BadInputError when
    audio would be concerned and nothing is said. Markers, loop and punch follow their sections unless audio stays.
    """
    return relay(song, change_notebook(song, sections=tuple(sections)), recorded)


def relay(song: Song, laid_anew: Song, recorded: str | None = None) -> Song:
    """`laid_anew`, a song whose sections lie elsewhere than `song`'s, with what was placed moved as `lay_sections` says."""
    laid = regions(sections_of(song), sections_of(laid_anew))
    if nothing_moves(laid, _last_frame(song)):
        return laid_anew
    choice = _choice(song, laid, recorded)
    return laid_anew if choice == STAY else _move_all(laid_anew, laid)


def _choice(song: Song, laid: Sequence[Region], recorded: str | None) -> str:
    if recorded not in {None, MOVE, STAY}:
        raise BadInputError(f"recorded audio cannot '{recorded}'", hint=f"use {MOVE} or {STAY}")
    if recorded is None and not nothing_moves(laid, _last_recorded(song)):
        raise BadInputError(
            "sections with recorded audio would move",
            hint="say recorded=move (the audio follows its section) or recorded=stay (it stays where it is)",
        )
    return recorded or MOVE


def _last_recorded(song: Song) -> int:
    return _last_audio(track for track in song.tracks if not track.plays_guide)


def _last_frame(song: Song) -> int:
    """The last frame anything is at."""
    places = [marker.position + 1 for marker in song.markers]
    spans = [span.end for span in (song.loop, song.punch) if span]
    return max([_last_audio(song.tracks), *places, *spans])


def _last_audio(tracks: Iterable[Track]) -> int:
    lasts = (
        max(
            max((take.start + take.frames for take in track.takes), default=0),
            max((clip.start + clip.frames for clip in track.clips), default=0),
        )
        for track in tracks
    )
    return max(lasts, default=0)


def _move_all(song: Song, laid: Sequence[Region]) -> Song:
    groups: dict[tuple[GroupId, int], GroupId] = {}
    for track in song.tracks:
        song = _move_track(song, track, laid, groups)
    markers = sorted(
        (msgspec.structs.replace(one, position=moved(laid, one.position)) for one in song.markers),
        key=lambda marker: (marker.position, marker.id),
    )
    return msgspec.structs.replace(
        song,
        markers=tuple(markers),
        loop=_moved_span(laid, song.loop),
        punch=_moved_span(laid, song.punch),
    )


def _moved_span(laid: Sequence[Region], span: Span | None) -> Span | None:
    """The span where its ends come to lie; as it is when they come to lie the wrong way round."""
    if span is None:
        return None
    start, end = moved(laid, span.start), Frames(moved(laid, span.end - 1) + 1)
    return Span(start, end) if start < end else span


class _Part(NamedTuple):
    """What became of a part of a take: its old span, how far it moved, and the take it now is."""

    old: TakeId
    start: int
    end: int
    shift: int
    take: Take


def _move_track(
    song: Song, track: Track, laid: Sequence[Region], groups: dict[tuple[GroupId, int], GroupId]
) -> Song:
    parts: list[_Part] = []
    for take in track.takes:
        for index, piece in enumerate(list(pieces(laid, take.start, take.start + take.frames))):
            song, take_id = new_id(song) if index else (song, take.id)
            part = _part_of_take(take, TakeId(take_id), piece)
            parts.append(_Part(take.id, piece.start, piece.end, piece.shift or 0, part))
    clips: list[Clip] = []
    for clip in track.clips:
        song, moved_clips = _move_clip(song, clip, laid, groups)
        clips.extend(moved_clips)
    comps = tuple(_move_comp(comp, laid, parts) for comp in track.comps)
    takes = tuple(part.take for part in parts)
    changed = msgspec.structs.replace(track, takes=takes, comps=comps, clips=tuple(clips))
    tracks = tuple(changed if one.id == track.id else one for one in song.tracks)
    return msgspec.structs.replace(song, tracks=tracks)


def _part_of_take(take: Take, take_id: TakeId, piece: Piece) -> Take:
    """The part of a take that a piece is. A part whose section was removed is kept where it was, hidden."""
    before = piece.start - take.start
    return msgspec.structs.replace(
        take,
        id=take_id,
        start=Frames(piece.start + (piece.shift or 0)),
        frames=Frames(piece.end - piece.start),
        offset=Frames(take.offset + before),
        certificate=_part_of_certificate(take.certificate, before, piece.end - piece.start),
        hidden=take.hidden or piece.shift is None,
    )


def _part_of_certificate(certificate: Certificate | None, before: int, frames: int) -> Certificate | None:
    """What is known of a part: its own gaps and xruns, counted from its first frame."""
    if certificate is None or not (before or certificate.gaps or certificate.xruns):
        return certificate
    gaps = (
        msgspec.structs.replace(
            gap,
            start=Frames(max(0, gap.start - before)),
            frames=max(0, gap.frames - max(0, before - gap.start)),
        )
        for gap in certificate.gaps
        if gap.start + max(1, gap.frames) > before and gap.start < before + frames
    )
    xruns = tuple(Frames(at - before) for at in certificate.xruns if before <= at < before + frames)
    over = certificate.first_over
    inside = over is not None and before <= over < before + frames
    first_over = Frames(over - before) if over is not None and inside else None
    return msgspec.structs.replace(certificate, gaps=tuple(gaps), xruns=xruns, first_over=first_over)


def _move_clip(
    song: Song, clip: Clip, laid: Sequence[Region], groups: dict[tuple[GroupId, int], GroupId]
) -> tuple[Song, list[Clip]]:
    """What the clip falls into. The parts of a group in one section are a group."""
    parts: list[Clip] = []
    for piece in heard_pieces(laid, clip.start, clip.start + clip.frames):
        song, clip_id = new_id(song) if parts else (song, clip.id)
        part = part_of_clip(clip, ClipId(clip_id), piece.start, piece.end, piece.shift or 0)
        if clip.group is not None:
            region = next(one.start for one in laid if one.start <= piece.start < one.end)
            if (clip.group, region) not in groups:
                song, group = new_id(song)
                groups[clip.group, region] = GroupId(group)
            part = msgspec.structs.replace(part, group=groups[clip.group, region])
        parts.append(part)
    return song, parts


def part_of_clip(clip: Clip, clip_id: ClipId, start: int, end: int, shift: int = 0) -> Clip:
    """What a clip plays from `start` to `end`, moved by `shift`. Fades stay at the ends that stay, and fit."""
    before, after = start - clip.start, clip.start + clip.frames - end
    frames = end - start
    fade_in = 0 if before else min(clip.fade_in, frames)
    return msgspec.structs.replace(
        clip,
        id=clip_id,
        start=Frames(start + shift),
        offset=Frames(clip.offset + (after if clip.reverse else before)),
        frames=Frames(frames),
        fade_in=Frames(fade_in),
        fade_out=Frames(0 if after else min(clip.fade_out, frames - fade_in)),
    )


def _move_comp(comp: Comp, laid: Sequence[Region], parts: Sequence[_Part]) -> Comp:
    segments = [made for segment in comp.segments for made in _move_segment(segment, laid, parts)]
    return msgspec.structs.replace(comp, segments=tuple(sorted(segments, key=lambda one: one.start)))


def _move_segment(segment: Segment, laid: Sequence[Region], parts: Sequence[_Part]) -> Iterator[Segment]:
    own = [part for part in parts if part.old == segment.take and not part.take.hidden]
    for piece in heard_pieces(laid, segment.start, segment.end):
        first, last, shift = piece.start - segment.slip, piece.end - segment.slip, piece.shift or 0
        part = max(own, key=lambda one: min(one.end, last) - max(one.start, first), default=None)
        if part is None:
            continue
        fade_in = segment.fade_in if piece.start == segment.start else 0
        fade_out = segment.fade_out if piece.end == segment.end else 0
        frames = piece.end - piece.start
        yield msgspec.structs.replace(
            segment,
            take=part.take.id,
            start=Frames(piece.start + shift),
            end=Frames(piece.end + shift),
            slip=Frames(segment.slip + shift - part.shift),
            fade_in=Frames(min(fade_in, frames)),
            fade_out=Frames(min(fade_out, frames)),
        )

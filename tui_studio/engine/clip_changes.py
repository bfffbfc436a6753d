"""A spec told as its difference to the one before. A comp may have thousands of clips: reading them all takes the engine's
interpreter for longer than a block lasts, and one that was chosen while the song rolls changes a handful.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import msgspec

from tui_studio.engine.protocol import ApplySpec, ClipChange, ClipSpec, EngineSpec, TrackSpec
from tui_studio.errors import EngineError


def change_to(spec: EngineSpec, before: EngineSpec) -> ApplySpec:
    """What makes an engine that runs `before` run `spec`."""
    known = _clips(before)
    changes = (_change(track, known.get(track.track, ())) for track in spec.tracks)
    bare = tuple(msgspec.structs.replace(track, clips=()) for track in spec.tracks)
    return ApplySpec(msgspec.structs.replace(spec, tracks=bare), before.serial, tuple(filter(None, changes)))


def spec_of(request: ApplySpec, before: EngineSpec) -> EngineSpec:
    """The whole spec that is asked for. Tracks whose clips stay have the very tuple of `before`.

    Raises EngineError when the request is the change of another spec.
    """
    if request.since is None:
        return request.spec
    if request.since != before.serial:
        raise EngineError(
            "the change is one of another spec",
            where=f"{request.since}, not {before.serial}",
            hint="send it whole",
        )
    clips = _clips(before)
    for change in request.changes:
        clips[change.track] = _changed(clips.get(change.track, ()), change)
    tracks = (
        msgspec.structs.replace(track, clips=clips.get(track.track, ())) for track in request.spec.tracks
    )
    return msgspec.structs.replace(request.spec, tracks=tuple(tracks))


def _clips(spec: EngineSpec) -> dict[int, tuple[ClipSpec, ...]]:
    return {track.track: track.clips for track in spec.tracks}


def _change(track: TrackSpec, old: Sequence[ClipSpec]) -> ClipChange | None:
    new = track.clips
    if new is old or new == old:
        return None
    head = _shared(zip(old, new, strict=False))
    tail = min(_shared(zip(reversed(old), reversed(new), strict=False)), min(len(old), len(new)) - head)
    return ClipChange(track.track, head, len(old) - tail - head, new[head : len(new) - tail])


def _shared(pairs: Iterator[tuple[ClipSpec, ClipSpec]]) -> int:
    """How many of the first pairs are of equals."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _changed(old: tuple[ClipSpec, ...], change: ClipChange) -> tuple[ClipSpec, ...]:
    if not 0 <= change.at <= change.at + change.cut <= len(old):
        raise EngineError(
            "the change does not fit the clips", where=f"{change.at}+{change.cut} of {len(old)}"
        )
    return (*old[: change.at], *change.put, *old[change.at + change.cut :])

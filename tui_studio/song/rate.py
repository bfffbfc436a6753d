"""The song at another rate: what is written in frames keeps its time.

Sections, tempo, lines and rolls are in bars and beats, and need nothing. What has sound is bound to the rate of its files:
a song keeps its rate as soon as it has some.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tui_studio.song.model import Song, Span
from tui_studio.units import Frames

IN_FRAMES: Final = frozenset({"markers", "loop", "punch"})
"""Fields of a song without sound that are in frames, or hold something that is."""


def at_rate(song: Song, rate: int) -> Song:
    """The song at this rate; its markers, loop and punch lie at the same time, to the nearest frame.

    They keep their order, and spans have at least a frame. There and back is within one frame of the lower rate.
    """
    if rate == song.rate:
        return song
    markers = tuple(
        msgspec.structs.replace(one, position=frame_at_rate(one.position, song.rate, rate))
        for one in song.markers
    )
    return msgspec.structs.replace(
        song,
        rate=rate,
        markers=markers,
        loop=_span_at_rate(song.loop, song.rate, rate),
        punch=_span_at_rate(song.punch, song.rate, rate),
    )


def frame_at_rate(frame: int, before: int, after: int) -> Frames:
    """The frame of the rate `after` that is nearest in time to one of the rate `before`; halfway the later one."""
    return Frames((2 * frame * after + before) // (2 * before))


def _span_at_rate(span: Span | None, before: int, after: int) -> Span | None:
    if span is None:
        return None
    start = frame_at_rate(span.start, before, after)
    return Span(start, Frames(max(start + 1, frame_at_rate(span.end, before, after))))

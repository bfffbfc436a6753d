"""What a change of the structure does to recorded audio: from where sections lay to where they lie.

Audio follows its section: it is moved as far as the section's first frame is, never stretched. What spans
sections that move differently is split at their borders. Where a section became shorter, what no longer fits in
it is not heard; where one was removed, its audio is not. No take loses a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui_studio.song.timeline import PlacedSection
from tui_studio.units import Frames

LAST = 2**53
"""Beyond every frame of a song."""


class Region(NamedTuple):
    """A stretch of the old timeline that moves as one."""

    start: int
    end: int
    shift: int | None
    """By how much it moves; None when its section was removed."""
    heard: int
    """The first old frame that no longer fits in its section."""


class Piece(NamedTuple):
    """A part of something placed: its old span, and by how much it moves."""

    start: int
    end: int
    shift: int | None


def regions(old: Sequence[PlacedSection], new: Sequence[PlacedSection]) -> tuple[Region, ...]:
    """How the old timeline moves, in order and without holes.

    What follows the last section moves with the end of those that were there; a section added after them is laid under it.
    """
    if not old:
        return (Region(0, LAST, 0, LAST),)
    places = {placed.section.id: placed for placed in new}
    made = [_region(placed, places.get(placed.section.id)) for placed in old]
    known = {placed.section.id for placed in old}
    end = max((placed.end for placed in new if placed.section.id in known), default=0)
    made.append(Region(old[-1].end, LAST, end - old[-1].end, LAST))
    return tuple(_merged(made))


def nothing_moves(laid: Sequence[Region], end: int) -> bool:
    """Whether everything before `end` stays as it is."""
    return all(region.shift == 0 and region.heard == region.end for region in laid if region.start < end)


def pieces(laid: Sequence[Region], start: int, end: int) -> Iterator[Piece]:
    """The parts a span falls into."""
    for region in laid:
        first, last = max(start, region.start), min(end, region.end)
        if first < last:
            yield Piece(first, last, region.shift)


def heard_pieces(laid: Sequence[Region], start: int, end: int) -> Iterator[Piece]:
    """The parts of a span that are still heard."""
    for region in laid:
        first, last = max(start, region.start), min(end, region.heard)
        if first < last and region.shift is not None:
            yield Piece(first, last, region.shift)


def moved(laid: Sequence[Region], frame: int) -> Frames:
    """Where a single frame comes to lie; what was in a removed section, where the next one begins."""
    for region in laid:
        if region.shift is not None and frame < region.heard:
            return Frames(max(frame, region.start) + region.shift)
    return Frames(frame)


def _region(old: PlacedSection, new: PlacedSection | None) -> Region:
    if new is None:
        return Region(old.start, old.end, None, old.start)
    length = min(old.end - old.start, new.end - new.start)
    return Region(old.start, old.end, new.start - old.start, old.start + length)


def _merged(made: Sequence[Region]) -> Iterator[Region]:
    """Neighbours that move alike as one."""
    last = made[0]
    for region in made[1:]:
        whole = last.heard == last.end or last.shift is None
        if region.shift == last.shift and whole:
            heard = region.start if region.shift is None else region.heard
            last = Region(last.start, region.end, last.shift, last.start if region.shift is None else heard)
        else:
            yield last
            last = region
    yield last

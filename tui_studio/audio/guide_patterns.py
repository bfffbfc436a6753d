"""What the guide's drummer plays in a bar. Plain data and arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

Hit = tuple[float, str, float]
"""Beat from 0, drum, gain."""


class Feel(StrEnum):
    """How full the drums are."""

    QUIET = "quiet"
    VERSE = "verse"
    CHORUS = "chorus"
    BRIDGE = "bridge"


_FEELS: Final = {
    "intro": Feel.QUIET, "outro": Feel.QUIET, "coda": Feel.QUIET, "break": Feel.QUIET, "interlude": Feel.QUIET,
    "verse": Feel.VERSE, "strophe": Feel.VERSE, "solo": Feel.CHORUS, "chorus": Feel.CHORUS, "refrain": Feel.CHORUS,
    "hook": Feel.CHORUS, "pre": Feel.BRIDGE, "bridge": Feel.BRIDGE, "middle": Feel.BRIDGE,
}  # fmt: skip
_GROUPS: Final = {1: (1,), 2: (2,), 3: (3,), 4: (2, 2), 5: (3, 2), 6: (2, 2, 2), 7: (2, 2, 3)}


def feel_of(section: str) -> Feel:
    """The feel that a section's name asks for; a verse's for a name that says nothing."""
    name = section.lower()
    return next((feel for word, feel in _FEELS.items() if word in name.split()), None) or next(
        (feel for word, feel in _FEELS.items() if name.startswith(word)), Feel.VERSE
    )


def hits_of_bar(feel: Feel, beats: int, beat_unit: int, *, begins: bool, fills: bool) -> Iterator[Hit]:
    """A bar of `beats` beats. `begins`: the first of its section (a crash); `fills`: the last of it (a fill)."""
    groups = _groups(beats, beat_unit)
    compound = _compound(beats, beat_unit)
    starts = [sum(groups[:index]) for index in range(len(groups))]
    if begins and feel in (Feel.CHORUS, Feel.BRIDGE):
        yield 0.0, "crash", 0.35
    yield from _time(feel, beats, compound=compound)
    if feel is Feel.QUIET:
        yield 0.0, "kick", 0.6
        return
    fill_from = beats - groups[-1] + (1.0 if groups[-1] > 1 else 0.0)
    for number, (start, length) in enumerate(zip(starts, groups, strict=True)):
        if compound:
            yield float(start), "snare" if number % 2 else "kick", 0.6 if number % 2 else 0.8
            continue
        yield float(start), "kick", 0.8
        if length > 1 and not (fills and start + length - 1 >= fill_from):
            yield float(start + length - 1 if length > 2 else start + 1), _backbeat(feel), 0.6
    if feel is Feel.CHORUS and not compound and beats >= 4:
        yield starts[1] - 0.5 if len(starts) > 1 else 1.5, "kick", 0.6
    if fills:
        yield from _fill(fill_from, beats)


def _time(feel: Feel, beats: int, *, compound: bool) -> Iterator[Hit]:
    """The hats (or the ride of a bridge) that keep the time."""
    name = "ride" if feel is Feel.BRIDGE else "hat"
    step = 1.0 if compound or feel is Feel.QUIET else 0.5
    for index in range(round(beats / step)):
        at = index * step
        yield at, name, 0.22 if at == int(at) else 0.14


def _fill(start: float, beats: int) -> Iterator[Hit]:
    for index in range(max(0, round((beats - start) * 4))):
        yield start + index / 4.0, "snare" if index < 2 else "tom", 0.3 + 0.06 * index


def _backbeat(feel: Feel) -> str:
    return "rim" if feel is Feel.BRIDGE else "snare"


def _compound(beats: int, beat_unit: int) -> bool:
    return beat_unit >= 8 and beats % 3 == 0


def _groups(beats: int, beat_unit: int) -> tuple[int, ...]:
    if _compound(beats, beat_unit):
        return (3,) * (beats // 3)
    if beats in _GROUPS:
        return _GROUPS[beats]
    return (2,) * (beats // 2 - beats % 2) + ((3,) if beats % 2 else ())

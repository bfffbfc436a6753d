"""Takes of one span ranked by what was measured of them. The reasons are data; the studio makes words of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

from tui_studio.audio.take_facts import TakeFacts, timing_to_others

RATING_POINTS: Final = 100.0
"""A star weighs more than all measurements together: those give `_MOST` at most."""
_MOST: Final = 90.0


class _Measure(NamedTuple):
    kind: str
    unit: str
    points: float
    """What one unit costs."""
    least: float
    """Units below which takes are the same."""


_TIMING: Final = _Measure("timing", "ms", 1.0, 2.0)
_SPREAD: Final = _Measure("timing spread", "ms", 1.0, 2.0)
_PITCH: Final = _Measure("pitch", "cents", 1.5, 2.0)
_NOISE: Final = _Measure("noise", "dB", 0.5, 3.0)


@dataclass(frozen=True)
class Candidate:
    """A take that could be chosen."""

    facts: TakeFacts
    gaps: int = 0
    """Gaps that its certificate knows of in the span."""
    rating: int = 0
    """0 … 5."""
    covers: float = 1.0
    """The part of the span that the take covers, 0 … 1."""


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for or against a take."""

    kind: str
    """`gaps`, `overs`, `incomplete`, `silent`, `timing`, `timing spread`, `pitch`, `noise`, `rating`."""
    value: float
    unit: str
    """`ms`, `cents`, `dB`, `%`, `stars`, or empty for a count. Signed as it is measured: early timing is negative."""
    others: float | None
    """The median of the other takes, where it is held against them."""
    points: float
    """What it adds to the take's score."""


@dataclass(frozen=True)
class Ranked:
    """A take's place."""

    index: int
    """Into the candidates."""
    score: float
    reasons: tuple[Reason, ...]
    """The weightiest first."""


def rank_takes(candidates: Sequence[Candidate], rate: int) -> list[Ranked]:
    """The best first; among equals the later take, which the player knew more for."""
    against_others = timing_to_others([one.facts for one in candidates], rate)
    timings = [one.facts.timing or other for one, other in zip(candidates, against_others, strict=True)]
    offsets = [each.offset_ms if each else None for each in timings]
    spreads = [each.spread_ms if each else None for each in timings]
    wanders = [one.facts.intonation.wander_cents if one.facts.intonation else None for one in candidates]
    noises = [None if one.facts.silent else one.facts.noise_db for one in candidates]
    ranked = []
    for index, candidate in enumerate(candidates):
        reasons = [
            *_faults(candidate),
            *_compared(_TIMING, offsets, index, abs),
            *_compared(_SPREAD, spreads, index),
            *_compared(_PITCH, wanders, index),
            *_compared(_NOISE, noises, index),
        ]
        measured = max(-_MOST, min(0.0, sum(reason.points for reason in reasons)))
        if candidate.rating:
            reasons.append(
                Reason("rating", candidate.rating, "stars", None, RATING_POINTS * candidate.rating)
            )
        reasons.sort(key=lambda reason: -abs(reason.points))
        ranked.append(Ranked(index, measured + RATING_POINTS * candidate.rating, tuple(reasons)))
    return sorted(ranked, key=lambda each: (-each.score, -each.index))


def _faults(candidate: Candidate) -> list[Reason]:
    facts = candidate.facts
    found = []
    if candidate.covers < 1.0:
        missing = 100.0 * (1.0 - candidate.covers)
        found.append(Reason("incomplete", missing, "%", None, -40.0 - 0.5 * missing))
    if facts.silent:
        found.append(Reason("silent", facts.level_db, "dB", None, -_MOST))
    if candidate.gaps:
        found.append(Reason("gaps", candidate.gaps, "", None, -30.0 - 5.0 * candidate.gaps))
    if facts.overs:
        found.append(Reason("overs", facts.overs, "", None, -8.0 - 2.0 * min(facts.overs, 6)))
    return found


def _compared(
    measure: _Measure,
    values: Sequence[float | None],
    index: int,
    size: Callable[[float], float] = lambda value: value,
) -> list[Reason]:
    """What a take's value is worth beside the best of them; nothing where it is as good as the rest."""
    mine = values[index]
    known = [value for value in values if value is not None]
    others = [value for at, value in enumerate(values) if at != index and value is not None]
    if mine is None or not others:
        return []
    points = -min(25.0, measure.points * (size(mine) - min(size(value) for value in known)))
    middle = median(others)
    if (
        abs(size(mine) - median(size(value) for value in others)) < measure.least
        and points > -measure.least * measure.points
    ):
        return []
    return [Reason(measure.kind, mine, measure.unit, middle, points)]

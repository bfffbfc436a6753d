"""Which song position was heard at which clock, remembered so that what was played can be put where it was
played.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_studio.engine.rt.contract import Announcement


@dataclass(frozen=True)
class MotionSpan:
    """The transport rolled from `clock` (song `position`) to before `end`; None while it still rolls."""

    clock: int
    position: int
    end: int | None = None
    pace: int = 100
    """Percent of the song's tempo at which it was heard, from song position `origin` on."""
    origin: int = 0

    def position_at(self, clock: int) -> int:
        """The song position heard at this clock; what was played before the span leads into it at its own speed."""
        into = max(0, clock - self.clock)
        heard = self.origin + (self.position + into - self.origin) * self.pace // 100
        return heard - max(0, self.clock - clock)


@dataclass(frozen=True)
class Placed:
    """The captured frames from `clock` to before `end` belong at song `position`."""

    clock: int
    end: int
    position: int
    pace: int = 100


class MotionLog:
    """The spans of one opened device, oldest first. Called from: butler (`note`), any thread (`spans`)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spans: list[MotionSpan] = []

    def note(self, kind: int, clock: int, position: int, pace: int = 100, origin: int = 0) -> None:
        """Take in an announcement; those that are not about motion are ignored. What is played before the
        song's start has no place in it. `pace` and `origin` as in `MotionSpan`.
        """
        with self._lock:
            if kind in (Announcement.ROLLED, Announcement.WRAPPED):
                self._end(clock)
                before = max(0, -position)
                self._spans.append(MotionSpan(clock + before, position + before, None, pace, origin))
            elif kind in (Announcement.STOPPED, Announcement.NEED_PLAN):
                self._end(clock)

    def forget_before(self, clock: int) -> None:
        """Drop the spans that ended before `clock`."""
        with self._lock:
            self._spans = [span for span in self._spans if span.end is None or span.end > clock]

    def spans(self) -> list[MotionSpan]:
        """A copy, oldest first."""
        with self._lock:
            return list(self._spans)

    def _end(self, clock: int) -> None:
        if self._spans and self._spans[-1].end is None:
            self._spans[-1] = replace(self._spans[-1], end=max(clock, self._spans[-1].clock))


def place(
    spans: list[MotionSpan],
    start: int,
    end: int,
    *,
    latency: int,
    playhead: int,
    shortest: int,
    taken: Sequence[tuple[int, int]] = (),
) -> list[Placed]:
    """Where the captured frames from clock `start` to before `end` belong.

    What was played while the transport rolled goes where it was heard (`latency` frames earlier than it
    arrived), the silence of the transport after a span goes with it as its tail, and what came before the
    first one leads into it as far as the song's start. What is left of that, or everything if nothing
    rolled, is placed so that it ends at the playhead (or starts there if the song is shorter). Leads
    shorter than `shortest` are not worth a take, nor are rolls before the last one, unless they are rounds of a loop.
    The spans of clocks that are `taken` (in order) are left out, and with them rests shorter than `shortest`.
    """

    def rests(first: int, last: int) -> list[tuple[int, int]]:
        return _rests(first, last, taken, shortest)

    heard = [span for span in _arrivals(spans, latency) if span.clock < end and (span.end or end) > start]
    rolled = sum(min(end, span.end or end) - max(start, span.clock) for span in heard)
    if rolled < min(shortest, (end - start) // 2) or not heard:
        return [_before_playhead(*rest, playhead) for rest in rests(start, end)]
    result: list[Placed] = []
    rounds = _rounds(heard)
    for index, span in enumerate(heard):
        first = max(start, span.clock)
        if index == 0:
            first = max(start, span.clock - span.position_at(span.clock))
            if first - start >= max(1, shortest):
                result += [_before_playhead(*rest, 0) for rest in rests(start, first)]
        last = heard[index + 1].clock if index + 1 < len(heard) else end
        worth = last - first >= shortest or last == end or index in rounds
        if last > first and worth:
            result += [Placed(at, until, span.position_at(at), span.pace) for at, until in rests(first, last)]
    return result


def _rests(first: int, last: int, taken: Sequence[tuple[int, int]], shortest: int) -> list[tuple[int, int]]:
    """What is left of `first` to `last`; what is cut to less than `shortest` is not."""
    rests, at = [], first
    for begin, end in (*taken, (last, last)):
        until = min(begin, last)
        whole = (at, until) == (first, last)
        if until > at and (whole or until - at >= shortest):
            rests.append((at, until))
        at = max(at, end)
    return rests


def _rounds(spans: list[MotionSpan]) -> set[int]:
    """The indices of those that go on where another one ends, or end where another one goes on."""
    wraps = [after for after in range(1, len(spans)) if spans[after - 1].end == spans[after].clock]
    return {index for after in wraps for index in (after - 1, after)}


def _arrivals(spans: list[MotionSpan], latency: int) -> list[MotionSpan]:
    """The spans by the clock at which what was played to them arrived; those without a frame are left out."""
    return [
        replace(span, clock=span.clock + latency, end=None if span.end is None else span.end + latency)
        for span in spans
        if span.end is None or span.end > span.clock
    ]


def _before_playhead(start: int, end: int, playhead: int) -> Placed:
    frames = end - start
    return Placed(start, end, playhead - frames if playhead >= frames else playhead)

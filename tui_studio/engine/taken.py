"""Which captured frames went into takes already, so that nothing is kept twice."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Collection
from dataclasses import dataclass

from tui_studio.engine.open_pass import OpenPass
from tui_studio.engine.protocol import TakeFile
from tui_studio.engine.ring import CaptureRing


@dataclass(frozen=True)
class _Taken:
    """The frames from clock `first` to before `end` of these inputs, in a take."""

    take: tuple[int, int]
    """Track and pass."""
    inputs: tuple[int, ...]
    first: int
    end: int


class TakenLog:
    """Of the ring that was recorded from last; what it holds no longer is forgotten. Called from: any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring: weakref.ref[CaptureRing] | None = None
        self._taken: list[_Taken] = []

    def note(self, done: OpenPass) -> None:
        """The files of this pass are whole."""
        ring, pass_id = done.ring, done.request.pass_id
        new = [
            _Taken((take.file.track, pass_id), tuple(take.file.inputs), each.first, each.cursor)
            for each in done.rounds
            for take in each.takes
        ]
        with self._lock:
            known = self._taken if self._ring is not None and self._ring() is ring else []
            self._ring = weakref.ref(ring)
            self._taken = [one for one in (*known, *new) if one.end > ring.oldest]

    def spans(
        self, ring: CaptureRing, file: TakeFile, have: Collection[tuple[int, int]]
    ) -> tuple[tuple[int, int], ...]:
        """The spans of clocks that are in takes of this file's track and inputs, in order. Of those takes only they count
        that are in `have`, as (track, pass).
        """
        with self._lock:
            if self._ring is None or self._ring() is not ring:
                return ()
            taken = self._taken
        inputs = tuple(file.inputs)
        return tuple(
            sorted(
                (one.first, one.end)
                for one in taken
                if one.take[0] == file.track and one.inputs == inputs and one.take in have
            )
        )

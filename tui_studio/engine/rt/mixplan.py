"""The part of a render plan that the callback sees: arrays, a ring, and the working memory of its mix."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.ring import PlaybackRing
from tui_studio.engine.rt.click import FRONT, ClickRow
from tui_studio.engine.rt.tape import Monitors, Tape


@dataclass
class MixPlan:
    """Index arrays are int64 and as long as what they index. The ring has one row more for the click, if
    there is one.

    Two matrix products make the mix: stereo x playback rows (the rows of the ring, in order) and stereo x
    device inputs (to which the monitor rows, each taking an input, are added up).
    """

    serial: int
    ring: PlaybackRing
    row_slot: NDArray[np.int64]
    """Per playback row: slot of its strip in the shared block."""
    row_side: NDArray[np.int64]
    """Per playback row: 0 mono, 1 left of a pair, 2 right of a pair."""
    row_monitor: NDArray[np.int64]
    """Per playback row: its track's monitor mode as a number (`rt.tape.Listening`)."""
    row_armed: NDArray[np.bool_]
    monitor_input: NDArray[np.int64]
    """Per monitor row: device input, from 0."""
    monitor_slot: NDArray[np.int64]
    monitor_side: NDArray[np.int64]
    monitor_mode: NDArray[np.int64]
    monitor_armed: NDArray[np.bool_]
    punch: tuple[int, int] | None
    loop: tuple[int, int] | None
    inputs: int
    """Inputs of the device."""
    outputs: int
    master_outputs: tuple[int, ...]
    """Outputs, from 0, that carry the master: left and right, one with the mean of both, or none."""
    click: ClickRow | None = None
    number: int = 0
    """Tells it from all other plans of this engine; published when the callback adopts it."""
    tape: Tape = field(init=False, repr=False)
    monitors: Monitors = field(init=False, repr=False)
    apart: bool = field(init=False, repr=False)
    """What the outputs carry is not just left and right of the master with the click."""
    alone: tuple[bool, ...] = field(init=False, repr=False)
    """By `Hearing`: the tape, with the click on it, is all that can be heard, and nothing is `apart`. Then a mix that is
    made ahead has the click in it.
    """

    def __post_init__(self) -> None:
        has_input = np.isin(self.row_slot, self.monitor_slot)
        self.tape = Tape(
            self.ring,
            slot=self.row_slot,
            side=self.row_side,
            mode=self.row_monitor,
            records=self.row_armed & has_input,
            has_input=has_input,
        )
        self.monitors = Monitors(
            self.inputs,
            source=self.monitor_input,
            slot=self.monitor_slot,
            side=self.monitor_side,
            mode=self.monitor_mode,
            armed=self.monitor_armed,
        )
        own_click = self.click is not None and bool(self.click.outputs)
        self.apart = own_click or self.outputs != len(FRONT) or self.master_outputs != FRONT
        self.alone = tuple(not self.apart and not heard.any() for heard in self.monitors.heard)

"""The render plan: everything the callback needs to make sound, prepared by others and swapped in whole.

A plan is built by the command thread, its playback ring is filled by the butler, it is adopted by the callback with one
assignment at a block's start, and freed by the command thread. Within a plan nothing changes size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.protocol import EngineSpec, MonitorMode, TrackSpec
from tui_studio.engine.ring import PlaybackRing


@dataclass(frozen=True)
class Row:
    """One row of the playback ring: a channel of a track."""

    track: TrackSpec
    side: int
    """0 for mono or left, 1 for right."""


@dataclass
class RenderPlan:
    """See the module. Index arrays are int64 and as long as what they index.

    The mix is one matrix product: `outputs x (playback rows + monitor rows)`. Playback rows are the rows of the ring in
    `rows` order; monitor rows take a device input each.
    """

    serial: int
    ring: PlaybackRing
    rows: tuple[Row, ...]
    row_slot: NDArray[np.int64]
    """Per playback row: slot of its strip in the shared block."""
    row_side: NDArray[np.int64]
    """Per playback row: 0 mono, 1 left of a pair, 2 right of a pair."""
    row_monitor: NDArray[np.int64]
    """Per playback row: its track's monitor mode as a number (`MONITOR_CODES`)."""
    row_armed: NDArray[np.bool_]
    monitor_input: NDArray[np.int64]
    """Per monitor row: device input, from 0."""
    monitor_slot: NDArray[np.int64]
    monitor_side: NDArray[np.int64]
    monitor_mode: NDArray[np.int64]
    monitor_armed: NDArray[np.bool_]
    punch: tuple[int, int] | None
    loop: tuple[int, int] | None
    outputs: int
    spec: EngineSpec = field(repr=False, default_factory=lambda: EngineSpec(0))


MONITOR_CODES = {MonitorMode.AUTO: 0, MonitorMode.INPUT: 1, MonitorMode.TAPE: 2, MonitorMode.OFF: 3}


def build_plan(
    spec: EngineSpec, *, start: int, capacity: int, max_block: int, device_inputs: int, outputs: int
) -> RenderPlan:
    """A plan for this spec whose empty ring begins at song position `start`. Called from: command thread.

    Inputs that the device does not have are left out of the monitor rows.
    """
    rows = tuple(Row(track, side) for track in spec.tracks for side in range(track.channels))
    monitors = [
        (track, side, device_input)
        for track in spec.tracks
        for side, device_input in enumerate(track.inputs)
        if 0 <= device_input < device_inputs
    ]
    loop = (spec.loop.start, spec.loop.end) if spec.loop else None
    return RenderPlan(
        serial=spec.serial,
        ring=PlaybackRing(len(rows), capacity, max_block, start, loop),
        rows=rows,
        row_slot=np.array([row.track.slot for row in rows], np.int64),
        row_side=np.array([_side(row.track.channels, row.side) for row in rows], np.int64),
        row_monitor=np.array([MONITOR_CODES[row.track.monitor] for row in rows], np.int64),
        row_armed=np.array([row.track.armed for row in rows], np.bool_),
        monitor_input=np.array([device_input for _, _, device_input in monitors], np.int64),
        monitor_slot=np.array([track.slot for track, _, _ in monitors], np.int64),
        monitor_side=np.array([_side(len(track.inputs), side) for track, side, _ in monitors], np.int64),
        monitor_mode=np.array([MONITOR_CODES[track.monitor] for track, _, _ in monitors], np.int64),
        monitor_armed=np.array([track.armed for track, _, _ in monitors], np.bool_),
        punch=(spec.punch.start, spec.punch.end) if spec.punch else None,
        loop=loop,
        outputs=outputs,
        spec=spec,
    )


def _side(channels: int, side: int) -> int:
    return 0 if channels == 1 else side + 1

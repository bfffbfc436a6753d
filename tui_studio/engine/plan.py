"""The render plan: everything the callback needs to make sound, prepared by others and swapped in whole.

A plan is built by the command thread, its playback ring is filled by the butler, it is adopted by the
callback with one assignment at a block's start, and freed by the command thread. Within a plan nothing
changes size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from tui_studio.engine.protocol import ClickSpec, ClickWhen, EngineSpec, MonitorMode, SpanSpec, TrackSpec
from tui_studio.engine.ring import PlaybackRing, RingSpace
from tui_studio.engine.rt.click import FRONT, ClickRow
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.rt.tape import Listening

SHORTEST_LOOP: Final = 64
"""Frames. A loop shorter than this is taken as off: it would wrap many times in a block."""

MONITOR_CODES: Final = {
    MonitorMode.AUTO: Listening.AUTO,
    MonitorMode.INPUT: Listening.INPUT,
    MonitorMode.TAPE: Listening.TAPE,
    MonitorMode.OFF: Listening.OFF,
}


@dataclass(frozen=True)
class Row:
    """One row of the playback ring: a channel of a track."""

    track: TrackSpec
    side: int
    """0 for mono or left, 1 for right."""


@dataclass(frozen=True)
class Lead:
    """How a stream leads in: through `frames` up to `end`, of which the last `pre_roll` play the tracks."""

    number: int
    end: int
    pre_roll: int = 0


@dataclass
class RenderPlan(MixPlan):
    """See the module. `rows` are those rows of the ring that are tracks, in order."""

    rows: tuple[Row, ...] = field(repr=False, default=())
    spec: EngineSpec = field(repr=False, default_factory=lambda: EngineSpec(0))


def build_plan(
    spec: EngineSpec,
    *,
    start: int,
    capacity: int,
    max_block: int,
    device_inputs: int,
    outputs: int,
    lead: Lead | None = None,
    ring: PlaybackRing | None = None,
    space: RingSpace | None = None,
) -> RenderPlan:
    """A plan for this spec whose empty ring begins at song position `start`, or so far in `lead`.

    Called from: command thread, butler.

    Inputs that the device does not have are left out of the monitor rows. `ring` is that of an earlier
    plan whose tracks play the same over the same loop; `space` is for a new ring, see `PlaybackRing`.
    """
    rows = tuple(Row(track, side) for track in spec.tracks for side in range(track.channels))
    monitors = [
        (track, side, device_input)
        for track in spec.tracks
        for side, device_input in enumerate(track.inputs)
        if 0 <= device_input < device_inputs
    ]
    loop = _span(spec.loop, SHORTEST_LOOP)
    if ring is None:
        ring = PlaybackRing(
            ring_rows(spec), capacity, max_block, start, loop, space=space, **_lead_of(lead, start)
        )
    return RenderPlan(
        serial=spec.serial,
        ring=ring,
        row_slot=np.array([row.track.slot for row in rows], np.int64),
        row_side=np.array([_side(row.track.channels, row.side) for row in rows], np.int64),
        row_monitor=np.array([MONITOR_CODES[row.track.monitor] for row in rows], np.int64),
        row_armed=np.array([row.track.armed for row in rows], np.bool_),
        monitor_input=np.array([device_input for _, _, device_input in monitors], np.int64),
        monitor_slot=np.array([track.slot for track, _, _ in monitors], np.int64),
        monitor_side=np.array([_side(len(track.inputs), side) for track, side, _ in monitors], np.int64),
        monitor_mode=np.array([MONITOR_CODES[track.monitor] for track, _, _ in monitors], np.int64),
        monitor_armed=np.array([track.armed for track, _, _ in monitors], np.bool_),
        punch=_span(spec.punch, 1),
        loop=loop,
        inputs=device_inputs,
        outputs=outputs,
        master_outputs=_master_outputs(spec.master_outputs, outputs),
        click=_click(spec.click, ring, outputs),
        rows=rows,
        spec=spec,
    )


def ring_rows(spec: EngineSpec) -> int:
    """Rows of the playback ring: the tracks' channels, and one for the click if there is one."""
    return sum(track.channels for track in spec.tracks) + (spec.click is not None)


def _lead_of(lead: Lead | None, start: int) -> dict[str, int]:
    if lead is None or start >= lead.end:
        return {}
    count_in = max(0, lead.end - lead.pre_roll - start)
    return {"lead": lead.end - start, "count_in": count_in, "lead_number": lead.number}


def _master_outputs(asked: tuple[int, ...], outputs: int) -> tuple[int, ...]:
    fits = 1 <= len(asked) <= len(FRONT) and all(0 <= output < outputs for output in asked)
    return asked if fits and len(set(asked)) == len(asked) else FRONT[:outputs]


def _click(click: ClickSpec | None, ring: PlaybackRing, outputs: int) -> ClickRow | None:
    """Outputs that the device does not have are left out; without any, it goes to the outputs of the master."""
    if click is None:
        return None
    own = tuple(dict.fromkeys(output for output in click.outputs if 0 <= output < outputs))
    return ClickRow(ring, own, gated=click.when == ClickWhen.RECORDING)


def _span(span: SpanSpec | None, shortest: int) -> tuple[int, int] | None:
    return (span.start, span.end) if span is not None and span.end - span.start >= shortest else None


def _side(channels: int, side: int) -> int:
    return 0 if channels == 1 else side + 1

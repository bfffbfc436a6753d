"""A mix plan on its way into the sound process: numbers only, its ring by the memory it lies in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.protocol.spec import Wire
from tui_studio.engine.ring import PlaybackRing, RingSpace
from tui_studio.engine.rt.click import ClickRow
from tui_studio.engine.rt.mixplan import MixPlan


class RingForm(Wire, frozen=True):
    """As `PlaybackRing`, whose data begin with the first row of this memory. Plans with the same number share it."""

    number: int
    memory: int
    rows: int
    capacity: int
    max_block: int
    start: int
    loop: tuple[int, int] | None
    lead: int
    count_in: int
    lead_number: int


class ClickForm(Wire, frozen=True):
    """As `ClickRow`."""

    outputs: tuple[int, ...]
    gated: bool


class PlanForm(Wire, frozen=True):
    """As `MixPlan`, field by field."""

    number: int
    serial: int
    ring: RingForm
    row_slot: list[int]
    row_side: list[int]
    row_monitor: list[int]
    row_armed: list[bool]
    monitor_input: list[int]
    monitor_slot: list[int]
    monitor_side: list[int]
    monitor_mode: list[int]
    monitor_armed: list[bool]
    punch: tuple[int, int] | None
    loop: tuple[int, int] | None
    inputs: int
    outputs: int
    master_outputs: tuple[int, ...]
    click: ClickForm | None


def form_of(plan: MixPlan, ring_number: int, memory: int) -> PlanForm:
    """The plan whose ring has this number and lies in this memory."""
    ring, click = plan.ring, plan.click
    return PlanForm(
        number=plan.number,
        serial=plan.serial,
        ring=RingForm(
            number=ring_number,
            memory=memory,
            rows=ring.data.shape[0],
            capacity=ring.capacity,
            max_block=ring.max_block,
            start=ring.start,
            loop=ring.loop,
            lead=ring.lead,
            count_in=ring.count_in,
            lead_number=ring.lead_number,
        ),
        row_slot=plan.row_slot.tolist(),
        row_side=plan.row_side.tolist(),
        row_monitor=plan.row_monitor.tolist(),
        row_armed=plan.row_armed.tolist(),
        monitor_input=plan.monitor_input.tolist(),
        monitor_slot=plan.monitor_slot.tolist(),
        monitor_side=plan.monitor_side.tolist(),
        monitor_mode=plan.monitor_mode.tolist(),
        monitor_armed=plan.monitor_armed.tolist(),
        punch=plan.punch,
        loop=plan.loop,
        inputs=plan.inputs,
        outputs=plan.outputs,
        master_outputs=plan.master_outputs,
        click=None if click is None else ClickForm(click.outputs, click.gated),
    )


def ring_of(form: RingForm, space: RingSpace) -> PlaybackRing:
    """The ring, as the callback sees it."""
    return PlaybackRing(
        form.rows,
        form.capacity,
        form.max_block,
        form.start,
        form.loop,
        lead=form.lead,
        count_in=form.count_in,
        lead_number=form.lead_number,
        space=space,
    )


def plan_of(form: PlanForm, ring: PlaybackRing) -> MixPlan:
    """The plan. `ring` is one object for all plans that share it: the callback knows it by that."""
    return MixPlan(
        serial=form.serial,
        ring=ring,
        row_slot=_numbers(form.row_slot),
        row_side=_numbers(form.row_side),
        row_monitor=_numbers(form.row_monitor),
        row_armed=np.array(form.row_armed, np.bool_),
        monitor_input=_numbers(form.monitor_input),
        monitor_slot=_numbers(form.monitor_slot),
        monitor_side=_numbers(form.monitor_side),
        monitor_mode=_numbers(form.monitor_mode),
        monitor_armed=np.array(form.monitor_armed, np.bool_),
        punch=form.punch,
        loop=form.loop,
        inputs=form.inputs,
        outputs=form.outputs,
        master_outputs=form.master_outputs,
        click=None if form.click is None else ClickRow(ring, form.click.outputs, gated=form.click.gated),
        number=form.number,
    )


def _numbers(values: list[int]) -> NDArray[np.int64]:
    return np.array(values, np.int64)

"""A plan that went through the socket sounds like the one that was made."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import Desk, track
from tui_studio.engine.plan import Lead, build_plan
from tui_studio.engine.protocol import ClickSpec, ClickWhen, EngineSpec, MonitorMode, SpanSpec, TrackSpec
from tui_studio.engine.ring import RingSpace
from tui_studio.engine.rt.contract import Command
from tui_studio.engine.sound.plan_form import PlanForm, form_of, plan_of, ring_of

CAPACITY, BLOCK = 4096, 256

tracks = st.lists(
    st.builds(
        lambda slot, channels, armed, monitor, first: TrackSpec(
            slot, slot, channels, tuple(range(first, first + channels)), armed, monitor
        ),
        st.integers(0, 40),
        st.integers(1, 2),
        st.booleans(),
        st.sampled_from(list(MonitorMode)),
        st.integers(0, 3),
    ),
    max_size=6,
    unique_by=lambda track: track.slot,
)


def through_the_socket(plan, ring_number=5, memory=9):
    form = msgspec.msgpack.decode(msgspec.msgpack.encode(form_of(plan, ring_number, memory)), type=PlanForm)
    assert (form.ring.number, form.ring.memory) == (ring_number, memory)
    return plan_of(form, ring_of(form.ring, plan.ring.space))


@given(tracks, st.booleans(), st.booleans(), st.booleans())
def test_every_number_arrives(specs, punched, looped, led):
    spec = EngineSpec(
        3,
        tuple(specs),
        loop=SpanSpec(1000, 5000) if looped else None,
        punch=SpanSpec(2000, 3000) if punched else None,
        click=ClickSpec(b"", b"", when=ClickWhen.RECORDING, outputs=(1,)) if led else None,
        master_outputs=(1, 0) if looped else (),
    )
    lead = Lead(2, 1600, 400) if led else None
    made = build_plan(
        spec, start=0, capacity=CAPACITY, max_block=BLOCK, device_inputs=5, outputs=2, lead=lead
    )
    made.number = 11
    come = through_the_socket(made)
    for name in ("number", "serial", "punch", "loop", "inputs", "outputs", "master_outputs"):
        assert getattr(come, name) == getattr(made, name)
    for name in ("row_slot", "row_side", "row_monitor", "row_armed"):
        np.testing.assert_array_equal(getattr(come, name), getattr(made, name))
        assert getattr(come, name).dtype == getattr(made, name).dtype
    for name in ("monitor_input", "monitor_slot", "monitor_side", "monitor_mode", "monitor_armed"):
        np.testing.assert_array_equal(getattr(come, name), getattr(made, name))
    for name in ("capacity", "max_block", "start", "loop", "lead", "count_in", "lead_number", "origin"):
        assert getattr(come.ring, name) == getattr(made.ring, name)
    assert (come.click is None) == (made.click is None)
    if come.click is not None:
        assert (come.click.outputs, come.click.gated) == (made.click.outputs, made.click.gated)


def test_what_one_end_writes_into_the_ring_the_other_plays():
    spec = EngineSpec(1, (TrackSpec(0, 0, 1), TrackSpec(1, 1, 2)))
    space = RingSpace.own(8, CAPACITY, BLOCK)
    made = build_plan(
        spec, start=0, capacity=CAPACITY, max_block=BLOCK, device_inputs=2, outputs=2, space=space
    )
    come = through_the_socket(made)
    made.ring.write(np.ones((3, 1000), np.float32))
    assert come.ring.filled == 1000
    assert (come.ring.slice_rt(0, 256) == 1.0).all()
    come.ring.read += 256
    assert made.ring.room == CAPACITY - 256 - (1000 - 256)


@pytest.mark.parametrize("block", [64, 256])
def test_it_sounds_the_same_to_the_last_bit(block):
    heard = []
    for sent in (False, True):
        desk = Desk(max_block=256)
        tracks = (track(0), track(1, 2, inputs=(0, 1), armed=True, monitor=MonitorMode.INPUT))
        noise = np.random.default_rng(1).standard_normal((3, 2048)).astype(np.float32)
        plan = desk.plan(*tracks, sound=noise, capacity=CAPACITY)
        desk.adopt(through_the_socket(plan) if sent else plan)
        desk.command(Command.ROLL)
        heard.append(desk.play(*[block] * (1024 // block)))
    assert heard[0].any()
    np.testing.assert_array_equal(*heard)

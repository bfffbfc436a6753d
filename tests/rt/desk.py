"""A callback with everything it needs, played block by block."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
from hypothesis import Phase, settings

from tui_studio.engine.ahead import AheadMixer
from tui_studio.engine.levels import LevelReader
from tui_studio.engine.plan import RenderPlan, build_plan
from tui_studio.engine.protocol import ClickSpec, EngineSpec, SpanSpec, TrackSpec
from tui_studio.engine.ring import Block, CaptureRing, NumberRing
from tui_studio.engine.rt.ahead import AheadRing
from tui_studio.engine.rt.callback import EngineCallback
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS, Announcement, Command
from tui_studio.engine.shared import ControlField, Head, Shared

thorough = settings(max_examples=50, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
RATE = 48_000
FADE = 240
"""Frames of the declick at this rate."""


def ramp(rows: int, frames: int, start: int = 0) -> Block:
    """Index ramps: each value is its frame."""
    return np.tile(np.arange(start, start + frames, dtype=np.float32), (rows, 1))


def track(number: int = 0, channels: int = 1, **options: object) -> TrackSpec:
    """A track whose slot is its number."""
    return TrackSpec(track=number, slot=number, channels=channels, **options)  # type: ignore[arg-type]


class Desk:
    """See the module. Inputs are index ramps of the clock unless given."""

    def __init__(
        self,
        inputs: int = 2,
        outputs: int = 2,
        max_block: int = 512,
        *,
        declick: bool = True,
        stretch_seconds: float = 0.0,
        mixes_ahead: bool = False,
    ) -> None:
        self.inputs, self.outputs, self.max_block = inputs, outputs, max_block
        self.shared = Shared.private()
        self.capture = CaptureRing(inputs, 1 << 17, max_block)
        self.commands = NumberRing(64, COMMAND_FIELDS)
        self.announcements = NumberRing(4096, ANNOUNCEMENT_FIELDS)
        self.ahead = AheadRing()
        self.mixes_ahead = self.woven = mixes_ahead
        self.callback = EngineCallback(
            self.shared,
            self.capture,
            self.commands,
            self.announcements,
            self.ahead,
            inputs=inputs,
            outputs=outputs,
            max_block=max_block,
            rate=RATE,
            declick=declick,
            stretch_seconds=stretch_seconds,
        )
        self.mixer = AheadMixer(self.shared, self.ahead, RATE, lambda: self.callback.plan)
        self.levels = LevelReader(
            self.shared, self.capture, RATE, lambda: self.callback.plan, self.mixer.played
        )
        self.numbers = itertools.count(1)
        self.heard: list[tuple[int, ...]] = []

    def plan(
        self,
        *tracks: TrackSpec,
        serial: int = 1,
        start: int = 0,
        loop: tuple[int, int] | None = None,
        punch: tuple[int, int] | None = None,
        sound: Block | None = None,
        frames: int = 40_000,
        capacity: int = 60_000,
        click: ClickSpec | None = None,
        master_outputs: tuple[int, ...] = (),
    ) -> RenderPlan:
        """A plan whose ring holds `sound`, or the song position of each of `frames` frames."""
        spec = EngineSpec(
            serial,
            tracks,
            SpanSpec(*loop) if loop else None,
            SpanSpec(*punch) if punch else None,
            click=click,
            master_outputs=master_outputs,
        )
        plan = build_plan(
            spec,
            start=start,
            capacity=capacity,
            max_block=self.max_block,
            device_inputs=self.inputs,
            outputs=self.outputs,
        )
        if sound is None:
            positions = [plan.ring.position_of(offset) for offset in range(frames)] if loop else None
            sound = ramp(len(plan.ring.data), frames, start)
            if positions is not None:
                sound[:] = positions
        plan.ring.write(sound)
        plan.number = next(self.numbers)
        return plan

    def adopt(self, plan: RenderPlan) -> RenderPlan:
        """Hand the plan over; it is adopted in the next block."""
        self.callback.pending_plan = plan
        return plan

    def command(self, kind: Command, argument: int = 0) -> None:
        """Push a command."""
        assert self.commands.push_rt(kind, argument, 0, 0)

    def control(self, slot: int, **fields: float) -> None:
        """Set controls as the studio does."""
        for name, value in fields.items():
            self.shared.controls[slot, ControlField[name.upper()]] = value
        self.shared.head[Head.CONTROLS_VERSION] += 1

    def play(self, *blocks: int, sound: Block | None = None, flags: int = 0, lost: int = 0) -> Block:
        """Call back for blocks of these sizes; returns all that came out."""
        out = []
        at = 0
        for frames in blocks:
            given = (
                ramp(self.inputs, frames, self.capture.written)
                if sound is None
                else sound[:, at : at + frames]
            )
            block = np.full((self.outputs, frames), 9.0, np.float32)
            came, sent = np.ascontiguousarray(given), block
            if self.woven:  # as devices have it
                came, sent = np.ascontiguousarray(came.T).T, np.ascontiguousarray(block.T).T
            self.callback.process_rt(came, sent, frames, flags, lost)
            block[:] = sent
            assert self.callback.failures == 0, self.callback.last_failure
            self.levels.look()
            if self.mixes_ahead:
                self.mixer.step()
            out.append(block)
            at += frames
        return np.concatenate(out, axis=1) if out else np.zeros((self.outputs, 0), np.float32)

    def facts(self, *kinds: Announcement) -> list[tuple[int, ...]]:
        """What was announced so far, of these kinds (all if none are named)."""
        while (row := self.announcements.pop()) is not None:
            self.heard.append(row)
        return [row for row in self.heard if not kinds or row[0] in kinds]

    def fact(self, kind: Announcement) -> tuple[int, ...]:
        """The one announcement of this kind."""
        (row,) = self.facts(kind)
        return row

    @property
    def state(self) -> int:
        """The published state."""
        return self.shared.motion()[0]

    @property
    def position(self) -> int:
        """The published playhead."""
        return self.shared.motion()[1]


def cut(total: int, sizes: Iterable[int]) -> list[int]:
    """Block sizes that add up to `total`, in the order of `sizes`, over and over."""
    out: list[int] = []
    sizes = list(sizes)
    while sum(out) < total:
        out.append(min(sizes[len(out) % len(sizes)], total - sum(out)))
    return out

"""The way of plans to the callback, which may be in another process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tui_studio.engine.ring import RingSpace
from tui_studio.engine.rt.callback import EngineCallback
from tui_studio.engine.rt.mixplan import MixPlan


class Plans(Protocol):
    """Called from: butler."""

    @property
    def rate(self) -> int:
        """Of the device, in hertz."""

    @property
    def inputs(self) -> int:
        """Of the device."""

    @property
    def outputs(self) -> int:
        """Of the device."""

    @property
    def max_block(self) -> int:
        """The largest block, in frames."""

    @property
    def plan(self) -> MixPlan | None:
        """The plan that sounds."""

    @property
    def pending_plan(self) -> MixPlan | None:
        """The plan that waits to be adopted; see `rt.callback`."""

    @pending_plan.setter
    def pending_plan(self, plan: MixPlan) -> None: ...

    def make_space(self, rows: int, capacity: int) -> RingSpace:
        """For rings that the callback can read."""

    def drop_space(self, space: RingSpace) -> None:
        """No ring lies there any more."""

    def drop_plans(self, plans: Iterable[MixPlan]) -> None:
        """None of these sounds, or will."""


class OwnPlans:
    """For a callback in this process."""

    def __init__(self, callback: EngineCallback) -> None:
        self._callback = callback
        self.rate = callback.rate
        self.inputs = callback.inputs
        self.outputs = callback.outputs
        self.max_block = callback.max_block

    @property
    def plan(self) -> MixPlan | None:
        """See Plans."""
        return self._callback.plan

    @property
    def pending_plan(self) -> MixPlan | None:
        """See Plans."""
        return self._callback.pending_plan

    @pending_plan.setter
    def pending_plan(self, plan: MixPlan) -> None:
        self._callback.pending_plan = plan

    def make_space(self, rows: int, capacity: int) -> RingSpace:
        """See Plans."""
        return RingSpace.own(rows, capacity, self.max_block)

    def drop_space(self, space: RingSpace) -> None:
        """See Plans."""

    def drop_plans(self, plans: Iterable[MixPlan]) -> None:
        """See Plans."""

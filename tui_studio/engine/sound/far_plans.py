"""Plans for a callback in the sound process, and the space that both see."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from tui_studio.engine.common_memory import CommonMemory
from tui_studio.engine.protocol import DeviceInfo
from tui_studio.engine.ring import RingSpace, memory_shape
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.shared import Head, Shared
from tui_studio.engine.sound.link import DropMemory, DropPlans, TakeMemory, TakePlan, Word
from tui_studio.engine.sound.plan_form import form_of

_numbers: Final = itertools.count(1)
"""Of memories, over all devices that this engine opens."""

Say = Callable[[Word, Sequence[int]], None]
"""Tell the sound process something, with descriptors. Does nothing when it is gone."""


class FarPlans:
    """Implements `plans.Plans`."""

    def __init__(self, say: Say, info: DeviceInfo, shared: Shared, max_block: int) -> None:
        self._say = say
        self._head = shared.head
        self.rate = info.rate
        self.inputs = info.inputs
        self.outputs = info.outputs
        self.max_block = max_block
        self._kept: dict[int, tuple[MixPlan, int]] = {}
        """By number: plans that may still sound, and the number of the ring of each."""
        self._pending: MixPlan | None = None
        self._spaces: dict[int, RingSpace] = {}

    @property
    def plan(self) -> MixPlan | None:
        """See Plans."""
        plan, _ = self._kept.get(int(self._head[Head.PLAN]), (None, 0))
        return plan

    @property
    def pending_plan(self) -> MixPlan | None:
        """See Plans."""
        return None if self._pending is self.plan else self._pending

    @pending_plan.setter
    def pending_plan(self, plan: MixPlan) -> None:
        shared_by = (number for kept, number in self._kept.values() if kept.ring is plan.ring)
        ring = next(shared_by, plan.number)
        memory = next(number for number, space in self._spaces.items() if space is plan.ring.space)
        self._kept[plan.number] = plan, ring
        self._pending = plan
        self._say(TakePlan(form_of(plan, ring, memory)), ())

    def make_space(self, rows: int, capacity: int) -> RingSpace:
        """See Plans. Raises OSError when there is no memory."""
        shape = memory_shape(rows, capacity, self.max_block)
        memory = CommonMemory.make(*shape)
        number = next(_numbers)
        self._say(TakeMemory(number, *shape), (memory.descriptor,))
        memory.let_go()
        space = RingSpace(memory.sound(*shape), memory.counters)
        self._spaces[number] = space
        return space

    def drop_space(self, space: RingSpace) -> None:
        """See Plans."""
        for number in [number for number, each in self._spaces.items() if each is space]:
            del self._spaces[number]
            self._say(DropMemory(number), ())

    def drop_plans(self, plans: Iterable[MixPlan]) -> None:
        """See Plans."""
        numbers = tuple(plan.number for plan in plans if self._kept.pop(plan.number, None))
        if numbers:
            self._say(DropPlans(numbers), ())

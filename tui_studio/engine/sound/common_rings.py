"""The rings of a device in memory that the engine and its sound process share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_studio.engine.common_memory import CommonMemory
from tui_studio.engine.deck import ANNOUNCEMENT_ROWS, COMMAND_ROWS, MAX_BLOCK, Rings
from tui_studio.engine.ring import CaptureRing, NumberRing
from tui_studio.engine.rt import ahead
from tui_studio.engine.rt.ahead import AheadRing
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS

RINGS: Final = 4


def make_memories(inputs: int, frames: int) -> tuple[CommonMemory, ...]:
    """For so many inputs and so many frames of the capture ring. Raises OSError when there is no room."""
    sizes = (
        (frames, inputs, 4),
        (COMMAND_ROWS, COMMAND_FIELDS, 8),
        (ANNOUNCEMENT_ROWS, ANNOUNCEMENT_FIELDS, 8),
        (*ahead.memory_shape(), 4),
    )
    memories: list[CommonMemory] = []
    try:
        memories.extend(CommonMemory.make(*size) for size in sizes)
    except OSError:
        for memory in memories:
            memory.let_go()
        raise
    return tuple(memories)


def rings_in(memories: Sequence[CommonMemory], inputs: int, frames: int) -> Rings:
    """The rings in memories that `make_memories` made, here or in the other process."""
    capture, commands, announcements, mixed = memories
    return Rings(
        CaptureRing(inputs, frames, MAX_BLOCK, capture.sound(frames, inputs), capture.counters),
        _numbers(commands, COMMAND_ROWS, COMMAND_FIELDS),
        _numbers(announcements, ANNOUNCEMENT_ROWS, ANNOUNCEMENT_FIELDS),
        AheadRing(mixed.sound(*ahead.memory_shape()), mixed.counters),
    )


def _numbers(memory: CommonMemory, rows: int, fields: int) -> NumberRing:
    return NumberRing(rows, fields, memory.numbers(rows, fields), memory.counters)

"""The rings of a device in memory that the engine and its sound process share."""

from __future__ import annotations

from collections.abc import Sequence

from tui_studio.engine.common_memory import CommonMemory
from tui_studio.engine.deck import ANNOUNCEMENT_ROWS, COMMAND_ROWS, MAX_BLOCK, Rings
from tui_studio.engine.ring import CaptureRing, NumberRing
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS


def make_memories(inputs: int, frames: int) -> tuple[CommonMemory, ...]:
    """For so many inputs and so many frames of the capture ring. Raises OSError when there is no room."""
    sizes = (
        (inputs, frames, 4),
        (COMMAND_ROWS, COMMAND_FIELDS, 8),
        (ANNOUNCEMENT_ROWS, ANNOUNCEMENT_FIELDS, 8),
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
    capture, commands, announcements = memories
    return Rings(
        CaptureRing(inputs, frames, MAX_BLOCK, capture.sound(inputs, frames), capture.counters),
        _numbers(commands, COMMAND_ROWS, COMMAND_FIELDS),
        _numbers(announcements, ANNOUNCEMENT_ROWS, ANNOUNCEMENT_FIELDS),
    )


def _numbers(memory: CommonMemory, rows: int, fields: int) -> NumberRing:
    return NumberRing(rows, fields, memory.numbers(rows, fields), memory.counters)

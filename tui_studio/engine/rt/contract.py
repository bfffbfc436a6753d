"""What the callback and the other threads of the engine say to each other, as rows of numbers.

Commands go in by one `NumberRing` (writer: command thread), announcements come out by another (writer:
callback, reader: butler). Every row of an announcement begins with kind, clock, position.

A pass ends with exactly one RECORD_OUT whose `last` is 1. If the pass is outside of its punch span at
that moment, it comes without a RECORD_IN before it and cuts nothing: it only says that the pass is over.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

COMMAND_FIELDS: Final = 4
ANNOUNCEMENT_FIELDS: Final = 6


class TransportState(IntEnum):
    """What the transport does, as published by the callback."""

    STOPPED = 0
    ROLLING = 1
    RECORDING = 2
    """Rolling with a pass open. Inside or outside of the punch span: see `Head.PUNCHED_IN`."""
    LOCATING = 3
    """Waiting for the butler to fill the playback ring; silent."""
    STOPPING = 4
    """Fading out before it stops or locates."""


class Command(IntEnum):
    """First field of a command row; the others are its arguments."""

    ROLL = 1
    STOP = 2
    LOCATE = 3
    """position.

    Rolling or stopped; the callback goes silent (LOCATING) until a plan that starts there is adopted.
    """
    RECORD = 4
    """pass id.

    From the next block's start (or the punch span) on, frames belong to the pass; rolls if stopped.
    """
    PUNCH_OUT = 5
    """End the pass, keep rolling."""
    CALIBRATE = 7
    """output. Send one impulse at the next block's start."""
    TERMS = 8
    """lead number, lead frames, frames to stop after.

    What the next ROLL, RECORD or REHEARSE does besides: from rest it waits for a plan with this lead (none if
    either is 0), and the transport stops by itself so many frames after the lead (ROLL) or after the first
    punch out (RECORD, REHEARSE), never if -1.
    """
    REHEARSE = 9
    """As RECORD, but it is not announced: only the monitors switch."""


class Announcement(IntEnum):
    """First field of an announcement row: kind, clock, position, then as listed."""

    ROLLED = 1
    """Motion began: the frame at `clock` is song `position`."""
    STOPPED = 2
    """Motion ended before the frame at `clock`; the playhead rests at `position`."""
    NEED_PLAN = 3
    """lead number. Silent (LOCATING) and waiting for a plan that starts at `position` with that lead (0: none)."""
    RECORD_IN = 4
    """pass id. The frame at `clock` is the first of a take, at song `position`."""
    RECORD_OUT = 5
    """pass id, last. The frame at `clock` is the first not in the take.

    `last` is 1 when the pass is over, 0 when a round or punch span ended."""
    WRAPPED = 6
    """The loop wrapped: the frame at `clock` is song `position` (the loop's start)."""
    XRUN = 7
    """frames lost (0 unknown), flags (as in `backends.base`). Just before the frame at `clock` something
    was lost; `position` is where that was, also when it is told late.
    """
    STARVED = 8
    """frames. From `clock` on the playback ring was short; silence was played. Sent when it is over."""
    ADOPTED = 9
    """serial, number. A plan was adopted, and the one before has faded out: it may be freed."""
    IMPULSE = 10
    """The calibration impulse left as the output frame of `clock`."""
    REFUSED = 11
    """serial, lead number. The stream of the pending plan can never come to the playhead, which is at
    `position`, in that lead (0: none).
    """

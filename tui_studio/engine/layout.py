"""Where everything lies in the block that studio and engine share; see `shared` for who writes what.

Head first (int64), then controls, meters and inputs (float32).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

SLOTS: Final = 256
"""Strips, the master's included."""
MASTER_SLOT: Final = 255
CLICK_SLOT: Final = 254
MAX_INPUTS: Final = 128
MAGIC: Final = 0x54554931


class Head(IntEnum):
    """Indices of the int64 head."""

    MAGIC = 0
    SEQUENCE = 1
    STATE = 2
    POSITION = 3
    CLOCK = 4
    RATE = 5
    BLOCK = 6
    SPEC_SERIAL = 7
    XRUNS = 8
    LATE_BLOCKS = 9
    STARVED = 10
    DROPPED = 11
    LOAD_PPM = 12
    """Share of the block used by the callback, smoothed, in millionths."""
    PUNCHED_IN = 13
    """1 while frames go into takes."""
    RECORD_START = 14
    """Song frame where the open pass began to record; -1 when none."""
    DEVICE_OPEN = 15
    CONTROLS_VERSION = 16
    """Raised by whoever wrote controls, after writing."""
    CLEAR_REQUESTS = 17
    """Raised by the command thread: whoever writes holds, clips and counters zeroes them."""
    LAST_XRUN_POSITION = 18
    """Song frame; means nothing while there are none."""
    HEARTBEAT = 19
    """Counts callbacks."""
    REHEARSING = 20
    """1 while a rehearsal is open, 2 while it is punched in."""
    LEAD_LEFT = 21
    """Frames of the lead that are still to come; 0 when none."""
    PLAN = 22
    """The number of the plan that the callback adopted last."""
    SOUND_PID = 23
    """The process that has the device; 0 when none."""
    HEARING = 24
    """What decides between input and tape, see `rt.tape.Hearing`."""
    CLICK_GATE = 25
    """Whether the click is heard, see `rt.click`."""
    AHEAD_TO = 26
    """The stream frame up to which the callback took what was mixed ahead (`rt.ahead`) last; -1 when none in this ring."""

    LAST_STARVED_POSITION = 27
    LAST_DROP_POSITION = 28
    """As `LAST_XRUN_POSITION`: where the tape was short, and where frames of what came in were lost, the last time."""


HEAD_LENGTH: Final = 32


class ControlField(IntEnum):
    """Columns of `controls`, float32, one row per slot."""

    GAIN = 0
    """Linear fader gain; 0 is silence."""
    PAN = 1
    """-1 … 1. Mono: constant power, -3 dB centre. Stereo: balance, unity centre."""
    AUDIBLE = 2
    """1, or 0 when muted or not soloed while others are. The studio resolves mute and solo."""
    TRIM = 3
    """Linear input gain of the monitored input."""


CONTROL_FIELDS: Final = 8


class MeterField(IntEnum):
    """Columns of `meters` (per slot) and `inputs` (per device input), float32, linear amplitude.

    A maximum is kept since it was last read: readers take the value and write 0.
    """

    PEAK_LEFT = 0
    PEAK_RIGHT = 1
    HOLD = 2
    """Maximum since the counters were cleared."""
    CLIPS = 3
    """Runs of frames at or above full scale since the counters were cleared."""


METER_FIELDS: Final = 4

SIZE: Final = 8 * HEAD_LENGTH + 4 * (
    SLOTS * CONTROL_FIELDS + SLOTS * METER_FIELDS + MAX_INPUTS * METER_FIELDS
)


def steady_motion(head: Any) -> tuple[int, int, int]:
    """(state, position, clock) that belong together, of any indexable head. Called from: any process but the callback."""
    for _ in range(1000):
        before = int(head[Head.SEQUENCE])
        result = int(head[Head.STATE]), int(head[Head.POSITION]), int(head[Head.CLOCK])
        if not before & 1 and before == int(head[Head.SEQUENCE]):
            return result
    return result

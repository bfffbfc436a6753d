"""The true round trip: impulses sent out of one output and found again at one input."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from tui_studio.engine.protocol import CalibrationReport
from tui_studio.engine.rig import Rig
from tui_studio.engine.ring import Block, CaptureRing
from tui_studio.engine.rt.callback import IMPULSE
from tui_studio.engine.rt.contract import Command
from tui_studio.errors import EngineError
from tui_studio.units import gain_to_db

IMPULSES: Final = 6
LONGEST_SECONDS: Final = 1.0
"""The longest round trip that is looked for."""
BETWEEN_SECONDS: Final = 0.05
AGREEING: Final = 2
"""Frames that two measurements of one cable may differ by; one of all may be spoilt by a late block."""
FAINTEST: Final = 0.002
"""-54 dBFS: an impulse fainter than this is not told from noise."""
ABOVE_NOISE: Final = 8.0


@dataclass(frozen=True)
class Echo:
    """An impulse that came back."""

    frames: int
    """After it left."""
    level: float


def calibrate(
    rig: Rig, impulses: queue.SimpleQueue[int], output: int, input_: int, patience: float = 3.0
) -> CalibrationReport:
    """Measure; takes about half a second on a sound cable. `impulses` delivers the clock at which each left.

    Raises EngineError when an impulse does not come back, or they come back at different times. Called from: an errand thread.
    """
    while not impulses.empty():
        impulses.get()
    echoes = [_one(rig, impulses, output, input_, patience) for _ in range(IMPULSES)]
    trips = sorted(echo.frames for echo in echoes)
    level = max(echo.level for echo in echoes)
    middle = trips[len(trips) // 2]
    if sum(abs(trip - middle) <= AGREEING for trip in trips) < IMPULSES - 1:
        raise EngineError(
            f"the measurements lie {trips[-1] - trips[0]} frames apart: input {input_ + 1} hears more than the cable",
            hint="connect the two with a cable, with nothing else on that input, and measure again",
        )
    return CalibrationReport(
        round_trip=middle,
        reported=rig.info.input_latency + rig.info.output_latency,
        spread=trips[-1] - trips[0],
        level_db=round(gain_to_db(level / IMPULSE), 1),
    )


def find_echo(heard: Block, noise: float) -> Echo | None:
    """The impulse in what was heard from its leaving on (one row), or None if nothing rises above the
    noise.
    """
    levels = np.abs(heard[0])
    at = int(levels.argmax())
    level = float(levels[at])
    return Echo(at, level) if level >= max(FAINTEST, ABOVE_NOISE * noise) else None


def _one(rig: Rig, impulses: queue.SimpleQueue[int], output: int, input_: int, patience: float) -> Echo:
    rig.command(Command.CALIBRATE, output)
    try:
        left = impulses.get(timeout=patience)
    except queue.Empty as error:
        raise EngineError("the device does not run", hint="open it again") from error
    noise = _noise(rig.capture, input_, left)
    window = int(LONGEST_SECONDS * rig.info.rate)
    deadline = time.monotonic() + LONGEST_SECONDS + patience
    while time.monotonic() < deadline:
        arrived = min(window, rig.capture.written - left)
        heard = np.zeros((1, max(1, arrived)), np.float32)
        rig.capture.read(left, heard[:, :arrived], [input_])
        echo = find_echo(heard, noise)
        if echo and arrived - echo.frames >= BETWEEN_SECONDS * rig.info.rate:
            return echo
        if arrived >= window:
            break
        time.sleep(0.01)
    if ABOVE_NOISE * noise > IMPULSE:
        raise EngineError(
            f"input {input_ + 1} is too loud to hear the impulse from output {output + 1} in it",
            hint="connect the two with a cable, with nothing else on that input",
        )
    raise EngineError(
        f"the impulse from output {output + 1} did not come back at input {input_ + 1}",
        hint="connect the two with a cable and turn the input up",
    )


def _noise(capture: CaptureRing, input_: int, before: int) -> float:
    """The peak of the input in the quarter second (or what there is of it) before this clock."""
    frames = min(before, 12_000)
    heard = np.zeros((1, max(1, frames)), np.float32)
    if frames:
        capture.read(before - frames, heard, [input_])
    return float(np.median(np.abs(heard)))

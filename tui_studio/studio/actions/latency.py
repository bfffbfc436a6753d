"""The round trip: what is compensated, and measuring it through a cable."""

from __future__ import annotations

from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "latency.calibrate",
    help="measure the round trip through a cable from an output to an input",
    example="latency.calibrate output=1 input=1",
    while_recording="never",
    waits=True,
)
async def calibrate(
    studio: Studio,
    output: Annotated[int, Param("count", "output the cable leaves, from 1")] = 1,
    input: Annotated[int, Param("count", "input it comes in, from 1")] = 1,  # noqa: A002 - its name for users
) -> Done:
    """Kept for this device, rate and block, and used from now on."""
    if not (output and input):
        raise BadInputError(
            "outputs and inputs are counted from 1", hint="latency.calibrate output=1 input=1"
        )
    report = await studio.devices.calibrate(output - 1, input - 1)
    rate = studio.song.rate
    data = {
        "round_trip": report.round_trip,
        "milliseconds": round(report.round_trip / rate * 1000, 3),
        "reported": report.reported,
        "spread": report.spread,
        "level_db": report.level_db,
    }
    off = report.round_trip - report.reported
    text = f"round trip {report.round_trip} frames ({report.round_trip / rate * 1000:.1f} ms), {off:+d} of what was reported"
    return Done(data, text + ("" if report.spread == 0 else f", measurements {report.spread} frames apart"))


@action("latency.show", help="the round trip that is compensated", while_recording="free")
async def show(studio: Studio) -> Done:
    """And whether it was measured."""
    frames, measured = studio.devices.latency()
    basis, advice = studio.devices.latency_basis()
    text = "; ".join(filter(None, [f"{frames} frames, {basis}", advice]))
    return Done({"frames": frames, "measured": measured}, text)

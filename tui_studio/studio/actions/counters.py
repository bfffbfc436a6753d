"""What the engine counts while it runs: xruns, stalls and drops, each with its place."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tui_studio.engine.protocol import ClearCounters
from tui_studio.studio.registry import Done, action
from tui_studio.studio.status import Numbers
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time


def counters_data(numbers: Numbers) -> dict[str, Any]:
    """What programs are told: counts, and where the last of each was in song frames, None without any."""
    return {
        "xruns": numbers.xruns,
        "last_xrun": numbers.last_xrun,
        "late_blocks": numbers.late_blocks,
        "starved": numbers.starved,
        "last_starved": numbers.last_starved,
        "dropped": numbers.dropped,
        "last_dropped": numbers.last_dropped,
    }


def counter_words(numbers: Numbers, rate: int) -> str:
    """`0 xruns`; `3 xruns, the last at 0:03.210, 1 stall of the tape at 0:05.000, 341 frames dropped, the last at 0:07.000`."""
    words = [_count(numbers.xruns, "xrun", "", numbers.last_xrun, rate)]
    if numbers.starved:
        words.append(_count(numbers.starved, "stall", " of the tape", numbers.last_starved, rate))
    if numbers.dropped:
        words.append(_count(numbers.dropped, "frame", " dropped", numbers.last_dropped, rate))
    return ", ".join(words)


def _count(count: int, what: str, more: str, last: int | None, rate: int) -> str:
    words = f"{count} {what}{'s' * (count != 1)}{more}"
    return words if last is None else f"{words}{', the last' * (count > 1)} at {format_time(last, rate)}"


@action(
    "counters.list",
    help="xruns, stalls and drops since the counters were cleared, each with its place",
    while_recording="free",
    waits=True,
)
async def list_(studio: Studio) -> Done:
    """The latest 200, oldest first; xruns of the same quarter of a second are told together, at the first one's place."""
    await studio.engine.awaited()
    numbers, rate, latest = studio.status.numbers(), studio.song.rate, studio.troubles.latest
    lines = [f"at {format_time(each.position, rate)} {each.text}" for each in latest]
    data = {**counters_data(numbers), "latest": [asdict(each) for each in latest]}
    return Done(data, "\n".join([counter_words(numbers, rate), *lines]))


@action("counters.clear", help="clear xruns, clip lights and peak holds", while_recording="free")
async def clear(studio: Studio) -> Done:
    """Certificates of takes keep what they say."""
    await studio.engine.ask(ClearCounters())
    studio.status.clear()
    studio.troubles.clear()
    return Done(None, "counters cleared")

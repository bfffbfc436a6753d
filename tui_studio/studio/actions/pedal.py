"""The foot switch: what it does, for keys and for MIDI."""

from __future__ import annotations

from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "pedal.press",
    help="a foot switch is pressed: roll or record, punch in and out, keep",
    while_recording="free",
    waits=True,
    ends_take=True,
)
async def press(studio: Studio) -> Done:
    """Stopped: record the armed tracks, or play. Rolling: punch in, and out again. Recording: end the take.

    In the retake loop: the take is good.
    """
    return Done(None, await studio.pedal.press())


@action(
    "pedal.hold",
    help="a foot switch is held: keep the take and begin again",
    while_recording="free",
    waits=True,
    ends_take=True,
)
async def hold(studio: Studio) -> Done:
    """Recording begins once more where it began. In the retake loop: another take."""
    return Done(None, await studio.pedal.hold())

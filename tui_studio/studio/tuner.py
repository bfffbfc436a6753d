"""The tuner: what is heard on an input, as a note and cents."""

from __future__ import annotations

from typing import Any

from tui_studio.engine.protocol import ReadInput
from tui_studio.errors import BadInputError, DeviceError
from tui_studio.studio.devices import Devices
from tui_studio.studio.engine_keeper import EngineKeeper

TUNING_NAMES = (
    "bass", "bass, 5 strings", "DADGAD", "drop D", "guitar", "guitar, sweetened", "mandolin", "open G", "ukulele", "violin",
)  # fmt: skip
"""As `audio.tuning.TUNINGS`, which is not imported while actions are declared."""
IN_TUNE_CENTS = 2.0


async def listen(
    engine: EngineKeeper, devices: Devices, number: int, a4: float, tuning: str | None
) -> dict[str, Any]:
    """`hz`, `note`, `cents` and `clarity` of what an input (from 1) has now; `hz` is None when there is no tone."""
    from tui_studio.audio.pitch import BLOCK_SECONDS

    await engine.connected()
    device = devices.current
    if device is None or devices.lost:
        raise DeviceError("no device is open", hint="device.open opens one")
    if not 1 <= number <= device.inputs:
        raise BadInputError(f"there is no input {number}", hint=f"the device has {device.inputs}")
    if not 400.0 <= a4 <= 480.0:
        raise BadInputError(f"A4 cannot be {a4:g} Hz", hint="use 400 to 480")
    wanted = round(BLOCK_SECONDS * device.rate)
    sound = await engine.ask_for(bytes, ReadInput(number - 1, wanted))
    return read(sound, device.rate, a4, tuning)


def read(sound: bytes, rate: int, a4: float = 440.0, tuning: str | None = None) -> dict[str, Any]:
    """The reading of a block of little-endian float32."""
    import numpy as np

    from tui_studio.audio.pitch import read_pitch
    from tui_studio.audio.tuning import TUNINGS, nearest_string

    pitch = read_pitch(np.frombuffer(sound, "<f4"), rate, a4)
    if pitch is None:
        return {"hz": None, "note": "", "cents": 0.0, "clarity": 0.0}
    note, cents = pitch.note, pitch.cents
    data: dict[str, Any] = {}
    if tuning:
        strings = TUNINGS[tuning]
        index, cents = nearest_string(pitch.hz, strings, a4)
        note = strings[index].note
        data = {"string": index + 1, "strings": len(strings)}
    return {"hz": pitch.hz, "note": note, "cents": cents, "clarity": pitch.clarity, **data}


def reading_words(reading: dict[str, Any], number: int) -> str:
    """`E2, 3.2 cents sharp, 82.56 Hz on input 6`."""
    if reading["hz"] is None:
        return f"no tone on input {number}"
    cents = reading["cents"]
    off = f"{abs(cents):.1f} cents {'sharp' if cents > 0 else 'flat'}"
    words = f"in tune ({cents:+.1f} cents)" if abs(cents) <= IN_TUNE_CENTS else off
    return f"{reading['note']}, {words}, {reading['hz']:.2f} Hz on input {number}"

"""What a studio is told when it is started."""

from __future__ import annotations

import msgspec


class StudioOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Wishes of the command line and the settings. The device is used and remembered by this machine, not by the song."""

    device: str = ""
    """Empty: the one used last, else the system's."""
    host_api: str = ""
    output_device: str = ""
    rate: int = 0
    """Of the device, and of a new song; 0: the song's, or the device's own."""
    block: int = 0
    inputs: int = 0
    outputs: int = 0
    retrospective_seconds: float = 60.0
    sample_format: str = "pcm24"
    """Of takes in a new song: `pcm24` or `float32`."""
    reserve_bytes: int = 8_000_000
    """Left on the disk when it fills while recording."""
    songs: str = ""
    """The folder of all songs, for the search; empty: the user's."""
    pedal_press: str = "pedal.press"
    """What is done when a foot switch is pressed, as one writes it."""
    pedal_hold: str = "pedal.hold"
    pedal_hold_seconds: float = 0.6
    foreground: bool = False
    """Started by `tui-studio serve`: messages go to the terminal."""


def encode_options(options: StudioOptions) -> str:
    """As text for a command line."""
    return msgspec.json.encode(options).decode()


def decode_options(text: str) -> StudioOptions:
    """The options in a text of `encode_options`. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(text, type=StudioOptions)

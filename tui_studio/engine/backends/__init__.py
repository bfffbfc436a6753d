"""Where the sound comes from and goes to. Only this package imports sounddevice."""

from __future__ import annotations

from tui_studio.engine.backends.base import Backend
from tui_studio.engine.backends.virtual import NAME as VIRTUAL
from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError


def open_backend(spec: DeviceSpec, max_block: int) -> Backend:
    """Open the device of this spec; blocks never exceed `max_block`. Not started yet.

    With no name and no sound card (or no PortAudio) it is the virtual interface, whose note says so. Raises
    DeviceError with the reason and what to do.
    """
    if spec.name.lower() == VIRTUAL:
        if spec.output_name.lower() not in {"", VIRTUAL}:
            hint = "open it without output=, or name the device whose inputs are wanted"
            raise DeviceError("the virtual interface has its own outputs", where=spec.output_name, hint=hint)
        return VirtualBackend(spec, max_block)
    from tui_studio.engine.backends.portaudio import open_default, open_named

    return open_named(spec, max_block) if spec.name else open_default(spec, max_block)

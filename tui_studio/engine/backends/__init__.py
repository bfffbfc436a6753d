"""Where the sound comes from and goes to. Only this package imports sounddevice."""

from __future__ import annotations

from tui_studio.engine.backends.base import Backend
from tui_studio.engine.backends.virtual import NAME as VIRTUAL
from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.errors import DeviceError


def open_backend(spec: DeviceSpec, max_block: int, again: DeviceInfo | None = None) -> Backend:
    """Open the device of this spec; blocks never exceed `max_block`. Not started yet.

    With no name and no sound card (or no PortAudio) it is the virtual interface, whose note says so. `again` is a
    device that was open: this very one is opened, as the spec says, and no other. Raises DeviceError with the
    reason and what to do, DeviceMissingError when the one of `again` is not there.
    """
    if spec.name.lower() == VIRTUAL:
        if spec.output_name.lower() not in {"", VIRTUAL}:
            hint = "open it without output=, or name the device whose inputs are wanted"
            raise DeviceError("the virtual interface has its own outputs", where=spec.output_name, hint=hint)
        return VirtualBackend(spec, max_block)
    from tui_studio.engine.backends.portaudio import open_again, open_default, open_named

    if again is not None:
        return open_again(spec, max_block, again)
    return open_named(spec, max_block) if spec.name else open_default(spec, max_block)

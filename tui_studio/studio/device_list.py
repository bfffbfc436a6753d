"""The sound cards of this machine without a studio, listed by a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import msgspec

from tui_studio.errors import DeviceError

LIST_SECONDS = 30.0

_PROGRAM = """
import sys, msgspec
from tui_studio.engine.backends.devices import list_devices
sys.stdout.buffer.write(msgspec.json.encode(list_devices()))
"""


def list_devices_apart() -> list[dict[str, Any]]:
    """All devices, each with the fields of `engine.protocol.DeviceInfo`, the virtual interface last.

    Raises DeviceError when the system does not answer.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIST_SECONDS,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=list[dict[str, Any]])
    except subprocess.TimeoutExpired as error:
        raise DeviceError(
            f"the system did not list its sound cards within {LIST_SECONDS:.0f} s",
            hint="a sound server may hang; tui-studio SONG --device virtual works without one",
        ) from error
    except (subprocess.CalledProcessError, ValueError, OSError) as error:
        told = getattr(error, "stderr", None) or str(error).encode()
        reason = told.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
        raise DeviceError(
            "the sound cards cannot be listed",
            where=reason[0],
            hint="start the sound server anew; tui-studio SONG --device virtual works without one",
        ) from error

"""Stops the audio server under a device, closes the device, opens it when the server goes on. Prints what happened.

python -m tests.contract.hang PID
"""

from __future__ import annotations

import os
import signal
import sys
import time

from tui_studio.engine.backends import library, open_backend, portaudio
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError

SPEC = DeviceSpec(name="system", host_api="jack")
PATIENCE = 10.0


def main(server: int) -> None:
    """Raises when anything takes too long."""
    library.PATIENCE_SECONDS = portaudio.CLOSE_SECONDS = 0.3  # type: ignore[misc]
    backend = open_backend(SPEC, 2048)
    os.kill(server, signal.SIGSTOP)
    try:
        wait(lambda: not backend.alive())
        began = time.monotonic()
        backend.close()
        for _ in range(2):
            try:
                open_backend(SPEC, 2048)
            except DeviceError as error:
                print("refused" if "does not answer" in error.message else error)
        assert time.monotonic() - began < 3.0
    finally:
        os.kill(server, signal.SIGCONT)
    wait(opens)
    print("opened", flush=True)


def opens() -> bool:
    """Whether the device can be opened now."""
    try:
        return open_backend(SPEC, 2048).alive()
    except DeviceError:
        return False


def wait(condition) -> None:
    """Until it is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)  # libraries that were abandoned are not asked to tidy up

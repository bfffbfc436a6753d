"""Starting a studio. Imports next to nothing: it is the first thing a head does."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio import paths
from tui_studio.studio.options import StudioOptions, encode_options

if TYPE_CHECKING:
    from tui_studio.studio.wire import Failure


class Launched:
    """A studio that was started and has not yet said that it is ready."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def end(self) -> None:
        """Nobody wants it any more."""
        self._process.terminate()

    def wait(self) -> Failure | None:
        """Block until the studio is ready, or has said why not."""
        assert self._process.stdout is not None
        with self._process.stdout as pipe:
            line = pipe.readline()
        if line.strip() == b"ready":
            return None
        import msgspec

        from tui_studio.studio.wire import Failure

        try:
            return msgspec.json.decode(line, type=Failure)
        except ValueError:
            return Failure("the studio ended while it was starting", hint="tui-studio serve SONG shows why")


def launch(folder: Path, options: StudioOptions | None = None) -> Launched | None:
    """Start a studio for the song in a session of its own, unless one is listening. Returns at once."""
    if _listening(paths.studio_socket(folder)):
        return None
    command = [sys.executable, "-m", "tui_studio.studio.begin", str(folder)]
    command += ["--options", encode_options(options or StudioOptions()), "--report"]
    log = paths.log_file(folder, "studio").open("ab")
    with log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            close_fds=True,
            cwd="/",
            env=_environment(),
        )
    return Launched(process)


def _listening(socket_path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
        probe.connect(str(socket_path))
        return True
    return False


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    return dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])))

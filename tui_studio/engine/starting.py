"""Starting an engine. Imports next to nothing: it is the first thing a studio does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui_studio import paths
from tui_studio.engine.listening import is_listening


def start_early(song_folder: Path) -> subprocess.Popen[bytes] | None:
    """Start the engine while its studio is still loading, for `EngineClient.start_or_adopt`; None when one
    is there. Of two that start at once one ends by itself, and both studios can find the other.
    """
    return None if is_listening(paths.engine_socket(song_folder)) else start_engine(song_folder)


def start_engine(song_folder: Path) -> subprocess.Popen[bytes]:
    """Start the engine of this song in a session of its own, so that no terminal's end reaches it.

    It writes a byte to its output when it listens; if it ends instead, it refused to be the second one of its song.
    """
    command = [
        sys.executable,
        "-m",
        "tui_studio.engine.process",
        "--socket",
        str(paths.engine_socket(song_folder)),
        "--shared",
        str(paths.shared_block(song_folder)),
        "--log",
        str(paths.log_file(song_folder, "engine")),
    ]
    environment = dict(
        os.environ, PYTHONPATH=os.pathsep.join(filter(None, [_package_root(), os.environ.get("PYTHONPATH")]))
    )
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
        cwd="/",
        env=environment,
    )


def _package_root() -> str:
    return str(Path(__file__).resolve().parents[2])

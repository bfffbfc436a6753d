"""The studio in the foreground: for a terminal, and for systemd, which is told when it is ready."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import msgspec

from tui_studio import paths
from tui_studio.studio import early_end
from tui_studio.studio.options import StudioOptions


def serve_in_foreground(folder: Path, options: StudioOptions) -> int:
    """Be the song's studio until asked to end (SIGTERM, Ctrl-C, `studio.quit`). Raises SongError."""
    early_end.remember()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _keep_noise_out(paths.log_file(folder, "studio"))
    from tui_studio.studio.server import serve

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")

    def ready() -> None:
        print(f"ready: heads can attach to {folder}", flush=True)
        notify("READY=1", f"STATUS=studio of {folder.name}")

    asyncio.run(serve(folder, msgspec.structs.replace(options, foreground=True), ready=ready))
    notify("STOPPING=1")
    print("ended", flush=True)
    return 0


def _keep_noise_out(log: Path) -> None:
    """Libraries print on descriptor 2: it leads into the log from here on, and what we write ourselves stays where it was."""
    sys.stderr.flush()
    ours = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    sys.stderr = ours


def notify(*lines: str) -> None:
    """Tell the service manager, if one started us (`NOTIFY_SOCKET`, see sd_notify(3))."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place or not sys.platform.startswith("linux"):
        return
    address = "\0" + place[1:] if place.startswith("@") else place
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.sendto("\n".join(lines).encode(), address)

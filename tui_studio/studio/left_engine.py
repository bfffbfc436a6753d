"""An engine that outlived its studio: looked at from outside, by a process of its own, and left as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from tui_studio import paths

LOOK_SECONDS = 10.0

_PROGRAM = """
import asyncio, sys, msgspec
from pathlib import Path
from tui_studio.engine.client import EngineClient
from tui_studio.engine.protocol import EngineStatus, Status, TransportState
from tui_studio.engine.layout import Head

async def look(socket):
    client = await EngineClient.connect(socket)
    status = await client.ask_for(EngineStatus, Status())
    head = client.shared.head
    await client.close()
    return {
        "engine_pid": client.pid,
        "state": TransportState(status.state).name.lower() if status.device else "no device",
        "position": status.position,
        "rate": int(head[Head.RATE]),
        "block": int(head[Head.BLOCK]),
        "device": status.device.name if status.device else status.device_lost,
        "xruns": int(head[Head.XRUNS]),
        "load": int(head[Head.LOAD_PPM]) / 1_000_000,
        "recording": status.open_pass is not None or bool(status.memo),
    }

sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(look(Path(sys.argv[1])))))
"""


class LeftEngine(msgspec.Struct, frozen=True):
    """What an engine without a studio does; fields as those of `studio.status`."""

    engine_pid: int
    state: str
    position: int
    rate: int
    block: int
    device: str
    xruns: int
    load: float
    recording: bool


def left_engine(folder: Path) -> LeftEngine | None:
    """The engine that lives on after the death of this song's studio; None when there is none."""
    socket = paths.engine_socket(folder)
    if not socket.exists():
        return None
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(socket)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LOOK_SECONDS,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=LeftEngine)
    except (subprocess.SubprocessError, ValueError, OSError):
        return None

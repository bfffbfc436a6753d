"""What goes wrong in the engine while it runs, told in plain words and not more often than one can read."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from tui_studio.engine.protocol import Trouble
from tui_studio.studio.heads import Heads
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.transport import Transport
from tui_studio.units import format_time

QUIET_SECONDS = 5.0
"""The same kind of trouble is told again after this long."""
COUNTED = ("xrun", "starved", "drop")
"""Kinds that the engine's counters count."""
REMEMBERED = 200


@dataclass(frozen=True)
class Happened:
    """One trouble that was counted."""

    kind: str
    """One of `COUNTED`."""
    position: int
    """Song frame; of xruns that came together, the first one's."""
    frames: int
    """Frames that were lost, or silent; 0 for none."""
    text: str


class Troubles:
    """See the module. Called from: the event loop."""

    def __init__(self, heads: Heads, keeper: SongKeeper, transport: Transport) -> None:
        self._heads = heads
        self._keeper = keeper
        self._transport = transport
        self._told_at: dict[str, float] = {}
        self.latest: deque[Happened] = deque(maxlen=REMEMBERED)
        """Those that were counted, oldest first, whether a notice told of them or not."""

    def tell(self, event: Trouble) -> None:
        """Remember it, and give a notice unless there was one of the kind just now."""
        position = self._transport.shown(event.position)
        if event.kind in COUNTED:
            self.latest.append(Happened(event.kind, position, event.frames, event.text))
        now = asyncio.get_running_loop().time()
        if now - self._told_at.get(event.kind, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self._told_at[event.kind] = now
        at = format_time(position, self._keeper.song.rate)
        self._heads.notice(f"{event.text or event.kind} at {at}", "warning")

    def clear(self) -> None:
        """The counters were cleared: what they counted is forgotten."""
        self.latest.clear()

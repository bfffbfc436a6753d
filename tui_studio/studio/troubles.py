"""What goes wrong in the engine while it runs, told in plain words and not more often than one can read."""

from __future__ import annotations

import asyncio

from tui_studio.engine.protocol import Trouble
from tui_studio.studio.heads import Heads
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.units import format_time

QUIET_SECONDS = 5.0
"""The same kind of trouble is told again after this long."""


class Troubles:
    """See the module."""

    def __init__(self, heads: Heads, keeper: SongKeeper) -> None:
        self._heads = heads
        self._keeper = keeper
        self._told_at: dict[str, float] = {}

    def tell(self, event: Trouble) -> None:
        """A notice, unless there was one of the kind just now (the counters in the status go on)."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at.get(event.kind, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self._told_at[event.kind] = now
        at = format_time(event.position, self._keeper.song.rate)
        self._heads.notice(f"{event.text or event.kind} at {at}", "warning")

"""The heads that are attached, and what is sent to them. A slow head misses updates; it never holds anybody up."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tui_studio.studio.wire import Growth, Message, Notice, Status, Welcome, encode

log = logging.getLogger(__name__)

SLOW_BYTES = 256 * 1024
"""A head that has this much unread gets no status and no waveform until it has read."""
DEAD_BYTES = 16 << 20
"""A head that has this much unread, besides the song it was welcomed with, is let go."""
REMEMBERED_NOTICES = 20
FRESH_SECONDS = 600.0
"""What was a warning is only information to a head that attaches later than this."""
LOOKING = "look"
"""What `tui-studio status` calls itself: it looks in and is no head."""

_ids = itertools.count(1)


class Head:
    """One attached head."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.id = next(_ids)
        self.name = ""
        self.folder: Path | None = None
        self.status_per_second = 0.0
        self.meters = False
        self.subscribed = asyncio.Event()
        self._writer = writer
        self._most = DEAD_BYTES

    def send(self, message: Message) -> None:
        """Queue the message, or drop it when it is an update and the head is slow."""
        line = encode(message)
        self._most += len(line) if isinstance(message, Welcome) else 0
        self.send_line(line, passing=isinstance(message, (Status, Growth)))

    def send_line(self, line: bytes, *, passing: bool) -> None:
        """As `send`, for a message encoded already."""
        transport = self._writer.transport
        waiting = transport.get_write_buffer_size()
        if transport.is_closing() or (passing and waiting > SLOW_BYTES):
            return
        if waiting > self._most:
            transport.abort()
        else:
            self._writer.write(line)

    @property
    def gone(self) -> bool:
        """The connection is closed."""
        return self._writer.transport.is_closing()

    async def close(self) -> None:
        """Send what is queued, for at most a second, then hang up."""
        try:
            self._writer.close()
            await asyncio.wait_for(self._writer.wait_closed(), 1.0)
        except (OSError, TimeoutError):
            self._writer.transport.abort()


class Heads:
    """All attached heads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heads: dict[int, Head] = {}
        self._recent: list[tuple[float, Notice]] = []

    def __len__(self) -> int:
        return sum(head.name != LOOKING for head in self._heads.values())

    def __iter__(self) -> Iterator[Head]:
        return iter(tuple(self._heads.values()))

    def add(self, head: Head) -> None:
        """From now on the head is told everything."""
        self._heads[head.id] = head

    def remove(self, head: Head) -> None:
        """The head has gone."""
        self._heads.pop(head.id, None)

    @property
    def recent(self) -> tuple[Notice, ...]:
        """Notices of late, oldest first, for a head that attaches later."""
        fresh = self._clock() - FRESH_SECONDS
        return tuple(notice if at >= fresh else Notice(notice.text) for at, notice in self._recent)

    def send(self, message: Message) -> None:
        """To all heads."""
        if not self._heads:
            return
        line = encode(message)
        passing = isinstance(message, (Status, Growth))
        for head in self:
            head.send_line(line, passing=passing)

    def notice(self, text: str, level: str = "info") -> None:
        """Tell all heads what happened, and those that attach later."""
        log.info("%s: %s", level, text)
        notice = Notice(text, level)
        self._recent = [*self._recent[1 - REMEMBERED_NOTICES :], (self._clock(), notice)]
        self.send(notice)

"""How long one can still record: the real file system's room over what the armed tracks write."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Collection
from pathlib import Path

from tui_studio.song.model import Song, TrackId
from tui_studio.units import format_span

LOOK_SECONDS = 2.0
LEAST_SECONDS = 30.0
AMBER_SECONDS = 15 * 60.0
RED_SECONDS = 5 * 60.0
_SAMPLE_BYTES = {"pcm24": 3, "float32": 4}


class Room:
    """Looks at the disk now and then, never on the studio's loop; a stalled disk leaves the last answer."""

    def __init__(self, folder: Path, reserve_bytes: int = 8_000_000) -> None:
        self.reserve_bytes = reserve_bytes
        """Left on the disk when it fills while recording: room for the journal."""
        self._folder = folder
        self._free = -1
        self._task: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Look now."""
        with contextlib.suppress(TimeoutError):
            self._free = await asyncio.wait_for(asyncio.to_thread(_free_bytes, self._folder), LOOK_SECONDS)

    def start(self) -> None:
        """Begin to look now and then."""
        self._task = asyncio.create_task(self._watch())

    def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()

    def seconds_left(self, song: Song, recorded: Collection[TrackId] = ()) -> float:
        """Recording time for the tracks that are recorded, else the armed ones, else a stereo pair; -1 when unknown."""
        if self._free < 0:
            return -1.0
        written = [track for track in song.tracks if (track.id in recorded if recorded else track.armed)]
        channels = sum(track.channels for track in written) or 2
        return max(0, self._free - self.reserve_bytes) / (
            channels * _SAMPLE_BYTES[song.sample_format] * song.rate
        )

    async def _watch(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)


def room_words(seconds: float) -> str:
    """`3h12 left`"""
    return "room unknown" if seconds < 0 else f"{format_span(seconds)} left"


def _free_bytes(folder: Path) -> int:
    try:
        status = os.statvfs(folder)
    except OSError:
        return -1
    return status.f_bavail * status.f_frsize

"""Checksums for the takes that have none: those that were salvaged, since hours of sound take long to read."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable

from tui_studio.errors import TuiStudioError
from tui_studio.song.model import Song, Source, SourceId
from tui_studio.studio.song_keeper import SongKeeper

LABEL = "checksums of salvaged takes"
AT_ONCE = 8
"""So many are entered in one edit: heads tell of each, and what was not entered is read again at the next opening."""
REST_SECONDS = 1.0

log = logging.getLogger(__name__)


class Certifier:
    """Reads one file after the other, and none while something is recorded or played. Used from the studio's loop."""

    def __init__(self, keeper: SongKeeper, busy: Callable[[], bool]) -> None:
        """`busy` tells whether the disk has more urgent things to do."""
        self._keeper = keeper
        self._busy = busy
        self._task: asyncio.Task[None] | None = None
        self._unreadable: set[str] = set()

    def look(self) -> None:
        """Begin with what has no checksum, if that is not under way; returns at once."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self.certify())

    def close(self) -> None:
        """Go on at the next opening."""
        if self._task is not None:
            self._task.cancel()

    async def certify(self) -> None:
        """Returns when every take whose file can be read has its checksum: in few edits, outside of the history."""
        known: dict[SourceId, str] = {}
        while (source := self._next(known)) is not None:
            try:
                known[source.id] = await self._checksum(source)
            except TuiStudioError as error:
                log.warning("no checksum: %s", error)
                self._unreadable.add(source.path)
            if len(known) >= AT_ONCE:
                await self._enter(known)
                known = {}
        if known:
            await self._enter(known)

    async def _enter(self, known: dict[SourceId, str]) -> None:
        await self._keeper.follow(LABEL, lambda song: functools.reduce(_certified, known.items(), song))

    def _next(self, known: dict[SourceId, str]) -> Source | None:
        song = self._keeper.song
        wanted = _without_checksum(song) - known.keys()
        return next(
            (one for one in song.sources if one.id in wanted and one.path not in self._unreadable), None
        )

    async def _checksum(self, source: Source) -> str:
        from tui_studio.audio.checksum import checksum_steps

        steps, checksum = checksum_steps(self._keeper.folder / source.path), ""
        while not checksum:
            while self._busy():
                await asyncio.sleep(REST_SECONDS)
            checksum = await asyncio.to_thread(next, steps)
        return checksum


def _certified(song: Song, known: tuple[SourceId, str]) -> Song:
    from tui_studio.song.edits.takes import certify

    source, checksum = known
    return certify(song, source=source, checksum=checksum)


def _without_checksum(song: Song) -> set[SourceId]:
    """Ids of the sources whose takes lack it."""
    return {
        take.source
        for track in song.tracks
        for take in track.takes
        if take.certificate is not None and not take.certificate.checksum
    }

"""The song that is open: its present state, how it changes, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tui_studio.song import patch
from tui_studio.song.model import Song
from tui_studio.song.storage import SongStore
from tui_studio.studio.heads import Heads
from tui_studio.studio.wire import SongChanged

T = TypeVar("T")


class SongKeeper:
    """Edits go in one at a time and are on the disk when `edit` returns; a stalling disk stops nobody else."""

    def __init__(self, store: SongStore, heads: Heads) -> None:
        self._store = store
        self._heads = heads
        self._lock = asyncio.Lock()
        self._disk = ThreadPoolExecutor(1, "journal")
        self.song: Song = store.song
        self.folder = store.folder
        self.revision = 0
        self.can_undo = store.can_undo
        self.can_redo = store.can_redo
        self.on_change: Callable[[Song, Song], None] = lambda _old, _new: None
        """Called with the song before and after every change."""
        self.before_edit: Callable[[], Awaitable[None]] | None = None
        """Awaited before every edit: what is being moved is kept first, so that history is in order."""

    async def edit(self, label: str, change: Callable[[Song], Song]) -> Song:
        """Apply a pure function to the song, as one entry of the history. Raises what it raises, or SongError."""
        if self.before_edit is not None:
            await self.before_edit()
        return await self.edit_now(label, change)

    async def edit_now(self, label: str, change: Callable[[Song], Song]) -> Song:
        """As `edit`, without keeping what is being moved first."""
        async with self._lock:
            changed = change(self.song)
            if changed != self.song:
                await self._off_loop(lambda: self._store.commit(label, changed))
                self._adopt(self._store.song, label)
            return self.song

    async def follow(self, label: str, change: Callable[[Song], Song]) -> Song:
        """As `edit`, but outside of the history: see `SongStore.follow`."""
        async with self._lock:
            changed = change(self.song)
            if changed != self.song:
                await self._off_loop(lambda: self._store.follow(label, changed))
                self._adopt(self._store.song, label)
            return self.song

    async def undo(self) -> str:
        """Take back the last edit; its label. Raises NotNowError when there is none."""
        return await self._travel("undo", self._store.undo)

    async def redo(self) -> str:
        """Do again what was taken back; its label. Raises NotNowError when there is none."""
        return await self._travel("redo", self._store.redo)

    async def paths_in_history(self) -> frozenset[str]:
        """Paths of all sources the song has ever had, those taken back among them. Raises SongError."""
        async with self._lock:
            return await self._off_loop(self._store.paths_in_history)

    async def checkpoint(self) -> None:
        """Write the whole song down."""
        async with self._lock:
            await self._off_loop(self._store.checkpoint)

    async def close(self, *, forget_unused: bool = False) -> None:
        """Write the song down and let go of its folder; `forget_unused` as `SongStore.close`."""
        async with self._lock:
            await self._off_loop(lambda: self._store.close(forget_unused=forget_unused))
        self._disk.shutdown()

    async def history(self) -> list[str]:
        """Labels of the edits that can be taken back, oldest first."""
        async with self._lock:
            done = await self._off_loop(lambda: self._store.history)
        return [entry.label for entry in done]

    async def _travel(self, word: str, step: Callable[[], str]) -> str:
        if self.before_edit is not None:
            await self.before_edit()
        async with self._lock:
            label = await self._off_loop(step)
            self._adopt(self._store.song, f"{word} {label}")
        return label

    async def _off_loop(self, work: Callable[[], T]) -> T:
        """On the disk's thread. Not given up when whoever asked for it is."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._disk, work))

    def _adopt(self, song: Song, label: str) -> None:
        old, self.song = self.song, song
        self.revision += 1
        self.can_undo, self.can_redo = self._store.can_undo, self._store.can_redo
        difference = patch.diff(old, song)
        self._heads.send(SongChanged(self.revision, label, difference, self.can_undo, self.can_redo))
        self.on_change(old, song)

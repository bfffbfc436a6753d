"""The song that is open: its present state, how it changes, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tui_studio.song import patch
from tui_studio.song.model import Song
from tui_studio.song.storage import SongStore
from tui_studio.studio.heads import Heads
from tui_studio.studio.wire import SongChanged

T = TypeVar("T")


class SongKeeper:
    """Edits go in one at a time and are on the disk when `edit` returns; a stalling disk stops nobody else."""

    def __init__(self, store: SongStore, heads: Heads) -> None:
        self._loop = asyncio.get_running_loop()
        store.on_write = lambda song: self._loop.call_soon_threadsafe(self.on_heard, song)
        self._store = store
        self._heads = heads
        self._lock = asyncio.Lock()
        self._step: asyncio.Task[Any] | None = None
        """What holds the lock; kept here since the loop itself forgets its tasks."""
        self._disk = ThreadPoolExecutor(1, "journal")
        self.song: Song = store.song
        self.folder = store.folder
        self.revision = 0
        self.can_undo = store.can_undo
        self.can_redo = store.can_redo
        self.on_change: Callable[[Song, Song], None] = lambda _old, _new: None
        """Called with the song before and after every change."""
        self.on_heard: Callable[[Song], None] = lambda _song: None
        """Called with the song as it is to be heard while it is written down; with the present one when that failed."""
        self.before_edit: Callable[[], Awaitable[None]] | None = None
        """Awaited before every edit: what is being moved is kept first, so that history is in order."""

    async def edit(self, label: str, change: Callable[[Song], Song]) -> Song:
        """Apply a pure function to the song, as one entry of the history. Raises what it raises, or SongError."""
        if self.before_edit is not None:
            await self.before_edit()
        return await self.edit_now(label, change)

    async def edit_now(self, label: str, change: Callable[[Song], Song]) -> Song:
        """As `edit`, without keeping what is being moved first."""
        return await self._alone(lambda: self._changed(label, change, self._store.commit))

    async def follow(self, label: str, change: Callable[[Song], Song]) -> Song:
        """As `edit`, but outside of the history: see `SongStore.follow`."""
        return await self._alone(lambda: self._changed(label, change, self._store.follow))

    async def undo(self) -> str:
        """Take back the last edit; its label. Raises NotNowError when there is none."""
        return await self._travel("undo", self._store.undo)

    async def redo(self) -> str:
        """Do again what was taken back; its label. Raises NotNowError when there is none."""
        return await self._travel("redo", self._store.redo)

    async def paths_in_history(self) -> frozenset[str]:
        """Paths of all sources the song has ever had, those taken back among them. Raises SongError."""
        return await self._alone(lambda: self._off_loop(self._store.paths_in_history))

    async def checkpoint(self) -> None:
        """Write the whole song down."""
        await self._alone(lambda: self._off_loop(self._store.checkpoint))

    async def close(self, *, forget_unused: bool = False) -> None:
        """Write the song down and let go of its folder; `forget_unused` as `SongStore.close`."""
        await self._alone(lambda: self._off_loop(lambda: self._store.close(forget_unused=forget_unused)))
        self._disk.shutdown()

    async def history(self) -> list[str]:
        """Labels of the edits that can be taken back, oldest first."""
        done = await self._alone(lambda: self._off_loop(lambda: self._store.history))
        return [entry.label for entry in done]

    async def _travel(self, word: str, step: Callable[[], str]) -> str:
        if self.before_edit is not None:
            await self.before_edit()
        return await self._alone(lambda: self._travelled(word, step))

    async def _changed(
        self, label: str, change: Callable[[Song], Song], keep: Callable[[str, Song], None]
    ) -> Song:
        changed = change(self.song)
        if changed != self.song:
            await self._off_loop(lambda: keep(label, changed))
            self._adopt(self._store.song, label)
        return self.song

    async def _travelled(self, word: str, step: Callable[[], str]) -> str:
        label = await self._off_loop(step)
        self._adopt(self._store.song, f"{word} {label}")
        return label

    async def _alone(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """One at a time. What has begun goes to its end when whoever asked for it is given up, and nothing else begins before."""
        await self._lock.acquire()
        self._step = asyncio.create_task(self._freeing(work))
        return await asyncio.shield(self._step)

    async def _freeing(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        try:
            return await work()
        finally:
            self._lock.release()

    async def _off_loop(self, work: Callable[[], T]) -> T:
        """On the disk's thread. What it writes is heard meanwhile: a card can take a second to sync."""
        try:
            return await self._loop.run_in_executor(self._disk, work)
        except Exception:
            self.on_heard(self.song)
            raise

    def _adopt(self, song: Song, label: str) -> None:
        old, self.song = self.song, song
        self.revision += 1
        self.can_undo, self.can_redo = self._store.can_undo, self._store.can_redo
        difference = patch.diff(old, song)
        self._heads.send(SongChanged(self.revision, label, difference, self.can_undo, self.can_redo))
        self.on_change(old, song)

"""Search over ideas, lyrics and notes of all songs: an index in this machine's cache, made anew when it is missing or damaged."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tui_studio.errors import SongError
from tui_studio.song.folder import SONG_NAME
from tui_studio.song.model import Song
from tui_studio.song.storage.songfile import read_song

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")

BUSY_SECONDS = 2.0
REST_SECONDS = 0.5
"""After an edit the index follows when nothing was edited for so long."""
_SCHEMA = """
create table if not exists songs (folder text primary key, title text, stamp text);
create virtual table if not exists entries using fts5 (
    words, kind unindexed, place unindexed, folder unindexed, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
"""


class Entry(NamedTuple):
    """Something with words in it."""

    kind: str
    """`title`, `idea`, `lyric`, `note`, `section`, `marker`, `reference`."""
    place: str
    """Where in the song: `idea 3`, `chart line 12`, `Vox take 2`."""
    words: str


class Found(NamedTuple):
    """An entry that fits a search."""

    folder: str
    title: str
    kind: str
    place: str
    words: str


def entries_of(song: Song) -> Iterator[Entry]:
    """All that can be searched for in a song."""
    notebook = song.notebook
    yield Entry("title", "title", song.title)
    for number, idea in enumerate(notebook.ideas, 1):
        yield Entry("idea", f"idea {number}", " ".join([idea.text, *(f"#{tag}" for tag in idea.tags)]))
    from tui_studio.song.lyrics import chart_of

    for number, line in enumerate(chart_of(song).lines, 1):
        if line.words.strip():
            yield Entry("lyric", f"chart line {number}", line.words.strip())
    for section in notebook.sections:
        yield Entry("section", section.name, section.name)
        yield Entry("note", section.name, section.note)
    for reference in notebook.references:
        words = " ".join([reference.title, reference.note, reference.target])
        yield Entry("reference", reference.title, words)
    for marker in song.markers:
        yield Entry("marker", marker.name, marker.name)
    for track in song.tracks:
        for take in track.takes:
            yield Entry("note", f"{track.name} take {take.number}", f"{take.name} {take.note}".strip())


class SearchIndex:
    """See the module. All methods return on the event loop; the disk is touched in a thread of its own."""

    def __init__(self, songs: Path, cache: Path, folder: Path, song: Callable[[], Song]) -> None:
        self._songs = songs
        self._file = (
            cache / f"search-{hashlib.blake2b(os.fsencode(songs), digest_size=6).hexdigest()}.sqlite3"
        )
        self._folder = folder
        self._song = song
        self._disk = ThreadPoolExecutor(1, "search")
        self._base: sqlite3.Connection | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def find(self, words: str, limit: int) -> list[Found]:
        """What fits all these words or beginnings of words, the best first."""
        song = self._song()
        return await self._off_loop(lambda: self._find(song, words, limit))

    def song_changed(self, old: Song, new: Song) -> None:
        """Follow an edit a little later."""
        if (old.notebook, old.markers, old.title) == (new.notebook, new.markers, new.title) and (
            old.tracks is new.tracks
        ):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._follow)

    def close(self) -> None:
        """Write the last changes and let go of the index."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._follow()
        self._disk.submit(self._close)
        self._disk.shutdown(wait=True)

    def _follow(self) -> None:
        song = self._song()
        self._disk.submit(self._safely, lambda base: self._store_own(base, song))

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)

    # ── called from the index's thread ───────────────────────────────────────────────────────────────────────

    def _find(self, song: Song, words: str, limit: int) -> list[Found]:
        question = _question(words)
        if not question:
            return []

        def look(base: sqlite3.Connection) -> list[Found]:
            self._store_own(base, song)
            self._look_around(base)
            rows = base.execute(
                "select entries.folder, songs.title, kind, place, words from entries"
                " join songs on songs.folder = entries.folder where entries match ? order by rank limit ?",
                (question, limit),
            )
            return [Found(*row) for row in rows]

        return self._safely(look) or []

    def _safely(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do it; a damaged index is made anew once."""
        import sqlite3

        for _ in range(2):
            try:
                base = self._open()
                with base:
                    return work(base)
            except sqlite3.OperationalError as error:
                if "locked" in str(error) or "busy" in str(error):
                    return None
                self._drop()
            except (sqlite3.DatabaseError, OSError):
                self._drop()
        return None

    def _open(self) -> sqlite3.Connection:
        if self._base is not None and self._file.exists():
            return self._base
        import sqlite3

        self._close()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(self._file, timeout=BUSY_SECONDS)
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = off")
        self._base.executescript(_SCHEMA)
        return self._base

    def _close(self) -> None:
        if self._base is not None:
            import sqlite3

            with contextlib.suppress(sqlite3.Error):
                self._base.close()
            self._base = None

    def _drop(self) -> None:
        self._close()
        for name in (self._file.name, f"{self._file.name}-wal", f"{self._file.name}-shm"):
            with contextlib.suppress(OSError):
                self._file.with_name(name).unlink(missing_ok=True)

    def _store_own(self, base: sqlite3.Connection, song: Song) -> None:
        entries = [entry for entry in entries_of(song) if entry.words.strip()]
        stamp = "open " + hashlib.blake2b(repr(entries).encode(), digest_size=12).hexdigest()
        if _stamp_of(base, self._folder) != stamp:
            _store(base, self._folder, song.title, stamp, entries)

    def _look_around(self, base: sqlite3.Connection) -> None:
        """Bring the other songs of the folder up to date; those that went are forgotten."""
        try:
            there = {file.parent: _stamp(file) for file in self._songs.glob(f"*/{SONG_NAME}")}
        except OSError:
            return
        known = dict(base.execute("select folder, stamp from songs").fetchall())
        for folder, stamp in there.items():
            before = known.get(str(folder), "")
            if folder == self._folder or before == stamp:
                continue
            if before.startswith("open ") and _is_open(folder):
                continue  # its own studio keeps it
            with contextlib.suppress(SongError):
                read = read_song(folder)
                if read:
                    _store(base, folder, read[0].title, stamp, entries_of(read[0]))
        for name in known:
            if Path(name) != self._folder and not (Path(name) / SONG_NAME).exists():
                _forget(base, name)


def _question(words: str) -> str:
    """The words as beginnings, all of which must be there."""
    clean = "".join(one if one.isalnum() else " " for one in words)
    return " ".join(f'"{word}"*' for word in clean.split())


def _stamp(file: Path) -> str:
    status = file.stat()
    return f"{status.st_mtime_ns} {status.st_size}"


def _stamp_of(base: sqlite3.Connection, folder: Path) -> str:
    row = base.execute("select stamp from songs where folder = ?", (str(folder),)).fetchone()
    return row[0] if row else ""


def _is_open(folder: Path) -> bool:
    from tui_studio import paths

    return paths.studio_socket(folder).exists()


def _store(base: sqlite3.Connection, folder: Path, title: str, stamp: str, entries: Iterable[Entry]) -> None:
    _forget(base, str(folder))
    base.execute("insert into songs values (?, ?, ?)", (str(folder), title, stamp))
    base.executemany(
        "insert into entries (words, kind, place, folder) values (?, ?, ?, ?)",
        [(entry.words, entry.kind, entry.place, str(folder)) for entry in entries if entry.words.strip()],
    )


def _forget(base: sqlite3.Connection, folder: str) -> None:
    base.execute("delete from entries where folder = ?", (folder,))
    base.execute("delete from songs where folder = ?", (folder,))

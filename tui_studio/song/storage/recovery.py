"""What song.json and the journal say together, whatever state a crash or a copy has left them in.

song.json is the song after a numbered step; the journal's later steps are replayed onto it. Without a
song.json the replay begins at the journal's first line. Nothing is dropped silently: what cannot be used is
kept beside the journal under a name with the date, and a notice says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from tui_studio.durable import replace_file
from tui_studio.errors import NewerSongError, SongError
from tui_studio.song.folder import JOURNAL_NAME
from tui_studio.song.model import Song
from tui_studio.song.patch import apply
from tui_studio.song.storage.files import aside, plain_words
from tui_studio.song.storage.history import History
from tui_studio.song.storage.journal import (
    Journal,
    Step,
    decode_line,
    places_of,
    read_patch,
)
from tui_studio.song.storage.songfile import decode_song, read_song


class Recovered(NamedTuple):
    """A song as it was last acknowledged."""

    song: Song
    number: int
    """Of the last step in it."""
    written: int
    """Of the last step in song.json; -1 when there is none."""
    journal: Journal
    history: History
    notices: tuple[str, ...]


class _Replay(NamedTuple):
    song: Song
    number: int
    used: int
    """So many lines of the journal belong to the song's past, counted from the first."""


def recover(folder: Path, now: str) -> Recovered:
    """The song in the folder. Raises SongError when it is refused, or when there is none."""
    path = folder / JOURNAL_NAME
    written = read_song(folder)
    data = _read(path)
    if written is None and data is None:
        raise SongError(
            "there is no song", where=str(folder), hint="name the folder of a song, or make a new one"
        )
    if data is None:
        assert written is not None
        return _afresh(
            path, *written, now, ("the journal was missing: the song is whole, undo starts afresh",)
        )
    lines = _Lines(data)
    start = written or _first_song(lines, path)
    try:
        replay = _replay(lines, *start)
    except NewerSongError as error:
        raise NewerSongError(
            f"the song is of a newer tui_studio: {error}",
            where=str(path),
            hint="nothing was changed; open it with a newer tui_studio",
        ) from error
    if replay is None:
        notice = _keep_aside(path, data, now, "does not reach up to the song file")
        return _afresh(path, *start, now, (notice + "; the song is whole, undo starts afresh",))
    notices = _drop_rest(path, lines, replay, now)
    journal = Journal(path)
    return Recovered(
        replay.song,
        replay.number,
        written[1] if written else -1,
        journal,
        History(journal.look_up, lines.places[: replay.used], replay.number),
        notices,
    )


class _Lines:
    """A journal's lines, each decoded when it is looked at."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.places = places_of(data)

    def __len__(self) -> int:
        return len(self.places)

    def step(self, index: int) -> Step | None:
        """The step in a line; None when it is damaged, or the index is beyond the lines."""
        if not 0 <= index < len(self.places):
            return None
        place = self.places[index]
        return decode_line(self.data[place.offset : place.offset + place.length])

    def is_whole(self, index: int) -> bool:
        """Whether the line has its line feed."""
        place = self.places[index]
        return place.offset + place.length < len(self.data)


def _read(path: Path) -> bytes | None:
    with plain_words("the journal cannot be read", path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _afresh(path: Path, song: Song, number: int, now: str, notices: tuple[str, ...]) -> Recovered:
    journal = Journal.begin(path, song, number, now)
    return Recovered(song, number, number, journal, History(), notices)


def _first_song(lines: _Lines, path: Path) -> tuple[Song, int]:
    first = lines.step(0)
    if first is None or first.kind != "song":
        raise SongError(
            "there is no song file, and the journal has lost its beginning",
            where=str(path),
            hint="put a copy of song.json back; the takes are in audio/",
        )
    song, _ = decode_song(bytes(first.song), path)
    return song, first.n


def _replay(lines: _Lines, song: Song, number: int) -> _Replay | None:
    """The song after the last step that follows unbroken from `number`; None when the journal has none such.

    Lines before the one with that number may be damaged: the song does not need them.
    """
    at = _index_of(lines, number)
    if at is None:
        return None
    used = at + 1
    while used < len(lines):
        try:
            song = _after(song, lines.step(used), number)
        except NewerSongError:
            raise
        except SongError:
            break
        number += 1
        used += 1
    return _Replay(song, number, used)


def _index_of(lines: _Lines, number: int) -> int | None:
    """The line with this step. It is looked for from the end, where it lies as a rule."""
    numbers = range(len(lines) - 1, -1, -1)
    return next((at for at in numbers if (step := lines.step(at)) is not None and step.n == number), None)


def _after(song: Song, step: Step | None, number: int) -> Song:
    if step is None or step.n != number + 1 or step.kind == "song":
        raise SongError("not the next step")
    return apply(song, read_patch(step.patch))


def _drop_rest(path: Path, lines: _Lines, replay: _Replay, now: str) -> tuple[str, ...]:
    """Leave only the used lines in the journal. What goes is told, and kept unless it is a torn end."""
    rest = len(lines) - replay.used
    last = replay.used - 1
    if not rest:
        if not lines.is_whole(last):
            _finish_line(path)
        return ()
    end = lines.places[last].offset + lines.places[last].length + 1
    if rest == 1 and not lines.is_whole(replay.used) and lines.step(replay.used) is None:
        notice = "the last line of the journal was cut short: a change that was not finished is dropped"
    else:
        notice = _keep_aside(path, lines.data, now, f"is damaged after step {replay.number}")
        notice += f"; {rest} lines from there on were not used"
    _cut(path, end)
    return (notice,)


def _finish_line(path: Path) -> None:
    """Only the line feed of the last line was lost."""
    with plain_words("the journal cannot be mended", path), path.open("ab") as journal:
        journal.write(b"\n")
        journal.flush()
        os.fsync(journal.fileno())


def _cut(path: Path, end: int) -> None:
    """Shorten the journal: needs no room, so that a song on a full disk opens."""
    with plain_words("the journal cannot be mended", path), path.open("r+b") as journal:
        journal.truncate(end)
        os.fsync(journal.fileno())


def _keep_aside(path: Path, data: bytes, now: str, what: str) -> str:
    kept = aside(path, now)
    with plain_words("the damaged journal cannot be kept", kept):
        replace_file(kept, data)
    return f"the journal {what}: it is kept as {kept.name}"

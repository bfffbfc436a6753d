"""The song's folder while a studio has it open: lock, song file, journal, history."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tui_studio.durable import SCRATCH_SUFFIX, sync_folder
from tui_studio.errors import BadInputError, NotNowError, SongError
from tui_studio.song import patch
from tui_studio.song.folder import JOURNAL_NAME, SONG_NAME, is_song
from tui_studio.song.model import Song
from tui_studio.song.names import clean_name
from tui_studio.song.rate import IN_FRAMES, at_rate
from tui_studio.song.storage.files import plain_words, remove_scratch
from tui_studio.song.storage.history import Entry, History
from tui_studio.song.storage.journal import Journal, Place, Step, raw_patch, read_patch
from tui_studio.song.storage.lock import LOCK_NAME, SongLock
from tui_studio.song.storage.recovery import Recovered, recover
from tui_studio.song.storage.songfile import write_song

FOLDERS = ("audio", "ideas", "cache", "out")
CHECKPOINT_EVERY = 500
"""Steps between two writings of song.json; more would only make opening after a crash slower."""


class SongStore:
    """A song that is open. One thread at a time; several processes never, since the folder is locked.

    `commit`, `undo` and `redo` return when the step is on the disk. When they raise, nothing has changed.
    Ids spent by an edit stay spent when it is undone: undo gives the earlier song but for `next_id`. Nor does it take
    back a rate: that is the device's, which would refuse to play. What an undo or redo over a change of the rate brings back
    has the time that it had, not the frames.
    """

    def __init__(self, folder: Path, lock: SongLock, found: Recovered) -> None:
        """Use `open` or `create`."""
        self.folder = folder
        self.song = found.song
        self.notices: list[str] = list(found.notices)
        """What was found amiss when the song was opened, in plain words."""
        self._lock = lock
        self._number = found.number
        self._written = found.written
        self._journal = found.journal
        self._history = found.history
        self._rates: list[tuple[int, int]] | None = None
        """As `Journal.rates`, once they were asked for."""
        self._made = False
        """The folder was made for this song just now."""
        self.on_write: Callable[[Song], object] = lambda _song: None
        """Called with the song that is about to be written down as the present one, in the thread that writes."""

    @classmethod
    def open(cls, folder: Path) -> SongStore:
        """Open the song in this folder, as it was last acknowledged.

        Raises SongLockedError when another studio has it, SongError when there is none or it is refused.
        """
        _need_folder(folder)
        now = _now()
        lock = SongLock(folder, now)
        try:
            with plain_words("the song's folder cannot be tidied", folder):
                remove_scratch(folder)
            store = cls(folder, lock, recover(folder, now))
            store._settle()
        except BaseException:
            lock.release()
            raise
        return store

    @classmethod
    def create(cls, folder: Path, title: str, rate: int, sample_format: str = "pcm24") -> SongStore:
        """A new song in a folder that is missing, empty, or holds only audio that belongs to no song.

        Raises SongError; what was made until then is removed.
        """
        if not 8_000 <= rate <= 384_000:
            raise BadInputError(
                f"a song cannot have a rate of {rate}", hint="use 44100, 48000, 88200, 96000 or 192000"
            )
        song = Song(
            uid=uuid.uuid4().hex,
            title=clean_name(title, "the title", longest=200),
            rate=rate,
            sample_format=sample_format,
        )
        made = _make_folder(folder)
        now = _now()
        try:
            lock = SongLock(folder, now)
        except BaseException:
            if made:
                with contextlib.suppress(OSError):  # somebody else's by now, or empty
                    folder.rmdir()
            raise
        return cls._fill(folder, song, lock, now, made=made)

    @classmethod
    def _fill(cls, folder: Path, song: Song, lock: SongLock, now: str, *, made: bool) -> SongStore:
        """The new song, its lock held. What cannot be finished is swept away before the lock is let go."""
        ours = False
        try:
            if is_song(folder):
                raise SongError(
                    "there is a song already", where=str(folder), hint="open it, or name another folder"
                )
            ours = True
            with plain_words("the song's folder cannot be made", folder):
                _make_folders(folder)
            write_song(folder, song, 0)
            journal = Journal.begin(folder / JOURNAL_NAME, song, 0, now)
        except BaseException:
            if ours:
                _sweep(folder, whole=made)
            lock.release()
            raise
        store = cls(folder, lock, Recovered(song, 0, 0, journal, History(), ()))
        store._made = made
        return store

    @property
    def can_undo(self) -> str:
        """Label of the edit that undo takes back; empty when there is none."""
        return self._history.newest.label if self._history.newest else ""

    @property
    def can_redo(self) -> str:
        """Label of the edit that redo does again; empty when there is none."""
        return self._history.undone[-1].label if self._history.undone else ""

    @property
    def history(self) -> Sequence[Entry]:
        """Edits that can be taken back, oldest first."""
        return self._history.done

    @property
    def redo_history(self) -> Sequence[Entry]:
        """Edits that can be done again, the next one last."""
        return tuple(self._history.undone)

    def commit(self, label: str, song: Song) -> None:
        """Make `song` the present one, as one entry of the history. Does nothing when it is the same.

        Raises SongError when it cannot be written; the present song stays then.
        """
        changed = _keeping_ids(song, self.song)
        forward = patch.diff(self.song, changed)
        if not forward:
            return
        back = patch.diff(changed, self.song)
        back.pop("next_id", None)
        number, now = self._number + 1, _now()
        step = Step(
            n=number,
            kind="edit",
            label=label,
            time=now,
            top=number,
            tip=number,
            before=self._history.top,
            patch=raw_patch(forward),
            undo=raw_patch(back),
        )
        place = self._append(step, changed)
        self._history.add(Entry(number, label, now, place))
        self._checkpoint_now_and_then()

    def follow(self, label: str, song: Song) -> None:
        """Make `song` the present one without an entry in the history: something worked out of the song follows it.

        Undo and redo are as before, so it may change only what no edit of the history has removed. Raises SongError as `commit`.
        """
        changed = _keeping_ids(song, self.song)
        forward = patch.diff(self.song, changed)
        if not forward:
            return
        step = Step(
            n=self._number + 1,
            kind="follow",
            label=label,
            time=_now(),
            top=self._history.top,
            tip=self._history.tip,
            patch=raw_patch(forward),
        )
        self._append(step, changed)
        self._checkpoint_now_and_then()

    def undo(self) -> str:
        """Take back the last edit; its label. Raises NotNowError when there is none, SongError."""
        entry, before = self._history.newest, self._history.before_newest
        if entry is None and self._history.cut_short:
            raise NotNowError(
                "older changes cannot be taken back",
                where=str(self._journal.path),
                hint="a line of the journal is damaged; the song is whole",
            )
        if entry is None:
            hint = (
                "edit.redo does again what was taken back"
                if self._history.undone
                else "change something first"
            )
            raise NotNowError("there is nothing to undo", hint=hint)
        change = read_patch(self._journal.read(entry.place).undo)
        change.pop("rate", None)
        change = self._at_present_rate(change, entry.n - 1)
        self._travel("undo", entry, change, before)
        self._history.step_back()
        return entry.label

    def redo(self) -> str:
        """Do again what was taken back last; its label. Raises NotNowError when there is none, SongError."""
        if not self._history.undone:
            raise NotNowError(
                "there is nothing to redo",
                hint="edit.undo comes first; a change after it leaves nothing to redo",
            )
        entry = self._history.undone[-1]
        change = read_patch(self._journal.read(entry.place).patch)
        change.pop("next_id", None)
        change.pop("rate", None)
        change = self._at_present_rate(change, entry.n)
        self._travel("redo", entry, change, entry.n)
        self._history.step_forward()
        return entry.label

    def paths_in_history(self) -> frozenset[str]:
        """Paths of all sources the song has ever had, edits taken back among them. Raises SongError."""
        return self._journal.paths()

    def checkpoint(self) -> None:
        """Write song.json when it is behind the journal. Raises SongError."""
        if self._written != self._number:
            write_song(self.folder, self.song, self._number)
            self._written = self._number

    def close(self, *, forget_unused: bool = False) -> None:
        """Write song.json and let go of the folder, even when writing fails: the journal has everything.

        With `forget_unused` the folder that was made for a song in which nothing was done is taken away again.
        """
        try:
            if forget_unused and self._made and self._number == 0 and not _has_files(self.folder):
                _sweep(self.folder, whole=True)
                return
            with contextlib.suppress(SongError):
                self.checkpoint()
        finally:
            self._journal.close()
            self._lock.release()

    def _settle(self) -> None:
        """What makes the next opening quicker; on a full disk the song opens without."""
        try:
            with plain_words("a folder of the song cannot be made", self.folder):
                _make_folders(self.folder)
            self.checkpoint()
        except SongError as error:
            self.notices.append(f"{error}; the song is open, and every change in its journal")

    def _travel(self, kind: str, entry: Entry, change: patch.Patch, top: int) -> None:
        step = Step(
            n=self._number + 1,
            kind=kind,
            label=entry.label,
            time=_now(),
            top=top,
            tip=self._history.tip,
            patch=raw_patch(change),
        )
        self._append(step, patch.apply(self.song, change))
        self._checkpoint_now_and_then()

    def _at_present_rate(self, change: patch.Patch, made_after: int) -> patch.Patch:
        """A change of the song as it was after a step, for the rate that the song has now."""
        then = self._rate_after(made_after) if change.keys() & IN_FRAMES else self.song.rate
        if then == self.song.rate:
            return change
        before = at_rate(self.song, then)
        after = patch.apply(before, change)
        return patch.diff(at_rate(before, self.song.rate), at_rate(after, self.song.rate))

    def _rate_after(self, number: int) -> int:
        """The song's rate after this step; the present one where the journal does not tell."""
        if self._rates is None:
            self._rates = self._journal.rates()
        known = [rate for n, rate in self._rates if n <= number]
        return known[-1] if known else self.song.rate

    def _append(self, step: Step, song: Song) -> Place:
        self.on_write(song)
        place = self._journal.append(step)
        if song.rate != self.song.rate:
            self._rates = None
        self._number = step.n
        self.song = song
        return place

    def _checkpoint_now_and_then(self) -> None:
        if self._number - self._written >= CHECKPOINT_EVERY:
            with contextlib.suppress(SongError):
                self.checkpoint()


def _keeping_ids(song: Song, present: Song) -> Song:
    if song.next_id >= present.next_id:
        return song
    return msgspec.structs.replace(song, next_id=present.next_id)


def _need_folder(folder: Path) -> None:
    with plain_words("the song cannot be opened", folder):
        if not folder.exists():
            raise SongError(
                "there is no such song", where=str(folder), hint="check the name, or make a new song"
            )
    if not folder.is_dir():
        raise SongError(
            "that is a file, not a song's folder", where=str(folder), hint="name the folder of a song"
        )
    if not is_song(folder):
        raise SongError(
            "the folder holds no song", where=str(folder), hint="name another, or make a new song"
        )


def _make_folder(folder: Path) -> bool:
    """Make the folder; False when it was there. Raises SongError when it is of no use."""
    with plain_words("the song's folder cannot be made", folder):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            _need_room(folder)
            return False
        sync_folder(folder.parent)
    return True


def _need_room(folder: Path) -> None:
    if not folder.is_dir():
        raise SongError("that is a file, not a song's folder", where=str(folder), hint="name a new folder")
    if not all(_may_be_ours(entry.name) for entry in folder.iterdir()) and not is_song(folder):
        raise SongError(
            "the folder has other files in it and is no song",
            where=str(folder),
            hint=f"name a new folder, for example {folder / 'My Song'}",
        )


def _may_be_ours(name: str) -> bool:
    """Whether this may lie in the folder of a song that is not, or not yet, whole: somebody may be making it this moment."""
    ours = {*FOLDERS, LOCK_NAME, SONG_NAME, JOURNAL_NAME}
    return name in ours or name.startswith(".") or name.removesuffix(SCRATCH_SUFFIX) in ours


def _sweep(folder: Path, *, whole: bool) -> None:
    """Take away a song that was not finished; of a folder that was there before only what makes it a song."""
    if whole:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for name in (JOURNAL_NAME, SONG_NAME, LOCK_NAME):
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def _has_files(folder: Path) -> bool:
    """Whether something lies there that is not made anew with the next song."""
    return any(
        not _may_be_ours(entry.name)
        or (entry.name in FOLDERS and entry.name != "cache" and any(entry.iterdir()))
        for entry in folder.iterdir()
    )


def _make_folders(folder: Path) -> None:
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)


def _now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")

"""Random edits, undo, redo, crashes: the song that comes back is always the one that was acknowledged."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.song.making import EDITS, random_edit
from tests.song.test_store import crash
from tui_studio.song.check import problems
from tui_studio.song.model import Song
from tui_studio.song.storage import SongStore


def content(song: Song) -> Song:
    """The song but for the ids it has spent."""
    return msgspec.structs.replace(song, next_id=0)


class SongMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name) / "song"
        self.store = SongStore.create(self.folder, "Song", 48000)
        self.past: list[Song] = []
        self.future: list[Song] = []
        self.song = self.store.song

    @initialize(seeds=st.lists(st.integers(0, 2**16), min_size=2, max_size=4))
    def some_tracks(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.edit("add track", seed)

    @rule(name=st.sampled_from(sorted(EDITS)), seed=st.integers(0, 2**32))
    def edit(self, name: str, seed: int) -> None:
        changed = random_edit(self.store.song, name, seed)
        self.store.commit(name, changed)
        if changed != self.song:
            self.past.append(self.song)
            self.future.clear()
        self.song = changed

    @rule(seed=st.integers(0, 2**32))
    def record(self, seed: int) -> None:
        self.edit("pass", seed)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.future.append(self.song)
        self.store.undo()
        assert content(self.store.song) == content(self.past.pop())
        self.song = self.store.song

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.past.append(self.song)
        self.store.redo()
        assert content(self.store.song) == content(self.future.pop())
        self.song = self.store.song

    @rule()
    def close(self) -> None:
        self.store.close()
        self.reopen()

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    @rule()
    def crash(self) -> None:
        crash(self.store)
        self.reopen()

    @rule(junk=st.binary(min_size=1, max_size=300))
    def crash_while_writing(self, junk: bytes) -> None:
        crash(self.store)
        with (self.folder / "journal.jsonl").open("ab") as journal:
            journal.write(junk.replace(b"\n", b" "))
        self.reopen()
        assert len(self.store.notices) == 1

    @rule(seed=st.integers(0, 2**32), share=st.floats(0, 1))
    def crash_in_an_edit(self, seed: int, share: float) -> None:
        """Some part of a line that was never acknowledged reaches the disk."""
        journal = self.folder / "journal.jsonl"
        before, written = journal.stat().st_size, (self.folder / "song.json").read_bytes()
        changed = random_edit(self.store.song, "pass", seed)
        self.store.commit("pass", changed)
        crash(self.store)
        data = journal.read_bytes()
        cut = before + int((len(data) - before) * share)
        journal.write_bytes(data[:cut])
        (self.folder / "song.json").write_bytes(written)
        self.store = SongStore.open(self.folder)
        if content(self.store.song) != content(self.song):
            assert cut >= len(data) - 1
            self.past.append(self.song)
            self.future.clear()
        assert self.store.song in (self.song, changed)
        self.song = self.store.song

    @rule()
    def lose_the_song_file(self) -> None:
        crash(self.store)
        (self.folder / "song.json").unlink()
        self.reopen()

    def reopen(self) -> None:
        self.store = SongStore.open(self.folder)
        assert self.store.song == self.song

    @invariant()
    def history_is_what_it_should_be(self) -> None:
        assert len(self.store.history) == len(self.past)
        assert len(self.store.redo_history) == len(self.future)
        assert self.store.song == self.song

    @invariant()
    def song_hangs_together(self) -> None:
        assert list(problems(self.store.song)) == []

    def teardown(self) -> None:
        self.store.close()
        self.place.cleanup()


TestSongMachine = SongMachine.TestCase
TestSongMachine.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)

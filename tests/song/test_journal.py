"""Journals that were cut, torn, or damaged."""

import json
import os
import random
import zlib
from pathlib import Path

import pytest

from tests.song.making import record
from tests.song.test_store import crash
from tui_studio.errors import NewerSongError, NotNowError, SongError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.song.storage import SongStore, journal, recovery
from tui_studio.song.storage.journal import decode_line, places_of


class Story:
    """A song with a history, and the song after every line of its journal."""

    def __init__(self, folder: Path) -> None:
        store = SongStore.create(folder, "Story", 48000)
        self.folder = folder
        self.songs: list[Song] = [store.song]
        self.blank = (folder / "song.json").read_bytes()
        for step in (
            lambda: store.commit("add", edits.add_track(store.song, "Drums", (1, 2))),
            lambda: store.commit("add", edits.add_track(store.song, "Bass", (3,))),
            lambda: store.commit("record", record(store.song)),
            store.undo,
            store.redo,
            lambda: store.commit("fader", edits.set_fader(store.song, 1, -3)),
            store.undo,
            lambda: store.commit("rename", edits.rename_track(store.song, 2, "Fretless")),
        ):
            step()
            self.songs.append(store.song)
        crash(store)
        self.journal = (folder / "journal.jsonl").read_bytes()

    def lay(self, journal: bytes, song: bytes | None) -> None:
        """Put these files in place, and nothing else but folders and the lock."""
        for path in self.folder.glob("*.json*"):
            path.unlink()
        (self.folder / "journal.jsonl").write_bytes(journal)
        if song is not None:
            (self.folder / "song.json").write_bytes(song)

    def open(self) -> tuple[Song, list[str]]:
        store = SongStore.open(self.folder)
        store.commit("after", edits.set_title(store.song, "After"))
        store.undo()
        song, notices = store.song, store.notices
        crash(store)
        again = SongStore.open(self.folder)
        assert again.song == song
        again.close()
        return song, notices


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path / "song")


def kept(journal: bytes) -> int:
    """How many whole lines, the first aside."""
    lines = (journal[place.offset : place.offset + place.length] for place in places_of(journal))
    return max(0, sum(decode_line(line) is not None for line in lines) - 1)


def test_a_journal_cut_at_any_byte_opens_with_every_whole_line(story: Story) -> None:
    lines = {0} | {place.offset + delta for place in places_of(story.journal) for delta in (0, -1, -2, 1, 9)}
    cuts = {cut for cut in lines if 0 <= cut <= len(story.journal)}
    cuts |= set(random.Random(5).sample(range(len(story.journal)), 60))
    for cut in sorted(cuts):
        story.lay(story.journal[:cut], story.blank)
        song, notices = story.open()
        assert song == story.songs[kept(story.journal[:cut])]
        torn = 0 < cut < len(story.journal) and not story.journal[:cut].endswith(b"\n")
        whole = decode_line(story.journal[:cut].rsplit(b"\n", 1)[-1]) is not None
        assert bool(notices) == ((torn and not whole) or cut == 0)


def test_without_a_song_file_it_is_rebuilt_up_to_the_cut(story: Story) -> None:
    first = story.journal.index(b"\n")
    for cut in random.Random(6).sample(range(first, len(story.journal) + 1), 40):
        story.lay(story.journal[:cut], None)
        assert story.open()[0] == story.songs[kept(story.journal[:cut])]


def test_without_song_file_and_first_line_there_is_a_clear_word(story: Story) -> None:
    story.lay(story.journal[:20], None)
    with pytest.raises(SongError, match="lost its beginning"):
        SongStore.open(story.folder)
    assert (story.folder / "journal.jsonl").read_bytes() == story.journal[:20]


def test_a_torn_last_line_is_told_and_cut_off(story: Story) -> None:
    story.lay(story.journal[:-30], story.blank)
    song, notices = story.open()
    assert song == story.songs[-2]
    assert "cut short" in notices[0]
    assert not list(story.folder.glob("*damaged*"))


@pytest.mark.parametrize("with_song", [True, False])
def test_damage_in_the_middle_stops_the_replay_and_is_kept(story: Story, with_song: bool) -> None:
    place = places_of(story.journal)[4]
    at = place.offset + place.length // 2
    damaged = story.journal[:at] + bytes([story.journal[at] ^ 1]) + story.journal[at + 1 :]
    story.lay(damaged, story.blank if with_song else None)
    song, notices = story.open()
    assert song == story.songs[3]
    (aside,) = story.folder.glob("journal.damaged-*.jsonl")
    assert aside.read_bytes() == damaged
    assert aside.name in notices[0]
    assert "5 lines" in notices[0]


def test_damage_before_the_song_file_costs_undo_only(story: Story) -> None:
    store = SongStore.open(story.folder)
    store.close()
    written = (story.folder / "song.json").read_bytes()
    at = places_of(story.journal)[2].offset + 40
    story.lay(story.journal[:at] + b"#" + story.journal[at + 1 :], written)
    again = SongStore.open(story.folder)
    assert again.song == story.songs[-1]
    assert [entry.label for entry in again.history] == ["record", "rename"]


def test_undo_that_meets_damage_says_so(story: Story) -> None:
    SongStore.open(story.folder).close()
    written = (story.folder / "song.json").read_bytes()
    at = places_of(story.journal)[2].offset + 40
    story.lay(story.journal[:at] + b"#" + story.journal[at + 1 :], written)
    store = SongStore.open(story.folder)
    store.undo()
    store.undo()
    with pytest.raises(NotNowError, match="older changes cannot be taken back"):
        store.undo()


@pytest.mark.parametrize(
    "last",
    [
        {"kind": "merge", "patch": {"title": "New"}},
        {"kind": "edit", "patch": {"title": "New"}, "author": "Ann"},
        {"kind": "edit", "patch": {"mood": "blue"}},
        {"kind": "edit", "patch": {"tracks": {"~": [[1, {"monitor": "psychic"}]]}}},
    ],
)
@pytest.mark.parametrize("with_song", [True, False])
def test_a_song_with_steps_of_a_newer_program_is_refused_whole(
    story: Story, last: dict[str, object], with_song: bool
) -> None:
    body = json.dumps({"n": 9} | last).encode()
    line = b'{"crc":"%08x",' % zlib.crc32(body) + body[1:] + b"\n"
    story.lay(story.journal + line, story.blank if with_song else None)
    with pytest.raises(NewerSongError, match="newer tui_studio"):
        SongStore.open(story.folder)
    assert (story.folder / "journal.jsonl").read_bytes() == story.journal + line
    assert not list(story.folder.glob("*damaged*"))


def test_a_journal_that_ends_before_the_song_file_is_kept_aside(story: Story) -> None:
    SongStore.open(story.folder).close()
    written = (story.folder / "song.json").read_bytes()
    cut = story.journal[: places_of(story.journal)[4].offset]
    story.lay(cut, written)
    song, notices = story.open()
    assert song == story.songs[-1]
    (aside,) = story.folder.glob("journal.damaged-*.jsonl")
    assert aside.read_bytes() == cut
    assert "undo starts afresh" in notices[0]


def test_a_line_that_was_doubled_is_damage(story: Story) -> None:
    lines = story.journal.split(b"\n")
    story.lay(b"\n".join([*lines[:4], lines[3], *lines[4:]]), story.blank)
    assert story.open()[0] == story.songs[3]


def test_noise_for_a_journal_is_kept_aside(story: Story) -> None:
    noise = random.Random(7).randbytes(5000)
    story.lay(noise, story.blank)
    assert story.open()[0] == story.songs[0]
    (aside,) = story.folder.glob("journal.damaged-*.jsonl")
    assert aside.read_bytes() == noise


def test_a_step_that_does_not_fit_the_song_is_damage(story: Story) -> None:
    store = SongStore.open(story.folder)
    other = store.folder / "song.json"
    number = other.read_bytes()
    store.close()
    assert b'"edit": 8' in number
    story.lay(story.journal, story.blank.replace(b'"edit": 0', b'"edit": 2'))
    store = SongStore.open(story.folder)
    assert store.song.tracks == ()
    assert "damaged after step 2" in store.notices[0]


def test_a_long_past_costs_nothing_until_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    store = SongStore.create(tmp_path / "song", "Long", 48000)
    for number in range(3000):
        store.commit(f"title {number}", edits.set_title(store.song, f"{number}"))
    folder = crash(store)
    SongStore.open(folder).close()
    read, decode = [], journal.decode_line

    def counted(line: bytes) -> journal.Step | None:
        read.append(line)
        return decode(line)

    monkeypatch.setattr(journal, "decode_line", counted)
    monkeypatch.setattr(recovery, "decode_line", counted)
    again = SongStore.open(folder)
    assert (again.can_undo, again.can_redo) == ("title 2999", "")
    assert len(read) < 10
    for _ in range(50):
        again.undo()
    assert again.song.title == "2949"
    assert len(read) < 200
    assert [len(again.history), len(again.redo_history)] == [2950, 50]
    crash(again)
    third = SongStore.open(folder)
    assert (third.can_undo, third.can_redo) == ("title 2949", "title 2950")
    for _ in range(2950):
        third.undo()
    assert (third.song.title, third.can_undo) == ("Long", "")
    for _ in range(3000):
        third.redo()
    assert (third.song.title, third.can_redo) == ("2999", "")

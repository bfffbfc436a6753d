"""The song on disk: what is kept, and what survives."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from tests.song.making import big_song, record, song_with
from tui_studio.errors import BadInputError, NotNowError, SongError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.song.storage import SongStore, is_song


@pytest.fixture
def store(tmp_path: Path) -> SongStore:
    return SongStore.create(tmp_path / "My Song", "My Song", 48000)


def commit(store: SongStore, *names: str) -> None:
    for name in names:
        store.commit(f"add {name}", edits.add_track(store.song, name))


def crash(store: SongStore) -> Path:
    """Let go without writing anything down, as a process that dies does."""
    store._journal.close()
    store._lock.release()
    return store.folder


def reopened(store: SongStore) -> SongStore:
    return SongStore.open(crash(store))


def labels(store: SongStore) -> list[str]:
    return [entry.label for entry in store.history]


def test_a_new_song_has_its_folders(store: SongStore) -> None:
    assert is_song(store.folder)
    assert {entry.name for entry in store.folder.iterdir()} == {
        "song.json", "journal.jsonl", "lock", "audio", "ideas", "cache", "out",
    }  # fmt: skip
    assert store.song.title == "My Song"
    assert store.song.rate == 48000
    assert re.fullmatch(r"[0-9a-f]{32}", store.song.uid)


def test_every_commit_survives_a_crash(store: SongStore) -> None:
    commit(store, "Drums", "Bass")
    assert reopened(store).song == store.song


def test_closing_writes_the_whole_song(store: SongStore) -> None:
    commit(store, "Drums")
    store.close()
    written = json.loads((store.folder / "song.json").read_text())
    assert written["tracks"][0]["name"] == "Drums"
    assert written["format"] == 1
    assert SongStore.open(store.folder).song == store.song


def test_closing_twice_is_no_harm(store: SongStore) -> None:
    store.close()
    store.close()


def test_undo_and_redo_go_through_the_history(store: SongStore) -> None:
    songs = [store.song]
    for name in ("A", "B", "C"):
        commit(store, name)
        songs.append(store.song)
    assert [store.undo(), store.undo()] == ["add C", "add B"]
    assert store.song.tracks == songs[1].tracks
    assert (store.can_undo, store.can_redo) == ("add A", "add B")
    assert store.redo() == "add B"
    assert store.song == songs[2].__class__(
        **{**msgspec.structs.asdict(songs[2]), "next_id": songs[3].next_id}
    )
    assert labels(store) == ["add A", "add B"]
    assert [entry.label for entry in store.redo_history] == ["add C"]


def test_there_is_an_end_to_undo_and_redo(store: SongStore) -> None:
    with pytest.raises(NotNowError) as refused:
        store.undo()
    assert refused.value.hint == "change something first"
    with pytest.raises(NotNowError) as refused:
        store.redo()
    assert refused.value.hint.startswith("edit.undo comes first")
    commit(store, "A")
    store.undo()
    with pytest.raises(NotNowError) as refused:
        store.undo()
    assert refused.value.hint == "edit.redo does again what was taken back"


def test_history_survives_crash_checkpoint_and_close(store: SongStore) -> None:
    commit(store, "A", "B", "C", "D")
    store.undo()
    store.undo()
    store = reopened(store)
    assert (labels(store), store.can_redo) == (["add A", "add B"], "add C")
    store.redo()
    store.close()
    store = SongStore.open(store.folder)
    assert (labels(store), store.can_redo) == (["add A", "add B", "add C"], "add D")
    for _ in range(3):
        store.undo()
    assert store.song.tracks == ()
    store = reopened(store)
    assert [store.redo() for _ in range(4)] == ["add A", "add B", "add C", "add D"]
    assert [track.name for track in store.song.tracks] == ["A", "B", "C", "D"]


def test_a_new_edit_drops_what_was_undone(store: SongStore) -> None:
    commit(store, "A", "B")
    store.undo()
    commit(store, "C")
    assert (labels(store), store.can_redo) == (["add A", "add C"], "")
    store = reopened(store)
    assert (labels(store), store.can_redo) == (["add A", "add C"], "")
    store.undo()
    assert store.redo() == "add C"


def test_ids_are_never_used_twice(store: SongStore) -> None:
    commit(store, "A")
    first = store.song.tracks[0].id
    store.undo()
    commit(store, "B")
    assert store.song.tracks[0].id > first


def test_undo_takes_back_exactly_one_pass(store: SongStore) -> None:
    commit(store, "Kick", "Snare")
    store.commit("record", record(store.song))
    one = store.song
    store.commit("record", record(store.song))
    store.undo()
    assert (store.song.tracks, store.song.sources) == (one.tracks, one.sources)


def test_the_same_song_is_no_edit(store: SongStore) -> None:
    commit(store, "A")
    before = (store.folder / "journal.jsonl").read_bytes()
    store.commit("nothing", store.song)
    assert (store.folder / "journal.jsonl").read_bytes() == before
    assert labels(store) == ["add A"]


def test_a_missing_song_file_is_rebuilt_from_the_journal(store: SongStore) -> None:
    commit(store, "A", "B")
    store.close()
    (store.folder / "song.json").unlink()
    again = SongStore.open(store.folder)
    assert again.song == store.song
    assert labels(again) == ["add A", "add B"]
    assert (store.folder / "song.json").exists()


def test_a_missing_journal_begins_afresh(store: SongStore) -> None:
    commit(store, "A")
    store.close()
    (store.folder / "journal.jsonl").unlink()
    again = SongStore.open(store.folder)
    assert again.song == store.song
    assert again.can_undo == ""
    assert "undo starts afresh" in again.notices[0]
    commit(again, "B")
    again.undo()
    assert reopened(again).song.tracks == store.song.tracks


def test_scratch_files_of_a_crash_are_swept(store: SongStore) -> None:
    store.close()
    (store.folder / "song.json.scratch").write_text("{half")
    SongStore.open(store.folder)
    assert not (store.folder / "song.json.scratch").exists()


def test_checkpoints_come_by_themselves(store: SongStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_studio.song.storage.store.CHECKPOINT_EVERY", 3)
    commit(store, "A", "B", "C", "D")
    written = json.loads((store.folder / "song.json").read_text())
    assert [track["name"] for track in written["tracks"]] == ["A", "B", "C"]
    assert reopened(store).song == store.song


def test_all_paths_ever_used_are_known(store: SongStore) -> None:
    commit(store, "A")
    store.commit("record", record(store.song))
    path = store.song.sources[0].path
    store.undo()
    commit(store, "B")
    assert store.paths_in_history() == {path}


# ── songs that are refused ───────────────────────────────────────────────────────────────────────────────────


def spoil(store: SongStore, **changes: object) -> Path:
    store.close()
    path = store.folder / "song.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "newer"),
        ({"format": "new"}, "format"),
        ({"format": 0}, "format"),
        ({"colour": "red"}, "colour"),
        ({"rate": "fast"}, "rate"),
        ({"rate": 0}, "rate"),
        ({"tracks": 5}, "tracks"),
        ({"tracks": [{"id": 1, "name": "A", "shape": 1}]}, r"shape.*tracks\[0?"),
        ({"tracks": [{"id": 1, "name": "A"}, {"id": 1, "name": "B"}]}, "tracks"),
        ({"tracks": [{"id": 1, "name": "A", "inputs": [1, 2, 3]}], "next_id": 2}, "inputs"),
        ({"sources": [{"id": 1, "path": "../x.wav", "channels": 1, "frames": 1, "rate": 1,
                       "sample_format": "pcm24", "origin": "recorded"}], "next_id": 2}, r"sources\[0\].path"),
        ({"master": None}, "master"),
        ({"title": None}, "title"),
        ({"edit": -1}, "edit"),
    ],
)  # fmt: skip
def test_a_song_that_is_not_understood_is_refused_whole(
    store: SongStore, changes: dict[str, object], words: str
) -> None:
    path = spoil(store, **changes)
    before = path.read_bytes(), (store.folder / "journal.jsonl").read_bytes()
    with pytest.raises(SongError, match=words) as raised:
        SongStore.open(store.folder)
    assert raised.value.where == str(path)
    assert raised.value.hint
    assert (path.read_bytes(), (store.folder / "journal.jsonl").read_bytes()) == before


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"title": "x"}'])
def test_a_song_file_that_is_no_song_is_refused(store: SongStore, data: bytes) -> None:
    store.close()
    (store.folder / "song.json").write_bytes(data)
    with pytest.raises(SongError, match="cannot be understood"):
        SongStore.open(store.folder)
    (store.folder / "song.json").unlink()
    assert SongStore.open(store.folder).song == store.song


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_folder_is_no_song(tmp_path: Path) -> None:
    with pytest.raises(SongError, match="no such song"):
        SongStore.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_without_a_song_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(SongError, match="holds no song"):
        SongStore.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    with pytest.raises(SongError, match="a file"):
        SongStore.open(tmp_path / "x")
    with pytest.raises(SongError, match="a file"):
        SongStore.create(tmp_path / "x", "x", 48000)
    with pytest.raises(SongError):
        SongStore.create(tmp_path / "x" / "y", "x", 48000)
    assert (tmp_path / "x").read_text() == "hello"


def test_a_song_is_not_made_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("")
    with pytest.raises(SongError, match="other files"):
        SongStore.create(tmp_path, "x", 48000)
    assert [entry.name for entry in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_song_is_not_made_over_a_song(store: SongStore) -> None:
    store.close()
    with pytest.raises(SongError, match="already"):
        SongStore.create(store.folder, "x", 48000)
    assert SongStore.open(store.folder).song == store.song


def test_a_song_can_be_made_around_audio_that_is_left(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "a.wav").write_text("")
    SongStore.create(tmp_path, "x", 48000)
    assert (tmp_path / "audio" / "a.wav").exists()


def test_rate_and_title_are_looked_at(tmp_path: Path) -> None:
    for title, rate in (("", 48000), ("x", 0), ("a\x1b", 48000)):
        with pytest.raises(BadInputError):
            SongStore.create(tmp_path / "new", title, rate)
    assert not (tmp_path / "new").exists()


def test_a_big_song_is_the_same_when_it_comes_back(store: SongStore) -> None:
    big = big_song(12, 20)
    store.commit("grow", msgspec.structs.replace(big, uid=store.song.uid))
    store.close()
    assert SongStore.open(store.folder).song == store.song


def test_unchanged_parts_cost_nothing(store: SongStore) -> None:
    store.commit("grow", msgspec.structs.replace(big_song(12, 20), uid=store.song.uid))
    size = (store.folder / "journal.jsonl").stat().st_size
    store.commit("fader", edits.set_fader(store.song, store.song.tracks[3].id, -3))
    assert (store.folder / "journal.jsonl").stat().st_size - size < 400


def test_songs_of_the_tests_are_sound() -> None:
    assert isinstance(song_with("A"), Song)


def test_what_follows_the_song_is_no_edit_of_it(store: SongStore) -> None:
    commit(store, "Drums", "Bass")
    store.undo()
    followed = msgspec.structs.replace(store.song, guide_transpose=3)
    store.follow("the guide follows", followed)
    assert (labels(store), store.can_redo, store.song.guide_transpose) == (["add Drums"], "add Bass", 3)
    again = reopened(store)
    assert (labels(again), again.can_redo, again.song) == (["add Drums"], "add Bass", store.song)
    again.redo()
    assert [track.name for track in again.song.tracks] == ["Drums", "Bass"]
    assert again.song.guide_transpose == 3
    again.undo()
    again.undo()
    assert again.song.tracks == ()
    assert reopened(again).can_redo == "add Drums"


def test_a_new_song_that_nobody_used_is_forgotten_when_asked(tmp_path: Path) -> None:
    SongStore.create(tmp_path / "New", "New", 48000).close(forget_unused=True)
    assert not (tmp_path / "New").exists()


@pytest.mark.parametrize("left", ["out/mix.wav", "words.txt"])
def test_a_song_with_a_file_of_somebodys_is_not_forgotten(tmp_path: Path, left: str) -> None:
    store = SongStore.create(tmp_path / "New", "New", 48000)
    (store.folder / left).write_text("mine")
    store.close(forget_unused=True)
    assert is_song(store.folder)


def test_a_song_that_was_changed_or_there_before_is_not_forgotten(tmp_path: Path) -> None:
    changed = SongStore.create(tmp_path / "Changed", "Changed", 48000)
    commit(changed, "Vox")
    changed.undo()
    changed.close(forget_unused=True)
    SongStore.create(tmp_path / "Old", "Old", 48000).close()
    SongStore.open(tmp_path / "Old").close(forget_unused=True)
    (tmp_path / "Here").mkdir()
    SongStore.create(tmp_path / "Here", "Here", 48000).close(forget_unused=True)
    assert [is_song(tmp_path / name) for name in ("Changed", "Old", "Here")] == [True] * 3

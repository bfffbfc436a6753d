"""Songs written before there was a notebook open as they are."""

from __future__ import annotations

import json
from pathlib import Path

from tests.song.making import record, song_with
from tui_studio.song import edits
from tui_studio.song.click import ClickSettings
from tui_studio.song.notebook import Notebook
from tui_studio.song.patch import diff
from tui_studio.song.storage import SongStore
from tui_studio.song.storage.songfile import SONG_NAME, decode_song, encode_song

LATER = ("notebook", "tempo_changes", "map_rules", "guide_transpose", "click", "pre_roll", "post_roll")
LATER_IN_TRACKS = {
    "plays_guide",
    "slip",
    "fade_in_shape",
    "fade_out_shape",
    "colour",
    "recipe",
    "reverse",
    "group",
}


def without_later_fields(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_later_fields(item) for key, item in value.items() if key not in LATER_IN_TRACKS}
    return [without_later_fields(item) for item in value] if isinstance(value, list) else value


def test_a_song_file_without_the_later_fields_is_the_same_song() -> None:
    song = record(song_with("A", "B"), 0, 1000)
    data = json.loads(encode_song(song, 7))
    old = without_later_fields({key: value for key, value in data.items() if key not in LATER})
    read, edit = decode_song(json.dumps(old).encode(), Path(SONG_NAME))
    assert (read, edit) == (song, 7)
    assert (read.notebook, read.click, read.tempo_changes) == (Notebook(), ClickSettings(), None)


def test_the_first_notebook_edit_of_an_old_song_survives_a_restart(tmp_path: Path) -> None:
    store = SongStore.create(tmp_path / "song", "Old", 48000)
    store.close()
    path = tmp_path / "song" / SONG_NAME
    data = {key: value for key, value in json.loads(path.read_text()).items() if key not in LATER}
    path.write_text(json.dumps(data))
    store = SongStore.open(tmp_path / "song")
    song = edits.add_section(edits.set_chart(store.song, ["[C]one", "two"]), "Verse", 4)
    store.commit("write", edits.set_click(song, on=True))
    written = store.song
    store.close()
    store = SongStore.open(tmp_path / "song")
    assert store.song == written
    store.undo()
    assert store.song.notebook == Notebook()
    store.close()


def test_a_changed_line_is_a_small_patch() -> None:
    song = edits.set_chart(song_with("A"), [f"[C]line {number}" for number in range(500)])
    changed = edits.edit_line(song, song.notebook.chart[250].id, "[G]other")
    assert diff(song, changed) == {
        "notebook": {"chart": {"~": [[song.notebook.chart[250].id, {"text": "[G]other"}]]}}
    }

"""Where songs are."""

from pathlib import Path

import pytest

from tui_studio.song.storage import SongStore
from tui_studio.studio.places import song_folder


@pytest.mark.parametrize("text", ["  sp ", "sp"])
def test_blanks_around_a_name_are_no_part_of_it(tmp_path: Path, text: str) -> None:
    assert song_folder(text, tmp_path) == (tmp_path / "sp").resolve()


def test_a_song_whose_folder_has_such_blanks_is_found(tmp_path: Path) -> None:
    SongStore.create(tmp_path / " old ", "old", 48000).close()
    assert song_folder(" old ", tmp_path) == (tmp_path / " old ").resolve()

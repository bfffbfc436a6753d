"""Where things lie."""

from pathlib import Path

import pytest

from tui_studio import paths


def test_socket_and_shared_block_are_those_of_the_song_and_of_the_runtime_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for runtime in ("one", "two"):
        monkeypatch.setenv("TUI_STUDIO_RUNTIME", str(tmp_path / runtime))
        for song in ("Rain", "Snow"):
            places = paths.engine_socket(tmp_path / song), paths.shared_block(tmp_path / song)
            assert places == (paths.engine_socket(tmp_path / song), paths.shared_block(tmp_path / song))
            seen |= set(places)
    assert len(seen) == 8

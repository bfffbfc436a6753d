"""Where things lie."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tui_studio import paths


def test_socket_and_shared_block_are_those_of_the_song_and_of_the_runtime_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Path] = []
    with TemporaryDirectory(prefix="ts-") as place:  # short: a socket's path is
        for runtime in ("one", "two"):
            monkeypatch.setenv("TUI_STUDIO_RUNTIME", f"{place}/{runtime}")
            for song in (Path(place, "Rain"), Path(place, "Snow")):
                found = [paths.engine_socket(song), paths.shared_block(song)]
                assert found == [paths.engine_socket(song), paths.shared_block(song)]
                seen += found
    assert len(set(seen)) == 8

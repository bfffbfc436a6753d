"""Settings: the shipped list is whole, the user's file is read strictly."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from tui_studio import paths, settings
from tui_studio.errors import ConfigError


def refused(tmp_path: Path, text: str) -> ConfigError:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        settings.load(file)
    assert str(file) in caught.value.where
    return caught.value


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.toml") == settings.defaults()


def test_own_values_lie_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[audio]\ndevice = "UMC1820"\n[capture]\nretrospective_seconds = 300\n')
    loaded = settings.load(file)
    assert loaded.audio.device == "UMC1820"
    assert loaded.audio.rate == settings.defaults().audio.rate
    assert loaded.capture.retrospective_seconds == 300


def test_the_users_own_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_STUDIO_CONFIG", str(tmp_path))
    (tmp_path / "config.toml").write_text(f'[songs]\nfolder = "{tmp_path}/songs"\n')
    assert settings.load().songs_folder == tmp_path / "songs"


def test_a_songs_folder_begins_at_home_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "config.toml"
    for said, meant in (("songs", "/home/ann/songs"), ("~/a", "/home/ann/a"), ("/srv/songs", "/srv/songs")):
        file.write_text(f'[songs]\nfolder = "{said}"\n')
        assert settings.load(file).songs_folder == Path(meant)
    file.write_text('[songs]\nfolder = "~nobodysuch/songs"\n')
    with pytest.raises(ConfigError, match="nobodysuch"):
        _ = settings.load(file).songs_folder


def test_every_shipped_key_has_a_comment_above_it() -> None:
    lines = (paths.config_data() / "defaults.toml").read_text().splitlines()
    for above, line in itertools.pairwise(lines):
        if re.match(r"\w+ =", line):
            assert above.startswith("# "), line


def test_every_setting_is_shipped() -> None:
    text = (paths.config_data() / "defaults.toml").read_text()
    for name, section in get_type_hints(settings.Settings).items():
        assert f"[{name}]" in text
        for key in get_type_hints(section):
            assert re.search(rf"^{key} = ", text, re.MULTILINE), f"{name}.{key}"


@pytest.mark.parametrize(
    ("text", "named", "hint"),
    [
        ('[audio]\ndevcie = "x"\n', "audio.devcie", "audio.device"),
        ("[audoi]\n", "audoi", "audio"),
        ('glyphs = "ascii"\n', "glyphs", "tui.glyphs"),
        ("[tui]\nzzz = 1\n", "tui.zzz", "tui.glyphs"),
        ("audio = 3\n", "audio", "[audio]"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(tmp_path: Path, text: str, named: str, hint: str) -> None:
    error = refused(tmp_path, text)
    assert f"'{named}'" in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ('[audio]\nrate = "48k"\n', "audio.rate", "a whole number from 0 to 192000"),
        ("[audio]\nblock = 4096\n", "audio.block", "a whole number from 0 to 2048"),
        ("[audio]\ninputs = true\n", "audio.inputs", "a whole number, 0 or more"),
        ("[audio]\ninputs = 1.5\n", "audio.inputs", "a whole number, 0 or more"),
        ("[audio]\ndevice = 3\n", "audio.device", "text"),
        ('[tui]\nglyphs = "emoji"\n', "tui.glyphs", '"braille"'),
        ('[capture]\nretrospective_seconds = "long"\n', "capture.retrospective_seconds", "a number from 30"),
    ],
)
def test_a_value_that_does_not_fit_is_named(tmp_path: Path, text: str, named: str, expected: str) -> None:
    error = refused(tmp_path, text)
    assert f"'{named}'" in error.message
    assert expected in error.hint
    assert error.hint.startswith("write ")


@pytest.mark.parametrize("text", ["[audio\n", "[audio]\nrate = \n", "[audio]\nrate = 1\nrate = 2\n"])
def test_a_syntax_error_names_file_and_line(tmp_path: Path, text: str) -> None:
    assert "line" in refused(tmp_path, text).where


@pytest.mark.parametrize("content", [b"\xff\xfe[", b"a\0b"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError):
        settings.load(file)


def test_the_table_of_readers_names_every_section() -> None:
    documented: Any = settings.__doc__
    for name in get_type_hints(settings.Settings):
        assert f"`{name}`" in documented

"""Every action there is, asked wrongly in every way: one clear error each, and the studio goes on."""

from __future__ import annotations

import re

import pytest

import tui_studio.studio.actions
import tui_studio.surfaces.actions  # noqa: F401 - both declare the actions
from tests.studio.conftest import done
from tui_studio.studio import registry
from tui_studio.studio.grammar import parse_line

WRONG = {
    "track": "Nobody",
    "take": "many",
    "time": "soon",
    "db": "loud",
    "number": "several",
    "count": "several",
    "signed": "several",
    "inputs": "left",
    "choice": "zzz",
    "switch": "perhaps",
    "seconds": "a-while",
    "span": "somewhere",
    "section": "Nowhere",
    "metre": "waltz",
    "pan": "sideways",
}
"""By kind. Texts, paths, words and lines take everything."""


def is_clear(error) -> bool:
    """One line, no traces of the program, and what to do."""
    words = f"{error.message} {error.where} {error.hint}"
    return (
        bool(error.message and error.hint)
        and "\n" not in words
        and not re.search(r"Traceback|Error\b|0x[0-9a-f]{6}|<class|\(\)|None", words)
    )


@pytest.fixture
async def song_head(head):
    await done(
        head, 'track.add Kick 1; track.add Vox 2; section.add "Verse 1" 4 92 4/4; lyric.add [Am]Morning'
    )
    return head


async def test_what_is_left_out_is_named(song_head) -> None:
    for action in registry.actions():
        needed = [one.name for one in action.params if one.required]
        if not needed:
            continue
        error = (await song_head.line(action.info.id)).error
        assert error is not None, action.info.id
        assert all(name in error.message for name in needed), (action.info.id, error)
        assert error.hint == registry.usage(action)
    await done(song_head, "song.info")


async def test_an_unknown_parameter_is_named(song_head) -> None:
    for action in registry.actions():
        error = (await song_head.line(f"{action.info.id} nosuchthing=1")).error
        assert error is not None, action.info.id
        assert "nosuchthing" in error.message, error
        assert is_clear(error), (action.info.id, error)
    await done(song_head, "song.info")


async def test_a_value_of_the_wrong_kind_is_told_with_its_place(song_head) -> None:
    for action in registry.actions():
        for declared in action.params:
            wrong = WRONG.get(declared.param.kind)
            if wrong is None:
                continue
            error = (await song_head.line(f"{action.info.id} {declared.name}={wrong}")).error
            assert error is not None, (action.info.id, declared.name)
            assert error.where == f"{action.info.id} {declared.name}", error
            assert wrong in error.message, error
            assert is_clear(error), (action.info.id, error)
    await done(song_head, "song.info")


TOO_MUCH = "99999999999999999999"


async def test_no_number_is_too_large_to_be_refused(song_head) -> None:
    for action in registry.actions():
        for declared in action.params:
            if declared.param.kind in ("count", "signed", "take"):
                error = (await song_head.line(f"{action.info.id} {declared.name}={TOO_MUCH}")).error
                assert error is not None, (action.info.id, declared.name)
                assert is_clear(error), (action.info.id, error)


@pytest.mark.parametrize(
    "path", ["~no-such-user/x", "/dev/full", "/proc/self/mem", "/", "x" * 300, "/no/such/x"]
)
async def test_a_path_that_is_none_is_told(song_head, path, tmp_path) -> None:
    for line in ("lyric.import", "tempo.import", "clip.import Kick"):
        error = (await song_head.line(f"{line} {path}")).error
        assert error is not None, line
        assert is_clear(error), error
    if path.startswith(("~", "x")):
        for line in ("lyric.export", "tempo.export", "chart.html", "mix.bounce"):
            error = (await song_head.line(f"{line} path={path}")).error
            assert error is not None, line
            assert is_clear(error), error
    assert not any(tmp_path.iterdir())


async def test_what_is_written_into_a_folder_gets_the_songs_name(song_head, tmp_path) -> None:
    for line in ("lyric.export", "tempo.export", "chart.html"):
        await done(song_head, f"{line} path={tmp_path}")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".cho", ".html", ".mid"]


async def test_a_misspelt_action_names_the_nearest(song_head) -> None:
    for action in registry.actions():
        name = action.info.id
        error = (await song_head.line(f"{name}x")).error
        assert error is not None
        assert error.hint == f"did you mean {name}?" or name in error.hint, (name, error)


def test_every_example_is_written_as_its_action_wants_it() -> None:
    for action in registry.actions():
        (call,) = parse_line(action.info.example)
        assert call.action == action.info.id
        needed = {one.name for one in action.params if one.required}
        assert needed <= set(call.params), action.info.example


def test_every_action_and_parameter_is_explained() -> None:
    for action in registry.actions():
        assert action.info.help.strip(), action.info.id
        for param in action.info.params:
            assert param.help.strip(), f"{action.info.id} {param.name}"

import tomllib
from pathlib import Path

import pytest

import tui_studio.studio.actions  # noqa: F401 - declares the actions
from tests.tui.scene import CATALOGUE, Scene
from tui_studio.errors import ConfigError
from tui_studio.studio import registry
from tui_studio.tui import keymap
from tui_studio.tui.head_actions import HEAD_ACTIONS

KNOWN = {one.id: one for one in (*CATALOGUE, *HEAD_ACTIONS)}


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "keymap.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(tmp_path: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        keymap.read(written(tmp_path, text), KNOWN)
    return caught.value


def test_the_shipped_map_fits_the_registry() -> None:
    actions = [found.info for found in registry.actions()]
    shipped = keymap.load([*actions, *HEAD_ACTIONS], Path("/nowhere"))
    assert shipped.bindings["space"].action == "transport.toggle"
    assert shipped.bindings["k"].params == {"seconds": "60"}
    assert {binding.action for binding in shipped.bindings.values()} >= {
        "edit.undo",
        "head.help",
        "transport.lock",
    }


def test_every_chord_of_the_shipped_map_has_a_plain_key() -> None:
    actions = [found.info for found in registry.actions()]
    shipped = keymap.load([*actions, *HEAD_ACTIONS], Path("/nowhere"))
    does = {key: (binding.action, tuple(binding.params.items())) for key, binding in shipped.bindings.items()}
    plain = {what for key, what in does.items() if "+" not in key.rstrip("+")}
    assert {what for what in does.values() if what not in plain} <= {("head.redraw", ())}


def test_what_the_key_line_shows_is_bound() -> None:
    values = tomllib.loads(keymap.shipped_file().read_text(encoding="utf-8"))
    bound = {text.split()[0] for text in values["keys"].values() if isinstance(text, str)}
    for state in keymap.STATES:
        actions = values["shown"][state]
        assert set(actions) <= bound
        assert len(actions) == len(set(actions))


def test_the_users_map_lies_over_the_shipped_one(tmp_path: Path) -> None:
    known = {one.id: one for one in (*(found.info for found in registry.actions()), *HEAD_ACTIONS)}
    own = written(
        tmp_path, '[keys]\n"b" = "track.arm"\n"k" = ""\n"x" = "head.line"\n[labels]\n"track.arm" = "bow"\n'
    )
    both = keymap.load(known.values(), own)
    assert both.bindings["b"].action == "track.arm"
    assert "k" not in both.bindings
    assert both.bindings["x"].action == "head.line"
    assert both.labels["track.arm"] == "bow"
    assert both.bindings["space"].action == "transport.toggle"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('[keyz]\n"a" = ""\n', "did you mean 'keys'?"),
        ('[zzz]\n"a" = ""\n', "known here: keys, labels, shown"),
        ("[shown]\nasleep = []\n", "known here: stopped, rolling, recording"),
        ("[shown]\nstopped = 1\n", 'write ["track.arm"]'),
        ('[labels]\n"track.toggle_arm" = 1\n', 'write "arm"'),
        ('[keys]\n"a" = "zzzzzz"\n', "help lists the actions"),
    ],
)
def test_a_refusal_says_what_to_write(tmp_path: Path, text: str, advice: str) -> None:
    assert refused(tmp_path, text).hint == advice


def test_an_unknown_action_is_refused_by_name_and_line(tmp_path: Path) -> None:
    error = refused(tmp_path, '[keys]\n"a" = "track.togle_arm"\n')
    assert "track.togle_arm" in error.message
    assert "keymap.toml" in error.where
    assert "line 2" in error.where
    assert "track.toggle_arm" in error.hint


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[keys]\n"hyper+a" = "transport.stop"\n', "hyper+a"),
        ('[keys]\n"shift+a" = "transport.stop"\n"A" = "transport.toggle"\n', "bound twice"),
        ('[keys]\n"tab" = "transport.stop"\n"ctrl+i" = "transport.toggle"\n', "bound twice"),
        ('[keys]\n"a" = "transport.stop"\n"a" = "transport.toggle"\n', "bound twice"),
        ('[keys]\n"a" = "fader.nudge bye=3"\n', "bye"),
        ('[keys]\n"a" = "fader.nudge three"\n', "three"),
        ('[keys]\n"a" = 3\n', "no text"),
        ('[kees]\n"a" = "transport.stop"\n', "kees"),
        ('[labels]\n"transport.halt" = "halt"\n', "transport.halt"),
        ('[shown]\nstopped = ["transport.halt"]\n', "transport.halt"),
        ('[shown]\nsitting = ["transport.stop"]\n', "sitting"),
        ('keys = "a"\n', "keys"),
        ("[keys\n", "not TOML"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path: Path, text: str, word: str) -> None:
    error = refused(tmp_path, text)
    assert word in str(error)
    assert "keymap.toml" in error.where


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[keys]\n"a" = "transport.stop"\na = "transport.toggle"  # mine\n', "lines 2 and 3 in [keys]"),
        (
            '[keys]\n"B" = "transport.stop"\n[keys.takes]\n"shift+b" = "transport.stop"\n\n"B" = "transport.toggle"\n',
            "lines 4 and 6 in [keys.takes]",
        ),
    ],
)
def test_a_key_bound_twice_is_refused_with_both_actions_and_lines(
    tmp_path: Path, text: str, where: str
) -> None:
    error = refused(tmp_path, text)
    assert error.message.endswith(" is bound twice, to transport.stop and to transport.toggle")
    assert where in error.where


def test_all_actions_of_the_head_are_done_by_it() -> None:
    own = Scene().head.own
    assert [one.id for one in HEAD_ACTIONS if own.find(one.id) is None] == []


def test_no_action_of_the_head_is_one_of_the_studios() -> None:
    assert {one.id for one in HEAD_ACTIONS} & {found.info.id for found in registry.actions()} == set()


def test_a_view_has_keys_of_its_own_over_those_that_hold_everywhere(tmp_path: Path) -> None:
    shipped = keymap.read(
        written(
            tmp_path,
            '[keys]\n"a" = "track.toggle_arm"\n"t" = "transport.toggle"\n'
            '[keys.takes]\n"a" = "transport.stop"\n"b" = "transport.stop"\n[shown.takes]\nstopped = ["transport.stop"]\n',
        ),
        KNOWN,
    )
    takes = shipped.within("takes")
    assert {key: one.action for key, one in takes.bindings.items()} == {
        "a": "transport.stop",
        "t": "transport.toggle",
        "b": "transport.stop",
    }
    assert takes.shown["stopped"] == ("transport.stop",)
    assert shipped.within("record") is shipped
    own = keymap.read(written(tmp_path, '[keys.takes]\n"b" = ""\n"t" = ""\n'), KNOWN).over(shipped)
    assert set(own.within("takes").bindings) == {"a"}
    assert set(own.bindings) == {"a", "t"}


def test_a_view_that_is_none_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, '[keys.taks]\n"a" = "transport.stop"\n')
    assert "taks" in error.message
    assert "takes" in error.hint

"""Help out of the declared actions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui_studio.errors import BadInputError
from tui_studio.line import manual
from tui_studio.studio.wire import ActionInfo, ParamInfo

ROOT = Path(__file__).parents[2]
ADD = ActionInfo(
    "track.add",
    "Add a track",
    (
        ParamInfo("name", "text", "its name"),
        ParamInfo(
            "monitor", "choice", "when it is heard", required=False, default="auto", choices=("auto", "off")
        ),
        ParamInfo("inputs", "inputs", "what it records", required=False),
    ),
    example='track.add name="Lead vox" inputs=7',
    while_recording="free",
)
STOP = ActionInfo("transport.stop", "Stop")
ACTIONS = (ADD, STOP)


def test_usage_shows_what_must_be_given() -> None:
    assert manual.usage(ADD) == "track.add name=TEXT [monitor=auto|off] [inputs=INPUTS]"


def test_groups_are_a_short_line_each() -> None:
    lines = manual.groups(ACTIONS)
    assert "track: add" in lines
    assert "transport: stop" in lines
    assert len(lines) == len(manual.OWN_WORDS) + 3


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("stop", "transport.stop"),
        ("add", "track.add"),
        ("track.add", "track.add"),
        ("no", None),
        ("undo", None),
    ],
)
def test_a_short_word_means_an_action(word: str, meant: str | None) -> None:
    assert manual.in_full(word, ACTIONS) == meant


def test_a_short_word_of_several_is_asked_back() -> None:
    several = (*ACTIONS, ActionInfo("marker.add", "Name a position"))
    with pytest.raises(BadInputError) as refused:
        manual.in_full("add", several)
    assert refused.value.hint == "write one of marker.add, track.add"
    assert manual.in_full("stop", (*several, ActionInfo("memo.stop", ""))) == "transport.stop"
    assert manual.in_full("g", (ActionInfo("status.say", ""),)) == "status.say"


def test_overview_has_a_line_for_everything() -> None:
    lines = manual.overview(ACTIONS)
    assert len(lines) == len(manual.OWN_WORDS) + len(ACTIONS)
    assert "transport.stop: Stop" in lines


def test_a_page_tells_every_parameter() -> None:
    page = "\n".join(manual.about("track.add", ACTIONS))
    for part in (
        "name (text): its name",
        "one of auto, off",
        "auto if left out",
        "may be left out",
        ADD.example,
    ):
        assert part in page


def test_a_beginning_finds_all_that_begin_so() -> None:
    assert manual.about("trans", ACTIONS) == ["transport.stop: Stop"]
    assert manual.about("zzz", ACTIONS) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("track.ad", "track.add"), ("stop", "transport.stop"), ("hlep", "help"), ("zzzzz", "")],
)
def test_the_nearest_is_named(typed: str, meant: str) -> None:
    assert manual.nearest(typed, ACTIONS) == meant


def test_markdown_has_a_row_for_every_action() -> None:
    table = manual.markdown(ACTIONS)
    assert "### track\n" in table
    assert "### transport\n" in table
    assert r"monitor=auto\|off" in table


def test_the_manual_has_the_actions_as_they_are_declared() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "write-manual", "--check"], check=False)
    assert done.returncode == 0, "run scripts/write-manual"

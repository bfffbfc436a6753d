"""Help out of the declared actions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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

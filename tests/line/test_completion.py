"""What tab offers."""

from __future__ import annotations

import pytest

from tui_studio.line.completion import completions
from tui_studio.song.model import Marker, MarkerId, Song, Track, TrackId
from tui_studio.song.notebook import Notebook, Section, SectionId
from tui_studio.studio.wire import ActionInfo, ParamInfo

TRACK = ParamInfo("track", "track", "the track")
MODE = ParamInfo("mode", "choice", "the mode", choices=("auto", "input", "off"))
ACTIONS = (
    ActionInfo("track.monitor", "", (TRACK, MODE)),
    ActionInfo("track.arm", "", (ParamInfo("track", "track", "", many=True),)),
    ActionInfo("transport.loop", "", (ParamInfo("on", "switch", ""),)),
    ActionInfo("loop.span", "", (ParamInfo("span", "span", ""),)),
    ActionInfo("section.rename", "", (ParamInfo("section", "section", ""),)),
    ActionInfo("marker.move", "", (ParamInfo("at", "time", ""),)),
)
SONG = Song(
    "u",
    "t",
    tracks=(Track(TrackId(1), "Kick"), Track(TrackId(2), "Lead vox")),
    markers=(Marker(MarkerId(3), "Solo", 48_000),),
    notebook=Notebook(sections=(Section(SectionId(4), "Verse 1", 8),)),
)


def test_another_head_offers_its_own_words() -> None:
    assert completions("", "w", ACTIONS, SONG) == ["watch "]
    assert completions("", "w", ACTIONS, SONG, ("help",)) == []


@pytest.mark.parametrize(
    ("before", "word", "offered"),
    [
        ("", "tra", ["track.arm ", "track.monitor ", "transport.loop "]),
        ("", "qu", ["quit "]),
        ("help ", "track.m", ["track.monitor "]),
        ("track.monitor ", "", ["Kick ", '"Lead vox" ', "track=", "mode="]),
        ("track.monitor ", "track=L", ['track="Lead vox" ']),
        ("track.monitor ", "track=lead", ['track="Lead vox" ']),
        ("track.monitor ", 'track="Le', ['track="Lead vox" ']),
        ("track.monitor Kick ", "i", ["input "]),
        ("track.monitor track=Kick ", "", ["auto ", "input ", "off ", "mode="]),
        ("track.monitor track=Kick mode=auto ", "", []),
        ("track.monitor mode=off ", "K", ["Kick "]),
        ("track.arm ", "Kick,Le", ['Kick,"Lead vox"']),
        ("track.arm ", "al", ["all "]),
        ("transport.loop ", "o", ["on ", "off ", "on="]),
        ("no.such ", "x", []),
        ("monitor Kick ", "i", ["input "]),
        ("loop.span ", "V", ['"Verse 1" ']),
        ("section.rename ", "", ['"Verse 1" ', "section="]),
        ("marker.move ", "@", ["@Solo "]),
        ("marker.move ", "en", ["end "]),
    ],
)
def test_offers(before: str, word: str, offered: list[str]) -> None:
    assert completions(before, word, ACTIONS, SONG) == offered

"""The waveforms a head knows."""

import base64

from tests.tui.scene import song_of, with_take
from tui_studio.song.model import SourceId
from tui_studio.studio.wire import Growth
from tui_studio.tui.view.timeline import Window
from tui_studio.tui.view.waveforms import Waveforms
from tui_studio.tui.view.waves import Wave

FRAMES = 480_000
STEPS = 4
WINDOW = Window(0, FRAMES // 20, 20)
OTHER, PLAIN = song_of(2).tracks[1], song_of(2).tracks[0]
PLAYED = with_take(PLAIN)
LOUD = b"\x81\x7f"


def loud(hops: int) -> Wave:
    wave = Wave(256)
    wave.put(0, LOUD * hops)
    return wave


def growth(hops: int) -> Growth:
    return Growth(50, 0, 256, 0, {1: base64.b64encode(LOUD * hops).decode()}, round=1)


def test_a_wave_that_comes_is_drawn_where_it_plays_and_nowhere_else() -> None:
    waveforms = Waveforms()
    lane, other = waveforms.lane(PLAYED, WINDOW, STEPS), waveforms.lane(OTHER, WINDOW, STEPS)
    assert STEPS not in lane.heights
    waveforms.keep(SourceId(201), loud(1875))
    assert (lane.track, other.track) == (None, OTHER)
    assert waveforms.lane(PLAYED, WINDOW, STEPS) is lane
    assert set(lane.heights) == {STEPS}


def test_what_was_watched_growing_needs_not_be_fetched() -> None:
    waveforms = Waveforms()
    waveforms.lane(PLAIN, WINDOW, STEPS)
    waveforms.grow(growth(1875))
    assert set(waveforms.lane(PLAIN, WINDOW, STEPS).heights) == {STEPS}
    waveforms.follow([PLAYED])
    assert (waveforms.waves[SourceId(201)].frames, waveforms.growing) == (FRAMES, {})
    assert set(waveforms.lane(PLAYED, WINDOW, STEPS).heights) == {STEPS}


def test_lanes_of_tracks_that_are_gone_are_not_kept() -> None:
    waveforms = Waveforms()
    for track in (PLAYED, OTHER):
        waveforms.lane(track, WINDOW, STEPS)
    waveforms.follow([OTHER])
    assert waveforms.lanes.keys() == {OTHER.id}

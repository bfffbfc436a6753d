"""Lanes: what a track, a take or a clip shows on the timeline."""

import msgspec

from tui_studio.song.model import Clip, ClipId, SourceId
from tui_studio.tui.view.lanes import Lane, Stretch, clip_stretches
from tui_studio.tui.view.timeline import Window
from tui_studio.tui.view.waves import Wave

HOP = 256


def rising(hops: int) -> Wave:
    wave = Wave(HOP)
    wave.put(0, b"".join(bytes([0, level]) for level in range(1, hops + 1)))
    return wave


def heights(clip: Clip, steps: int = 60) -> list[int]:
    lane = Lane(clip_stretches)
    lane.update(clip, Window(0, 2 * HOP, 16), {clip.source: rising(64)}, None, steps)
    return lane.heights


def test_a_reversed_clip_is_drawn_as_it_is_heard() -> None:
    clip = Clip(ClipId(1), SourceId(7), start=4 * HOP, offset=8 * HOP, frames=16 * HOP)
    forward, backward = heights(clip), heights(msgspec.structs.replace(clip, reverse=True))
    assert forward[:4] == backward[:4] == [0] * 4
    assert forward[4:20] == backward[19:3:-1]
    assert forward[4] < forward[19]


def test_the_frames_of_the_source_that_play_in_a_span() -> None:
    assert Stretch(100, 200, SourceId(1), 1000).within(110, 120) == (1010, 1020)
    assert Stretch(100, 200, SourceId(1), 1000, reverse=True).within(110, 120) == (1080, 1090)
    assert Stretch(100, 200, SourceId(1), 1000, reverse=True).within(100, 200) == (1000, 1100)

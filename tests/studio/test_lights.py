"""Clip lights and holds of the tracks."""

import msgspec

from tests.studio.conftest import done
from tui_studio.engine.layout import MeterField
from tui_studio.song.model import Monitor, Song, Track, TrackId
from tui_studio.studio.lights import Lights

KICK, SNARE = TrackId(1), TrackId(2)


class Block:
    """Stands for the shared block: what is counted of four strips and four inputs."""

    def __init__(self) -> None:
        self.strips, self.inputs = [0.0] * 4, [0.0] * 4

    def strip_clips(self) -> list[float]:
        return list(self.strips)

    def input_clips(self) -> list[float]:
        return list(self.inputs)


class Scene:
    """Kick on input 1 and strip 0, Snare on inputs 1 and 2 and strip 1."""

    def __init__(self) -> None:
        self.block = Block()
        self.song = Song("u", "t", tracks=(Track(KICK, "Kick", (1,)), Track(SNARE, "Snare", (1, 2))))
        self.lights = Lights({KICK: 0, SNARE: 1}.get)

    def change(self, track: TrackId, **fields: object) -> None:
        self.song = msgspec.structs.replace(
            self.song,
            tracks=tuple(
                msgspec.structs.replace(one, **fields) if one.id == track else one for one in self.song.tracks
            ),
        )

    def see(self, *, strip: float = 0.0, peak: float = 0.0) -> None:
        nothing = [0.0] * 4
        self.lights.see(self.song, self.block, ([strip] * 4, nothing), ([peak] * 4, nothing))

    def clips(self) -> tuple[int, int]:
        return self.lights.of(KICK).clips, self.lights.of(SNARE).clips


def test_an_input_lights_the_tracks_that_were_armed_or_heard_when_it_clipped() -> None:
    scene = Scene()
    scene.block.inputs[0] = 3.0
    scene.see(peak=1.0)
    assert scene.clips() == (0, 0)
    assert scene.lights.of(KICK).hold == 0.0
    scene.change(KICK, armed=True)
    scene.see()
    assert scene.clips() == (0, 0)
    scene.block.inputs[0] = 5.0
    scene.see(peak=0.5)
    assert scene.clips() == (2, 0)
    assert scene.lights.of(KICK).hold == 0.5
    scene.change(SNARE, monitor=Monitor.INPUT)
    scene.block.inputs[:2] = [6.0, 1.0]
    scene.see()
    assert scene.clips() == (3, 1)


def test_a_light_stays_when_the_track_listens_no_more() -> None:
    scene = Scene()
    scene.change(KICK, armed=True)
    scene.block.inputs[0] = 1.0
    scene.see(peak=1.0)
    scene.change(KICK, armed=False)
    scene.see(strip=0.1)
    assert scene.clips() == (1, 0)
    assert scene.lights.of(KICK).hold == 1.0


def test_strip_and_input_are_counted_together_until_they_are_cleared() -> None:
    scene = Scene()
    scene.change(KICK, armed=True)
    scene.block.strips[0] = scene.block.inputs[0] = 2.0
    scene.see(strip=0.7, peak=0.2)
    assert scene.clips() == (4, 0)
    scene.lights.clear()
    assert scene.clips() == (0, 0)
    scene.see()
    scene.block.strips[0] = scene.block.inputs[0] = 0.0
    scene.see()
    assert scene.clips() == (0, 0)
    scene.block.inputs[0] = 1.0
    scene.see()
    assert scene.clips() == (1, 0)


async def test_a_light_goes_when_it_is_cleared_and_not_before(running, head):
    await done(head, "track.add Kick 1; track.add Snare 1; track.arm Kick")
    shared = (await running.studio.engine.connected()).shared
    shared._inputs[MeterField.CLIPS] = 2.0
    shared._inputs[MeterField.PEAK_LEFT] = 4.0

    def meters() -> list[tuple[bool, int]]:
        return [(meter.hold > 6.0, meter.clips) for meter in running.studio.status.look().tracks.values()]

    await done(head, "track.disarm Kick; track.arm Snare")
    assert meters() == [(True, 2), (False, 0)]
    await done(head, "counters.clear")
    assert meters() == [(False, 0), (False, 0)]

"""Songs and random edits for tests."""

from __future__ import annotations

import random
from collections.abc import Callable

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.edits import NewSource, NewTake
from tui_studio.song.model import Certificate, Gap, Monitor, Song

RATE = 48000


def new_song() -> Song:
    return Song(uid="u", title="Test", rate=RATE)


def certificate(**changes: object) -> Certificate:
    values: dict[str, object] = {
        "device": "UMC1820",
        "host_api": "ALSA",
        "rate": RATE,
        "block": 128,
        "inputs": (1,),
        "latency_frames": 312,
        "latency_measured": True,
        "started_at": "2026-11-22T15:40:12+01:00",
        "closed": "stopped",
        "checksum": "sha256:" + "0" * 64,
    }
    return Certificate(**{**values, **changes})  # type: ignore[arg-type]


def new_take(track: int, path: str, start: int = 0, frames: int = RATE, **changes: object) -> NewTake:
    values: dict[str, object] = {"channels": 1, "rate": RATE, "certificate": certificate(), **changes}
    return NewTake(track=track, path=path, start=start, frames=frames, **values)  # type: ignore[arg-type]


def song_with(*names: str) -> Song:
    song = new_song()
    for number, name in enumerate(names, 1):
        song = edits.add_track(song, name, (number,))
    return song


def record(song: Song, start: int = 0, frames: int = RATE, tracks: tuple[int, ...] | None = None) -> Song:
    """One pass over all tracks, or those with these ids."""
    pass_id = song.next_id
    ids = [track.id for track in song.tracks] if tracks is None else tracks
    takes = [new_take(one, f"audio/p{pass_id}-{index}.wav", start, frames) for index, one in enumerate(ids)]
    return edits.add_pass(song, takes, pass_id=pass_id)


def big_song(tracks: int = 24, passes: int = 42) -> Song:
    """About 1,000 takes."""
    song = song_with(*(f"Track {number}" for number in range(1, tracks + 1)))
    for number in range(passes):
        song = record(song, start=number * RATE // 2, frames=RATE * 2)
    return song


Edit = Callable[[Song, random.Random], Song]


def _track(song: Song, dice: random.Random) -> int:
    return dice.choice(song.tracks).id if song.tracks else 999


def _take(song: Song, dice: random.Random) -> int:
    takes = [take.id for track in song.tracks for take in track.takes]
    return dice.choice(takes) if takes else 999


def _clip(song: Song, dice: random.Random) -> int:
    clips = [clip.id for track in song.tracks for clip in track.clips]
    return dice.choice(clips) if clips else 999


def _marker(song: Song, dice: random.Random) -> int:
    return dice.choice(song.markers).id if song.markers else 999


def _pass(song: Song, dice: random.Random) -> Song:
    tracks = tuple(track.id for track in song.tracks if dice.random() < 0.6)
    return record(song, dice.randrange(-100, 400), dice.randrange(1, 300), tracks)


def _import(song: Song, dice: random.Random) -> Song:
    source = NewSource(f"audio/i{song.next_id}.wav", 2, dice.randrange(1, 500), 44100, "pcm16")
    return edits.add_clip(song, _track(song, dice), source, dice.randrange(0, 500), "Clip é")


def _choose(song: Song, dice: random.Random) -> Song:
    start = dice.randrange(0, 500)
    return edits.choose_take(song, _take(song, dice), start, start + dice.randrange(1, 200))


_NAMES = ("Drums", "Bass", "Лид", "ギター", "a" * 80, "../../x", "CON", "\u00fcber", "")

EDITS: dict[str, Edit] = {
    "add track": lambda song, dice: edits.add_track(
        song, dice.choice(_NAMES), dice.choice([(), (1,), (3, 4)]), index=dice.choice([None, 0, 2])
    ),
    "rename": lambda song, dice: edits.rename_track(song, _track(song, dice), dice.choice(_NAMES)),
    "remove track": lambda song, dice: edits.remove_track(song, _track(song, dice)),
    "move track": lambda song, dice: edits.move_track(song, _track(song, dice), dice.randrange(6)),
    "inputs": lambda song, dice: edits.set_inputs(song, _track(song, dice), dice.choice([(), (2,), (5, 6)])),
    "arm": lambda song, dice: edits.set_armed(song, _track(song, dice), dice.random() < 0.5),
    "monitor": lambda song, dice: edits.set_monitor(song, _track(song, dice), dice.choice(list(Monitor))),
    "fader": lambda song, dice: edits.set_fader(song, _track(song, dice), dice.uniform(-144, 10)),
    "trim": lambda song, dice: edits.set_trim(song, _track(song, dice), dice.uniform(-144, 10)),
    "pan": lambda song, dice: edits.set_pan(song, _track(song, dice), dice.uniform(-1, 1)),
    "mute": lambda song, dice: edits.set_mute(song, _track(song, dice), dice.random() < 0.5),
    "solo": lambda song, dice: edits.set_solo(song, _track(song, dice), dice.random() < 0.5),
    "clear solo": lambda song, _dice: edits.clear_solo(song),
    "master": lambda song, dice: edits.set_master_fader(song, dice.uniform(-144, 10)),
    "pass": _pass,
    "choose": _choose,
    "rate": lambda song, dice: edits.rate_take(song, _take(song, dice), dice.randrange(6)),
    "name take": lambda song, dice: edits.name_take(song, _take(song, dice), dice.choice(_NAMES)),
    "note take": lambda song, dice: edits.note_take(song, _take(song, dice), "one\ntwo"),
    "hide": lambda song, dice: edits.hide_take(song, _take(song, dice), dice.random() < 0.7),
    "import": _import,
    "remove clip": lambda song, dice: edits.remove_clip(song, _clip(song, dice)),
    "move clip": lambda song, dice: edits.move_clip(
        song, _clip(song, dice), dice.randrange(500), dice.choice([None, _track(song, dice)])
    ),
    "clip gain": lambda song, dice: edits.set_clip_gain(song, _clip(song, dice), dice.uniform(-60, 10)),
    "loop": lambda song, dice: edits.set_loop(song, dice.randrange(100), dice.randrange(100, 200)),
    "loop on": lambda song, dice: edits.set_loop_on(song, dice.random() < 0.5),
    "no loop": lambda song, _dice: edits.clear_loop(song),
    "punch": lambda song, dice: edits.set_punch(song, dice.randrange(100), dice.randrange(100, 200)),
    "punch on": lambda song, dice: edits.set_punch_on(song, dice.random() < 0.5),
    "marker": lambda song, dice: edits.add_marker(song, dice.randrange(1000), dice.choice(_NAMES)),
    "move marker": lambda song, dice: edits.move_marker(song, _marker(song, dice), dice.randrange(1000)),
    "remove marker": lambda song, dice: edits.remove_marker(song, _marker(song, dice)),
    "tempo": lambda song, dice: edits.set_tempo(song, dice.uniform(40, 200)),
    "metre": lambda song, dice: edits.set_time_signature(song, dice.randrange(1, 12), dice.choice([2, 4, 8])),
    "title": lambda song, dice: edits.set_title(song, dice.choice(("One", "Two", "三"))),
    "format": lambda song, dice: edits.set_sample_format(song, dice.choice(("pcm24", "float32"))),
}


def random_edit(song: Song, name: str, seed: int) -> Song:
    """The song after an edit of this kind; the same song when the edit is refused."""
    try:
        return EDITS[name](song, random.Random(seed))
    except BadInputError:
        return song


def gap(start: int, frames: int = 10) -> Gap:
    return Gap(start=start, frames=frames, cause="xrun")  # type: ignore[arg-type]

"""Songs and random edits for tests."""

from __future__ import annotations

import random
from collections.abc import Callable

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.edits import NewSource, NewTake
from tui_studio.song.lyrics import sung_lines
from tui_studio.song.model import Certificate, FadeShape, Gap, Monitor, Song

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


def _comp(song: Song, dice: random.Random) -> int:
    comps = [comp.id for track in song.tracks for comp in track.comps]
    return dice.choice(comps) if comps else 999


def _pass_id(song: Song, dice: random.Random) -> int:
    passes = [take.pass_id for track in song.tracks for take in track.takes]
    return dice.choice(passes) if passes else 999


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


def _section(song: Song, dice: random.Random) -> int:
    return dice.choice(song.notebook.sections).id if song.notebook.sections else 999


def _idea(song: Song, dice: random.Random) -> int:
    return dice.choice(song.notebook.ideas).id if song.notebook.ideas else 999


def _line(song: Song, dice: random.Random) -> int:
    return dice.choice(song.notebook.chart).id if song.notebook.chart else 999


_LINES = (
    "",
    "[Am]One [F]line",
    "[C]Другая",
    "{start_of_chorus}",
    "{end_of_chorus}",
    "{chorus}",
    "{key: G}",
    "x\\",
)
_RECORDED = ("move", "move", "stay", None)


def _chart(song: Song, dice: random.Random) -> Song:
    lines = [line.text for line in song.notebook.chart if dice.random() < 0.8]
    for _ in range(dice.randrange(4)):
        lines.insert(dice.randrange(len(lines) + 1), dice.choice(_LINES))
    return edits.set_chart(song, lines)


def _place_line(song: Song, dice: random.Random) -> Song:
    lines = sung_lines(song)
    if not lines:
        return song
    line = dice.choice(lines)
    start = dice.randrange(line.start, line.end)
    return edits.set_line_span(song, line.number, start, dice.randrange(start, line.end + 1))


def _add_section(song: Song, dice: random.Random) -> Song:
    return edits.add_section(
        song,
        dice.choice(("Verse", "Chorus", "Bridge", "Verse 2")),
        dice.randrange(1, 4),
        tempo_bpm=dice.choice((0, 960.0, 1000.0)),
        ramp=dice.random() < 0.3,
        metre=dice.choice(((0, 0), (1, 32), (3, 32))),
        index=dice.choice((None, 0, 1)),
        recorded=dice.choice(_RECORDED),
    )


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
    "tempo at": lambda song, dice: edits.set_tempo_at(
        song, dice.randrange(10**6), dice.uniform(40, 200), ramp=dice.random() < 0.5
    ),
    "metre at": lambda song, dice: edits.set_metre_at(song, dice.randrange(1, 20), dice.randrange(1, 9), 8),
    "no map": lambda song, _dice: edits.set_tempo_changes(song, None),
    "click": lambda song, dice: edits.set_click(
        song, on=dice.random() < 0.5, count_in_bars=dice.randrange(3)
    ),
    "pre-roll": lambda song, dice: edits.set_pre_roll(song, dice.randrange(3)),
    "idea": lambda song, dice: edits.add_idea(song, "An idea", "2026-11-22T15:40:12+01:00", tags=["a", "b"]),
    "edit idea": lambda song, dice: edits.edit_idea(song, _idea(song, dice), dice.choice(_NAMES)),
    "tag idea": lambda song, dice: edits.tag_idea(song, _idea(song, dice), [dice.choice(_NAMES)]),
    "remove idea": lambda song, dice: edits.remove_idea(song, _idea(song, dice)),
    "use idea": lambda song, dice: edits.use_idea(
        song, _idea(song, dice), dice.choice(("section", "line", "track"))
    ),
    "chart": _chart,
    "edit line": lambda song, dice: edits.edit_line(song, _line(song, dice), dice.choice(_LINES)),
    "insert line": lambda song, dice: edits.insert_line(
        song, dice.choice(_LINES), dice.choice([None, _line(song, dice)])
    ),
    "remove line": lambda song, dice: edits.remove_line(song, _line(song, dice)),
    "transpose": lambda song, dice: edits.transpose_chart(song, dice.randrange(-5, 6)),
    "capo": lambda song, dice: edits.set_capo(song, dice.randrange(6)),
    "section": _add_section,
    "duplicate section": lambda song, dice: edits.duplicate_section(
        song, _section(song, dice), recorded=dice.choice(_RECORDED)
    ),
    "move section": lambda song, dice: edits.move_section(
        song, _section(song, dice), dice.randrange(4), dice.choice(_RECORDED)
    ),
    "remove section": lambda song, dice: edits.remove_section(
        song, _section(song, dice), dice.choice(_RECORDED)
    ),
    "rename section": lambda song, dice: edits.rename_section(
        song, _section(song, dice), dice.choice(_NAMES)
    ),
    "section bars": lambda song, dice: edits.set_section_bars(
        song, _section(song, dice), dice.randrange(1, 5), dice.choice(_RECORDED)
    ),
    "section part": lambda song, dice: edits.set_section_part(
        song, _section(song, dice), dice.choice([None, _line(song, dice)])
    ),
    "lay": lambda song, dice: edits.lay_from_chart(song, 1, dice.choice(_RECORDED)),
    "place line": _place_line,
    "plan": lambda song, dice: edits.add_plan_item(song, dice.choice(_NAMES), "lead"),
    "remove plan": lambda song, dice: edits.remove_plan_item(song, dice.randrange(3)),
    "move plan": lambda song, dice: edits.move_plan_item(song, dice.randrange(3), dice.randrange(3)),
    "plan state": lambda song, dice: edits.set_plan_state(song, dice.randrange(3), "done"),
    "make planned": lambda song, _dice: edits.make_planned_tracks(song),
    "reference": lambda song, dice: edits.add_reference(song, "", "https://example.org"),
    "remove reference": lambda song, dice: edits.remove_reference(song, dice.randrange(2)),
    "comp": lambda song, dice: edits.new_comp(song, _track(song, dice)),
    "copy comp": lambda song, dice: edits.copy_comp(song, _comp(song, dice)),
    "choose comp": lambda song, dice: edits.choose_comp(song, _comp(song, dice)),
    "remove comp": lambda song, dice: edits.remove_comp(song, _comp(song, dice)),
    "boundary": lambda song, dice: edits.move_boundary(
        song, _track(song, dice), dice.randrange(1, 5), dice.randrange(500)
    ),
    "slip": lambda song, dice: edits.slip_segment(
        song, _track(song, dice), dice.randrange(1, 5), dice.randrange(-50, 50)
    ),
    "crossfade": lambda song, dice: edits.set_boundary_fade(
        song, _track(song, dice), dice.randrange(1, 5), dice.randrange(30), dice.choice(list(FadeShape))
    ),
    "clear span": lambda song, dice: edits.clear_span(song, _track(song, dice), dice.randrange(400), 450),
    "recall": lambda song, dice: edits.recall_pass(song, _pass_id(song, dice)),
    "delete take": lambda song, dice: edits.delete_take(song, _take(song, dice)),
    "clean up": lambda song, _dice: edits.forget_sources(
        song, [source.id for source in edits.unused_sources(song)]
    ),
    "colour": lambda song, dice: edits.set_take_colour(song, _take(song, dice), "red"),
    "flatten": lambda song, dice: edits.flatten_comp(
        song, new_take(_track(song, dice), f"audio/flat{song.next_id}.wav", 0, 300)
    ),
    "split clip": lambda song, dice: edits.split_clip(song, _clip(song, dice), dice.randrange(600)),
    "trim clip": lambda song, dice: edits.trim_clip(
        song, _clip(song, dice), dice.randrange(600), None, ripple=dice.random() < 0.5
    ),
    "copy clip": lambda song, dice: edits.copy_clip(song, _clip(song, dice), dice.randrange(600)),
    "ripple clip": lambda song, dice: edits.remove_clip(song, _clip(song, dice), ripple=True),
    "reverse clip": lambda song, dice: edits.set_clip_reverse(song, _clip(song, dice), dice.random() < 0.5),
    "fade clip": lambda song, dice: edits.set_clip_fades(song, _clip(song, dice), dice.randrange(99), 5),
    "group clips": lambda song, dice: edits.group_clips(song, [_clip(song, dice), _clip(song, dice)]),
    "ungroup clips": lambda song, dice: edits.ungroup_clips(song, _clip(song, dice)),
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

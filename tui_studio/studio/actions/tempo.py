"""Musical time: tempo, time signature, click, count-in, and the bars around a recording."""

from __future__ import annotations

import time
from typing import Annotated, Any

from tui_studio.errors import BadInputError, NotNowError
from tui_studio.song import edits
from tui_studio.song.clock import format_bars
from tui_studio.song.comp_rows import find_take
from tui_studio.song.edits.time import SUBDIVISIONS
from tui_studio.song.model import Song
from tui_studio.song.timeline import section_at, tempo_map
from tui_studio.studio.actions.comp_words import the_track
from tui_studio.studio.clicking import lacking_outputs
from tui_studio.studio.params import ATake, ATime, ATrack, Level, Param, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.tempo_finding import map_of_beats, read_tempo, tempo_question
from tui_studio.units import format_db

Bars = Annotated[float, Param("number", "bars; 0 for none")]
Recorded = Annotated[
    str, Param("choice", "what recorded audio does: move with its section, or stay", ("move", "stay"))
]


def tempo_data(song: Song) -> dict[str, Any]:
    """What programs are told of the tempo map."""
    changes = tempo_map(song)
    return {
        "tempos": [{"tick": one.position, "bpm": one.bpm, "ramp": one.ramp} for one in changes.tempos],
        "metres": [
            {"bar": one.bar, "meter": f"{one.beats_per_bar}/{one.beat_unit}"} for one in changes.metres
        ],
        "ticks_per_quarter": 960,
        "from": _ruler(song),
    }


def _ruler(song: Song) -> str:
    if song.tempo_changes is not None and (song.map_rules or not song.notebook.sections):
        return "map"
    return "sections" if song.notebook.sections else "song"


def _changes(count: int, what: str) -> str:
    return f"{count} change{'s' * (count != 1)} of {what}"


def tempo_words(song: Song) -> str:
    """`92 bpm, 4/4`, or how often they change."""
    changes = tempo_map(song)
    first, metre = changes.tempos[0], changes.metres[0]
    words = [f"{first.bpm:g} bpm, {metre.beats_per_bar}/{metre.beat_unit}"]
    if len(changes.tempos) > 1:
        words.append(_changes(len(changes.tempos) - 1, "tempo"))
    if len(changes.metres) > 1:
        words.append(_changes(len(changes.metres) - 1, "time signature"))
    if song.map_rules and song.notebook.sections and song.tempo_changes:
        words.append("a map laid over the sections")
    return ", ".join(words)


@action("tempo.show", help="tempo and time signature over the song", while_recording="free")
async def show(studio: Studio) -> Done:
    """As the sections have it, or an imported map, or one tempo."""
    return Done(tempo_data(studio.song), tempo_words(studio.song))


@action("tempo.set", help="the tempo, or another one from a place on", example="tempo.set 104 at=17.1.0")
async def set_(
    studio: Studio,
    bpm: Annotated[float, Param("number", "quarter notes a minute")],
    at: ATime | None = None,
    ramp: Annotated[bool, Param("switch", "glides to the next change")] = False,
    recorded: Recorded | None = None,
) -> Done:
    """In a song with sections a place means the section it lies in, unless a map is laid over them."""

    def change(song: Song) -> Song:
        if at is None:
            return edits.set_tempo(song, bpm, recorded)
        section = section_at(song, at)
        if section is not None and _ruler(song) == "sections":
            return edits.set_section_tempo(song, section.section.id, bpm, ramp=ramp, recorded=recorded)
        return edits.set_tempo_at(song, at, bpm, ramp=ramp, recorded=recorded)

    song = await studio.keeper.edit(f"tempo {bpm:g}", change)
    where = "" if at is None else f" from {format_bars(song, at)} on"
    return Done(tempo_data(song), f"tempo {bpm:g}{where}; {tempo_words(song)}")


@action(
    "tempo.meter", help="the time signature, or another one from a bar on", example="tempo.meter 7/8 bar=9"
)
async def meter(
    studio: Studio,
    meter: Annotated[tuple[int, int], Param("metre", "like 4/4 or 7/8")],
    bar: Annotated[int, Param("count", "from this bar on; nothing: the song's")] | None = None,
    recorded: Recorded | None = None,
) -> Done:
    """In a song with sections use section.set, unless a map is laid over them."""
    beats, unit = meter
    song = await studio.keeper.edit(
        f"time signature {beats}/{unit}",
        lambda now: (
            edits.set_time_signature(now, beats, unit, recorded)
            if bar is None
            else edits.set_metre_at(now, bar, beats, unit, recorded)
        ),
    )
    return Done(tempo_data(song), tempo_words(song))


@action(
    "tempo.find",
    help="find the tempo of a take and lay the map on it",
    example="tempo.find Kick 2 lay=on",
    waits=True,
)
async def find(
    studio: Studio,
    track: ATrack,
    take: ATake,
    lay: Annotated[bool, Param("switch", "take it for the song's tempo map")] = False,
    near: Annotated[float, Param("number", "about this tempo, if one knows; 0: anything")] = 0.0,
) -> Done:
    """Without `lay` it only says what it found. With it, bars begin where the take's do, and sections keep their bars.

    Recorded audio stays where it is.
    """
    song = studio.song
    found = find_take(the_track(song, track), take)
    read = await studio.jobs.run(
        "find the tempo", read_tempo, tempo_question(studio.folder, song, found, near)
    )
    if read is None:
        raise BadInputError(
            "nothing in this take repeats", hint="a take of drums or rhythm guitar tells best"
        )
    text = (
        f"{read.bpm:.1f} bpm, beats {read.steadiness_ms:.0f} ms from an even row, {read.confidence:.0%} sure"
    )
    data = {
        "bpm": read.bpm,
        "beats": list(read.beats),
        "downbeat": read.downbeat,
        "confidence": read.confidence,
    }
    if not lay:
        return Done(data, f"{text}; lay=on takes it for the song's")
    changes = map_of_beats(song, found.start, read)
    song = await studio.keeper.edit(
        "tempo from a take", lambda now: edits.set_tempo_changes(now, changes, "stay")
    )
    return Done({**data, **tempo_data(song)}, f"{text}; {tempo_words(song)}")


@action("tempo.clear", help="one tempo again, or that of the sections, without an imported map")
async def clear(studio: Studio, recorded: Recorded | None = None) -> Done:
    """Sections that a map was laid over have their own tempos back."""
    song = await studio.keeper.edit(
        "clear the tempo map", lambda now: edits.set_tempo_changes(now, None, recorded)
    )
    return Done(tempo_data(song), tempo_words(song))


@action("tempo.tap", help="tap the tempo: ask this on every beat", while_recording="free")
async def tap(studio: Studio) -> Done:
    """After two taps it says the tempo; tempo.set keeps it. Two seconds of rest begin anew."""
    bpm = studio.taps.tap(time.monotonic())
    if bpm is None:
        return Done({"bpm": None, "taps": 1}, "tap on every beat")
    return Done(
        {"bpm": round(bpm, 2), "taps": studio.taps.count}, f"{bpm:.1f} bpm after {studio.taps.count} taps"
    )


# ── click ────────────────────────────────────────────────────────────────────────────────────────────────────


def click_data(song: Song) -> dict[str, Any]:
    """What programs are told of the click."""
    click = song.click
    return {
        "on": click.on,
        "only_recording": click.only_recording,
        "level_db": click.level_db,
        "outputs": list(click.outputs),
        "accent": click.accent,
        "subdivision": click.subdivision,
        "count_in_bars": click.count_in_bars,
        "count_in_only_recording": click.count_in_only_recording,
        "speak_sections": click.speak_sections,
        "pre_roll": song.pre_roll,
        "post_roll": song.post_roll,
    }


def click_words(song: Song) -> str:
    """`click on, -6.0 dB, count-in 2 bars`"""
    click = song.click
    words = [f"click {'on' if click.on else 'off'}"]
    words += ["only while recording"] if click.on and click.only_recording else []
    words += [f"{format_db(click.level_db)} dB"]
    words += [f"outputs {','.join(map(str, click.outputs))}"] if click.outputs else []
    words += [] if click.accent else ["no accent"]
    words += [f"{click.subdivision} clicks a beat"] if click.subdivision > 1 else []
    bars = click.count_in_bars
    words += [f"count-in {bars} bar{'s' * (bars > 1)}"] if bars else ["no count-in"]
    words += ["for playing too"] if bars and not click.count_in_only_recording else []
    words += ["section names spoken"] if click.speak_sections else []
    return ", ".join(words)


@action(
    "click.set",
    help="how the click sounds and when",
    example="click.set on level=-9 outputs=3-4 count_in=2",
    while_recording="free",
)
async def click_set(
    studio: Studio,
    *,
    on: Switch | None = None,
    level: Level | None = None,
    outputs: Annotated[tuple[int, ...], Param("inputs", "outputs of its own: 3-4; none: the master's")]
    | None = None,
    accent: Annotated[bool, Param("switch", "the first beat of a bar sounds higher")] | None = None,
    subdivision: Annotated[int, Param("count", "clicks a beat: " + ", ".join(map(str, SUBDIVISIONS)))]
    | None = None,
    count_in: Annotated[int, Param("count", "bars before it rolls; 0 for none")] | None = None,
    only_recording: Annotated[bool, Param("switch", "silent while nothing is recorded")] | None = None,
    count_in_playing: Annotated[bool, Param("switch", "playing is counted in, too")] | None = None,
    speak: Annotated[bool, Param("switch", "a section's name is spoken in the bar before it")] | None = None,
) -> Done:
    """What is left out stays. The click is never in a take, nor in a bounce unless asked for."""
    if speak:
        await _check_voice(studio)
    wishes = {
        "on": on,
        "level_db": level,
        "outputs": outputs,
        "accent": accent,
        "subdivision": subdivision,
        "count_in_bars": count_in,
        "only_recording": only_recording,
        "count_in_only_recording": None if count_in_playing is None else not count_in_playing,
        "speak_sections": speak,
    }
    changes = {name: value for name, value in wishes.items() if value is not None}
    song = await studio.keeper.edit("click", lambda now: edits.set_click(now, **changes))
    lacking = lacking_outputs(song, studio.devices.current)
    data = {**click_data(song), **({"warning": lacking} if lacking else {})}
    return Done(data, "; ".join(filter(None, (click_words(song), lacking))))


async def _check_voice(studio: Studio) -> None:
    """Raises NotNowError when nothing on this machine can speak."""
    name, install = await studio.speaker.voice()
    if not name:
        raise NotNowError("no speech synthesiser is installed, so no name can be spoken", hint=install)


@action("click.toggle", help="click on or off", while_recording="free")
async def click_toggle(studio: Studio) -> Done:
    """For a key."""
    on = not studio.song.click.on
    song = await studio.keeper.edit(f"click {'on' if on else 'off'}", lambda now: edits.set_click(now, on=on))
    return Done(click_data(song), click_words(song))


@action("click.show", help="how the click is set", while_recording="free")
async def click_show(studio: Studio) -> Done:
    """With count-in, pre-roll and post-roll."""
    return Done(click_data(studio.song), f"{click_words(studio.song)}, {_roll_words(studio.song)}")


@action("transport.count_in", help="bars clicked before recording rolls", example="transport.count_in 2")
async def count_in(studio: Studio, bars: Annotated[int, Param("count", "bars; 0 for none")]) -> Done:
    """Nothing else is heard in them."""
    song = await studio.keeper.edit(f"count-in {bars}", lambda now: edits.set_click(now, count_in_bars=bars))
    return Done(click_data(song), click_words(song))


@action(
    "transport.pre_roll", help="bars played before a punch or a recording", example="transport.pre_roll 2"
)
async def pre_roll(studio: Studio, bars: Bars) -> Done:
    """The tracks are heard in them."""
    song = await studio.keeper.edit(f"pre-roll {bars:g}", lambda now: edits.set_pre_roll(now, bars))
    return Done(click_data(song), _roll_words(song))


@action("transport.post_roll", help="bars played on after a punch", example="transport.post_roll 1")
async def post_roll(studio: Studio, bars: Bars) -> Done:
    """Then the transport stops."""
    song = await studio.keeper.edit(f"post-roll {bars:g}", lambda now: edits.set_post_roll(now, bars))
    return Done(click_data(song), _roll_words(song))


def _roll_words(song: Song) -> str:
    return f"pre-roll {_bars(song.pre_roll)}, post-roll {_bars(song.post_roll)}"


def _bars(count: float) -> str:
    return f"{count:g} bar{'s' * (count != 1)}"

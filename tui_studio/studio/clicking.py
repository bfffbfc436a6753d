"""The click and what leads in, worked out from the song's tempo map."""

from __future__ import annotations

import functools
import struct
from fractions import Fraction

from tui_studio.engine.protocol import ClickSpec, ClickWhen, ClipSpec, DeviceInfo, LeadSpec
from tui_studio.song.model import Song, song_end
from tui_studio.song.tempo import TICKS_PER_QUARTER, TempoMap
from tui_studio.song.tempo_map import BarTime, TempoGrid
from tui_studio.song.timeline import grid_of, sections_of, tempo_map
from tui_studio.units import numbered

SUBDIVISION, BEAT, BAR = 0, 1, 2
"""Kinds of clicks, as `ClickSpec.accents` has them."""
BEYOND_SECONDS = 3600
"""How far past the end of everything the click goes on."""
BEFORE_SECONDS = 60
"""How far before the start: for pre-rolls."""


def needs_click(song: Song) -> bool:
    """Whether a click can be heard in this song at all."""
    return song.click.on or song.click.count_in_bars > 0 or song.click.speak_sections


def click_spec(song: Song, sounds: tuple[ClipSpec, ...] = ()) -> ClickSpec | None:
    """The click of the song with these sounds, None when it has none."""
    if not needs_click(song):
        return None
    click = song.click
    when = ClickWhen.NEVER
    beats = accents = b""
    if click.on or sounds:
        when = ClickWhen.RECORDING if click.only_recording else ClickWhen.ALWAYS
    if click.on:
        end = _horizon(song)
        beats, accents = _packed(tempo_map(song), song.rate, end, click.subdivision, click.accent)
    return ClickSpec(
        beats=beats,
        accents=accents,
        when=when,
        outputs=tuple(number - 1 for number in click.outputs),
        sounds=sounds,
    )


def lacking_outputs(song: Song, device: DeviceInfo | None) -> str:
    """What must be said of outputs of the click that the device does not have; empty when it has them all."""
    if device is None:
        return ""
    lacking = [number for number in song.click.outputs if number > device.outputs]
    if not lacking:
        return ""
    there = "the others" if len(lacking) < len(song.click.outputs) else "the outputs of the master"
    return f"NOT there: {numbered('output', lacking)}, and the device has {device.outputs}; the click goes to {there}"


def clicks(song: Song, start: int, end: int) -> list[tuple[int, int]]:
    """Frame and kind of every click from `start` up to, but without, `end`."""
    return _clicks(grid_of(song), start, end, song.click.subdivision, song.click.accent)


def lead_of(song: Song, at: int, *, recording: bool) -> LeadSpec | None:
    """What leads in to a roll from this frame: count-in, then pre-roll; None when nothing does."""
    click = song.click
    bars = click.count_in_bars if recording or not click.count_in_only_recording else 0
    begin = pre_roll_start(song, at) if recording else at
    count_in, beats, accents = _count_in(song, begin, bars)
    frames = count_in + at - begin
    if frames <= 0:
        return None
    return LeadSpec(
        frames=frames,
        pre_roll=at - begin,
        beats=struct.pack(f"<{len(beats)}q", *beats),
        accents=bytes(accents),
    )


def pre_roll_start(song: Song, at: int) -> int:
    """Where the pre-roll before a frame begins; may lie before the song."""
    return at if song.pre_roll <= 0 else bars_from(song, at, -song.pre_roll)


def bars_from(song: Song, at: int, bars: float) -> int:
    """The frame so many bars after another one (before it when negative), in the metre that rules there."""
    grid = grid_of(song)
    quarter = grid.quarter_of_frame(at)
    beats, unit = grid.metre_at(grid.time_at(at if bars > 0 else max(0, at - 1)).bar)
    return grid.frame_of_quarter(quarter + Fraction(bars) * Fraction(4 * beats, unit))


def _count_in(song: Song, begin: int, bars: int) -> tuple[int, list[int], list[int]]:
    """Frames of the count-in, and its clicks as frames from its beginning, in the tempo and metre that rule where it ends."""
    if bars <= 0:
        return 0, [], []
    grid = grid_of(song)
    time = grid.time_at(begin)
    beats, unit = grid.metre_at(time.bar)
    beat_length = Fraction(4, unit)
    per_quarter = Fraction(60 * song.rate) / Fraction(grid.bpm_at(begin))
    length = bars * beats * beat_length
    exact = grid.quarter_at(time) if grid.frame_at(time) == begin else grid.quarter_of_frame(begin)
    into_bar = exact - grid.quarter_at(BarTime(time.bar, 1, 0))
    frames = round(length * per_quarter)
    places: list[tuple[int, int]] = []
    first = into_bar - length + (-(into_bar - length)) % beat_length
    count = 0
    while first + count * beat_length < into_bar:
        at = first + count * beat_length
        kind = BAR if song.click.accent and at % (beats * beat_length) == 0 else BEAT
        places.append((round((at - (into_bar - length)) * per_quarter), kind))
        count += 1
    return frames, [place for place, _ in places], [kind for _, kind in places]


def _horizon(song: Song) -> int:
    sections = sections_of(song)
    ends = [song_end(song), sections[-1].end if sections else 0]
    ends += [span.end for span in (song.loop, song.punch) if span]
    hour = BEYOND_SECONDS * song.rate
    return (max(ends) // hour + 2) * hour


@functools.lru_cache(maxsize=4)
def _packed(changes: TempoMap, rate: int, end: int, subdivision: int, accent: bool) -> tuple[bytes, bytes]:
    grid = TempoGrid(changes, rate)
    bar = _steady_from(grid, changes)
    border = grid.frame_at(BarTime(bar, 1, 0))
    found = _clicks(grid, -BEFORE_SECONDS * rate, min(border, end), subdivision, accent)
    found += _steady_clicks(grid, bar, end, subdivision, accent)
    return struct.pack(f"<{len(found)}q", *(frame for frame, _ in found)), bytes(kind for _, kind in found)


def _steady_from(grid: TempoGrid, changes: TempoMap) -> int:
    """The first bar from which on neither tempo nor metre change."""
    after = grid.time_of_quarter(Fraction(changes.tempos[-1].position, TICKS_PER_QUARTER))
    return max(after.bar + (after[1:] != (1, 0)), changes.metres[-1].bar)


def _steady_clicks(
    grid: TempoGrid, bar: int, end: int, subdivision: int, accent: bool
) -> list[tuple[int, int]]:
    """The clicks from a bar on, in whole numbers: there are thousands."""
    beats, _ = grid.metre_at(bar)
    first = grid.exact_frame(grid.quarter_at(BarTime(bar, 1, 0)))
    step = (grid.exact_frame(grid.quarter_at(BarTime(bar + 1, 1, 0))) - first) / (beats * subdivision)
    below = first.denominator * step.denominator
    start, pace = first.numerator * step.denominator, step.numerator * first.denominator
    kinds = [SUBDIVISION if at % subdivision else BEAT for at in range(beats * subdivision)]
    kinds[0] = BAR if accent else BEAT
    found: list[tuple[int, int]] = []
    above, count = start, 0
    while (frame := _rounded(above, below)) < end:
        found.append((frame, kinds[count % len(kinds)]))
        above += pace
        count += 1
    return found


def _rounded(above: int, below: int) -> int:
    """As `round` of the fraction."""
    whole, rest = divmod(2 * above + below, 2 * below)
    return whole - 1 if rest == 0 and whole % 2 else whole


def _clicks(grid: TempoGrid, start: int, end: int, subdivision: int, accent: bool) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for beat in grid.beats(start, end):
        found.append((beat.frame, BAR if accent and beat.beat == 1 else BEAT))
        if subdivision > 1:
            quarter = grid.quarter_at(BarTime(beat.bar, beat.beat, 0))
            step = Fraction(4, grid.metre_at(beat.bar)[1]) / subdivision
            within = (grid.frame_of_quarter(quarter + step * part) for part in range(1, subdivision))
            found.extend((frame, SUBDIVISION) for frame in within if frame < end)
    return found

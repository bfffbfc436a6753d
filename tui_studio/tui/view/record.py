"""The Record view as lines of cells."""

from __future__ import annotations

from dataclasses import dataclass

from tui_studio.song.click import ClickSettings
from tui_studio.song.model import Span, Take, Track
from tui_studio.tui.view.cells import Line, Run, Tone, blank, fit, fit_ends, line_of, width_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.integrity import integrity
from tui_studio.tui.view.state_line import Part
from tui_studio.tui.view.timeline import Window, bar_ruler, format_bars, marks, ruler, window_for
from tui_studio.tui.view.track_rows import (
    NO_METER,
    Columns,
    Row,
    columns_for,
    heading,
    inputs_text,
    level_part,
)
from tui_studio.units import format_db, format_pan, format_span, format_time

BELOW = 2
"""Lines under the tracks: marks and the words about the transport."""
TAKES_FROM_HEIGHT = 30
"""From this height on, the takes of the track pointed at are listed, too."""
TAKE_LINES = 8
BOUNDS = 9
"""What the words about punch and loop are worth: they are never left out."""
SHORTEST_NAME = 8
"""Cells that a name gets before other words go."""


@dataclass(frozen=True)
class Layout:
    """How a drawing of the view is laid out."""

    width: int
    columns: Columns
    window: Window
    playhead: int
    """Its column on the timeline, or one outside."""


def record_lines(desk: Desk, width: int, height: int) -> list[Line]:
    """The whole view, exactly `height` lines of `width` cells."""
    columns = columns_for(width, max((width_of(track.name) for track in desk.song.tracks), default=0))
    window = window_for(desk.song, desk.status.position, columns.timeline, desk.zoom)
    layout = Layout(width, columns, window, window.column(desk.status.position))
    tall = height >= TAKES_FROM_HEIGHT
    lines = [heading(columns, ruler(desk.song, window), width)]
    if tall and desk.song.markers:
        bars = [(" " * columns.timeline_start, Tone.PLAIN), *bar_ruler(desk.song, window)]
        lines.insert(0, line_of(bars, width))
    details = _take_list(desk, width, TAKE_LINES) if tall else []
    lines += _track_lines(desk, layout, height - len(lines) - BELOW - len(details))
    lines += [_marks_line(desk, layout), _words(desk, width)]
    return (lines + details)[:height]


def cursor_cell(desk: Desk, height: int) -> tuple[int, int]:
    """Column and line of the cell that has the focus: the name of the track pointed at."""
    above = 2 if height >= TAKES_FROM_HEIGHT and desk.song.markers else 1
    return 4, above + max(0, desk.selection.cursor - desk.first_row)


def _track_lines(desk: Desk, layout: Layout, room: int) -> list[Line]:
    tracks, width = desk.song.tracks, layout.width
    if not tracks:
        return _no_tracks(width, room)
    desk.first_row = max(
        0, min(desk.first_row, desk.selection.cursor, len(tracks) - room), desk.selection.cursor - room + 1
    )
    shown = enumerate(tracks[desk.first_row : desk.first_row + max(0, room)], desk.first_row)
    lines = [_track_line(desk, layout, index, track) for index, track in shown]
    return lines + [blank(width)] * (room - len(lines))


def _no_tracks(width: int, room: int) -> list[Line]:
    words = (
        "",
        "   No tracks yet.",
        "   t adds a track; then a arms it and r records.",
        "   ? shows all keys.",
    )
    lines = [line_of([(word, Tone.PLAIN)], width) for word in words][:room]
    return lines + [blank(width)] * (room - len(lines))


def _track_line(desk: Desk, layout: Layout, index: int, track: Track) -> Line:
    lane = desk.waveforms.lane(track, layout.window, desk.glyphs.wave_steps)
    frame = desk.frame(track.id)
    lacking = bool(desk.status.inputs) and max(track.inputs, default=0) > len(desk.status.inputs)
    row = Row(
        index + 1,
        index == desk.selection.cursor,
        track.id in desk.selection.selected,
        desk.fader_of(track),
        lacking,
        track.id in desk.status.recorded,
    )
    frame.update(track, row, layout.columns, desk.glyphs)
    meter = desk.status.tracks.get(track.id, NO_METER)
    level = level_part(meter, desk.needle(track.id), layout.columns, desk.glyphs)
    line = (*frame.before, *level, *frame.after, *lane.line(desk.glyphs, layout.playhead))
    return line if layout.columns.timeline else line_of(line, layout.width)


def _marks_line(desk: Desk, layout: Layout) -> Line:
    """The song and its count of tracks, the master's level under those of the tracks, and the bounds on the timeline."""
    columns, count = layout.columns, len(desk.song.tracks)
    tracks = (
        f"{len(desk.selection.selected)} selected"
        if desk.selection.selected
        else f"{count} track{'s' * (count != 1)}"
    )
    before = columns.name + columns.fader + 22
    title = fit(desk.song.title, min(width_of(desk.song.title), max(0, before - width_of(tracks) - 11)))
    text = f" {title}, {tracks}" if title else f" {tracks}"
    bounds = marks(desk.song, layout.window, desk.status.position, desk.glyphs.playhead)
    level = level_part(desk.status.master or NO_METER, desk.master, columns, desk.glyphs)
    return line_of(
        [(f"{fit(text, before - 7)}master ", Tone.DIM), *level, (" " * 6, Tone.PLAIN), *bounds], layout.width
    )


def _words(desk: Desk, width: int) -> Line:
    """The track pointed at and the bounds, in words. Where there is no room the name is cut first, the bounds stay."""
    track = desk.selection.pointed
    parts = [*_strip_words(desk, track), *_switch_words(desk)]
    name = f" {track.name}:" if track is not None else ""
    least = min(width_of(name), SHORTEST_NAME)
    while least + _width(parts) > width and any(part.worth < BOUNDS for part in parts):
        parts.remove(min(parts, key=lambda part: part.worth))
    room = max(0, min(width_of(name), width - _width(parts)))
    shown = name if room == width_of(name) else fit_ends(name, room)
    return line_of([(shown, Tone.PLAIN), *((part.text, part.tone) for part in parts)], width)


def _width(parts: list[Part]) -> int:
    return sum(width_of(part.text) for part in parts)


def _strip_words(desk: Desk, track: Track | None) -> list[Part]:
    if track is None:
        return []
    strip = track.strip
    parts = [
        Part(f" fader {format_db(desk.fader_of(track))} dB", Tone.PLAIN, 7),
        Part(f"  pan {format_pan(strip.pan)}", Tone.PLAIN, 5 if strip.pan else 3),
    ]
    if strip.mute and strip.solo:
        parts.append(Part("  muted and solo: silent", Tone.WARN, 8))
    if strip.trim_db:
        parts.append(Part(f"  trim {format_db(strip.trim_db)}", Tone.PLAIN, 4))
    return parts


def _switch_words(desk: Desk) -> list[Part]:
    """Punch, loop and click."""
    song = desk.song
    return [
        Part(f"  punch {_span(desk, song.punch, song.punch_on)}", _lit(song.punch_on), BOUNDS),
        Part(f"  loop {_span(desk, song.loop, song.loop_on)}", _lit(song.loop_on), BOUNDS),
        Part(f"  click {_click(song.click)}", _lit(song.click.on), 6),
    ]


def _lit(on: bool) -> Tone:
    return Tone.LIT if on else Tone.DIM


def _click(click: ClickSettings) -> str:
    """`on`, `off`, `off, 2 bars in`."""
    bars = click.count_in_bars
    return ("on" if click.on else "off") + (f", {bars} bar{'s' * (bars != 1)} in" if bars else "")


def _span(desk: Desk, span: Span | None, on: bool) -> str:
    if span is None:
        return "off"
    bounds = "-".join(format_bars(desk.song, frame, ticks=False) for frame in (span.start, span.end))
    return f"{bounds} {'on' if on else 'off'}"


def _take_list(desk: Desk, width: int, room: int) -> list[Line]:
    """The last takes of the track pointed at, newest first, under a heading."""
    track = desk.selection.pointed
    if track is None:
        return [blank(width)] * room
    takes = [take for take in reversed(track.takes) if not take.hidden][: room - 1]
    count = sum(not take.hidden for take in track.takes)
    title = f" {track.name}, input {inputs_text(track)}: {count} take{'s' * (count != 1)}"
    lines = [line_of([(title, Tone.HEADING)], width)]
    lines += [line_of(take_runs(desk, take), width) for take in takes]
    return lines + [blank(width)] * (room - len(lines))


def take_runs(desk: Desk, take: Take) -> list[Run]:
    """One take in words: number, marks, place, length, and what is known of its integrity."""
    rate = desk.song.rate
    runs = [
        (f" {take.number:3d} {desk.glyphs.star * take.rating:<5} ", Tone.PLAIN),
        (f"at {format_time(take.start, rate)}  {format_span(take.frames / rate)}  ", Tone.PLAIN),
    ]
    runs += integrity(take, rate, desk.waveforms.lost)
    return [*runs, (f"  {take.name}" if take.name else "", Tone.PLAIN)]

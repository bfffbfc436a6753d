"""The top line: what the machine does, where it is, and how long it can."""

from __future__ import annotations

from dataclasses import dataclass

from tui_studio.song.model import Song
from tui_studio.song.timeline import grid_of
from tui_studio.studio.wire import Status
from tui_studio.tui.view.cells import Line, Run, Tone, fit, line_of, width_of
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.tui.view.timeline import format_bars, names_of
from tui_studio.units import format_span, format_time

AMBER_SECONDS = 15 * 60
RED_SECONDS = 5 * 60
BUSY_LOAD = 0.7
SECTION_WIDTH = 8


@dataclass(frozen=True)
class Part:
    """A piece of the line; pieces of low `worth` go first when there is no room."""

    text: str
    tone: Tone
    worth: int


WORDS = {
    "stopped": "STOP", "rolling": "ROLL", "recording": "REC", "locating": "FIND", "stopping": "WAIT",
    "no device": "NO DEVICE", "no engine": "NO ENGINE",
}  # fmt: skip


def state_line(
    song: Song, status: Status, width: int, glyphs: Glyphs, *, colour: bool, starting: bool = False
) -> Line:
    """The line; wholly in red while recording, and framed by `***` where there is no colour."""
    recording = status.state == "recording"
    framed = recording and not colour
    room = width - 8 if framed else width
    parts = _parts(song, status, glyphs, starting)
    while _width(parts) > room and any(part.worth < 9 for part in parts):
        parts.remove(min(parts, key=lambda part: part.worth))
    body: list[Run] = []
    for part in parts:
        body.append((" " if body else "", Tone.PLAIN))
        body.append((part.text, part.tone))
    if recording:
        body = [(fit("".join(text for text, _ in body), room), Tone.RECORD)]
    return line_of([("*** ", Tone.RECORD), *body, (" ***", Tone.RECORD)] if framed else body, width)


def _width(parts: list[Part]) -> int:
    return sum(width_of(part.text) for part in parts) + len(parts) - 1


def _parts(song: Song, status: Status, glyphs: Glyphs, starting: bool) -> list[Part]:
    rate = status.rate or song.rate
    section = name_at(song, status.position)
    grid = grid_of(song)
    beats, unit = grid.metre_at(grid.time_at(status.position).bar)
    bpm = f"{grid.bpm_at(status.position):.4g}"
    tempo = f"{f'{bpm} bpm' if glyphs.note == 'bpm' else glyphs.note + bpm} {beats}/{unit}"
    parts = [
        _state(status, glyphs, starting, punch_is_over(song, status)),
        Part("MEMO" if status.memo else "", Tone.RECORD, 9),
        Part(f"{format_time(status.position, rate):<8}", Tone.STRONG, 9),
        Part(f"{format_bars(song, status.position):<8}", Tone.PLAIN, 8),
        Part(fit(section, SECTION_WIDTH) if section else "", Tone.PLAIN, 2),
        Part(tempo, Tone.DIM, 3),
        _remaining(status.remaining_seconds),
        Part(f"dsp{status.load * 100:3.0f}%", Tone.ALARM if status.load > BUSY_LOAD else Tone.PLAIN, 5),
        Part(f"x{status.xruns}", Tone.ALARM if status.xruns else Tone.PLAIN, 6),
        _device(status),
        Part(f"{status.heads} heads" if status.heads > 1 else "", Tone.PLAIN, 4),
        Part("LOCK" if status.locked else "", Tone.LIT, 8),
    ]
    return [part for part in parts if part.text]


def punch_is_over(song: Song, status: Status) -> bool:
    """The pass goes on behind its punch-out, and no loop leads back to it."""
    if status.state != "recording" or status.punched_in or song.punch is None or not song.punch_on:
        return False
    comes_again = song.loop is not None and song.loop_on and status.position < song.loop.end
    return status.record_start >= 0 and status.position >= song.punch.end and not comes_again


def _state(status: Status, glyphs: Glyphs, starting: bool, over: bool) -> Part:
    if starting and status.state in ("no engine", "no device"):
        return Part(f"{glyphs.busy} START", Tone.WARN, 9)
    word = WORDS.get(status.state, status.state.upper())
    match status.state:
        case "recording":
            waits = "PUNCHED OUT" if over else "REC wait"
            return Part(f"{glyphs.record} {word if status.punched_in else waits}", Tone.RECORD, 9)
        case "rolling":
            return Part(f"{glyphs.roll} {word}", Tone.GOOD, 9)
        case "no device" | "no engine":
            return Part(f"{glyphs.clip} {word}", Tone.ALARM, 9)
        case "stopped":
            return Part(f"{glyphs.stop} {word}", Tone.STRONG, 9)
        case _:
            return Part(f"{glyphs.busy} {word}", Tone.WARN, 9)


def _remaining(seconds: float) -> Part:
    if seconds < 0:
        return Part("", Tone.PLAIN, 7)
    if seconds < RED_SECONDS:
        return Part(f"{format_span(seconds)} left!", Tone.ALARM, 9)
    if seconds < AMBER_SECONDS:
        return Part(f"only {format_span(seconds)} left", Tone.WARN, 8)
    return Part(f"{format_span(seconds)} left", Tone.PLAIN, 7)


def _device(status: Status) -> Part:
    name = status.device or "no device"
    kilohertz = f"{status.rate / 1000:g}k" if status.rate else ""
    return Part(f"{fit(name, min(14, width_of(name)))} {kilohertz}".strip(), Tone.PLAIN, 5)


def name_at(song: Song, position: int) -> str:
    """The name of the last section or marker at or before the position."""
    passed = [name for start, name in names_of(song) if start <= position]
    return passed[-1] if passed else ""

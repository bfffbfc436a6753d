"""The tempo map as a Standard MIDI File: tempo and time-signature events of one track, 960 ticks to the quarter.

A MIDI file knows no gliding tempo: a ramp is written as steps of a sixteenth note, and a text event beside the first of
them says that it was a ramp, so that our own files come back as they went. Tempos are whole microseconds per quarter in the file.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from tui_studio.errors import AudioFileError, BadInputError
from tui_studio.song.tempo import (
    BEAT_UNITS,
    FASTEST_BPM,
    SLOWEST_BPM,
    TICKS_PER_QUARTER,
    MetreChange,
    TempoChange,
    TempoMap,
    checked,
)

STEP = TICKS_PER_QUARTER // 4
"""Between the steps of a ramp."""
_MARK = re.compile(r"tui_studio tempo ([0-9.]+)( ramp (\d+))?")
_MICROSECONDS = 60_000_000


class TempoFile(NamedTuple):
    """What a file says of tempo and metre."""

    tempo_map: TempoMap
    notes: tuple[str, ...] = ()
    """What could not be taken over as it is, in plain words."""


def write_tempo_file(tempo_map: TempoMap, path: Path) -> None:
    """Write the map as a MIDI file of type 0; one that exists is replaced. Raises AudioFileError."""
    from mido import MidiFile, MidiTrack

    file = MidiFile(type=0, ticks_per_beat=TICKS_PER_QUARTER, charset="utf-8")
    track = MidiTrack()
    file.tracks.append(track)
    now = 0
    for tick, _, message in sorted(_events(tempo_map), key=lambda event: event[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    try:
        file.save(str(path))
    except OSError as error:
        raise AudioFileError(
            f"the MIDI file cannot be written: {error.strerror}", where=str(path), hint="name another place"
        ) from error


def read_tempo_file(path: Path) -> TempoFile:
    """The tempo map of a MIDI file. Raises AudioFileError, BadInputError."""
    from mido import MidiFile
    from mido.midifiles.meta import KeySignatureError

    try:
        file = MidiFile(str(path), charset="latin1")
    except OSError as error:
        reason = error.strerror or str(error) or "it is no MIDI file"
        raise AudioFileError(
            f"the MIDI file cannot be read: {reason}", where=str(path), hint="name another"
        ) from error
    except (ValueError, EOFError, IndexError, KeySignatureError) as error:
        reason = str(error) or "it ends too soon"
        raise AudioFileError(
            f"that is not a MIDI file: {reason}",
            where=str(path),
            hint="export it as a .mid file, or name another",
        ) from error
    if file.ticks_per_beat <= 0 or file.ticks_per_beat >= 0x8000:
        raise BadInputError(
            "the MIDI file counts film frames, not quarter notes", where=str(path), hint="export it with PPQ"
        )
    return _read(file)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────


def _events(tempo_map: TempoMap) -> list[tuple[int, int, Any]]:
    """Tick, order and message of everything in the map."""
    from mido import MetaMessage

    events: list[tuple[int, int, Any]] = []
    for tick, metre in _metre_ticks(tempo_map):
        events.append(
            (
                tick,
                0,
                MetaMessage("time_signature", numerator=metre.beats_per_bar, denominator=metre.beat_unit),
            )
        )
    for change, following in zip(tempo_map.tempos, [*tempo_map.tempos[1:], None], strict=True):
        ramp = change.ramp and following is not None
        mark = f"tui_studio tempo {change.bpm!r}"
        if ramp and following is not None:
            mark += f" ramp {following.position - change.position}"
        events.append((change.position, 1, MetaMessage("text", text=mark)))
        events.append((change.position, 2, MetaMessage("set_tempo", tempo=_microseconds(change.bpm))))
        if ramp and following is not None:
            events.extend(_steps(change, following))
    return events


def _steps(change: TempoChange, following: TempoChange) -> list[tuple[int, int, Any]]:
    """The ramp in steps, each with the tempo of its middle."""
    from mido import MetaMessage

    length = following.position - change.position
    slope = (following.bpm - change.bpm) / length
    return [
        (
            change.position + at,
            2,
            MetaMessage("set_tempo", tempo=_microseconds(change.bpm + slope * min(at + STEP / 2, length))),
        )
        for at in range(STEP, length, STEP)
    ]


def _metre_ticks(tempo_map: TempoMap) -> list[tuple[int, MetreChange]]:
    placed: list[tuple[int, MetreChange]] = []
    for metre in tempo_map.metres:
        tick = 0
        if placed:
            last_tick, last = placed[-1]
            tick = last_tick + (metre.bar - last.bar) * _bar_ticks(last)
        placed.append((tick, metre))
    return placed


def _bar_ticks(metre: MetreChange) -> int:
    return metre.beats_per_bar * 4 * TICKS_PER_QUARTER // metre.beat_unit


def _microseconds(bpm: float) -> int:
    return round(_MICROSECONDS / bpm)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────


def _read(file: Any) -> TempoFile:
    tempos: dict[int, TempoChange] = {0: TempoChange(0, 120.0)}
    metres: dict[Fraction, tuple[int, int]] = {Fraction(0): (4, 4)}
    marks: dict[int, tuple[float, int]] = {}
    for track in file.tracks:
        now = 0
        for message in track:
            now += message.time
            tick = round(Fraction(now * TICKS_PER_QUARTER, file.ticks_per_beat))
            if message.type == "set_tempo" and message.tempo > 0:
                tempos[tick] = TempoChange(tick, _bpm(message.tempo))
            elif message.type == "time_signature":
                metres[Fraction(now, file.ticks_per_beat)] = (message.numerator, message.denominator)
            elif message.type == "text" and (found := _MARK.match(message.text)):
                marks[tick] = (float(found[1]), int(found[3] or 0))
    notes: list[str] = []
    laid = _tempos(tempos, marks, notes)
    return TempoFile(checked(TempoMap(laid, _metres(metres, notes))), tuple(notes))


def _bpm(microseconds: int) -> float:
    """To a thousandth, where that is what the microseconds can tell."""
    exact = _MICROSECONDS / microseconds
    short = round(exact, 3)
    return short if round(_MICROSECONDS / short) == microseconds else exact


def _tempos(
    tempos: dict[int, TempoChange], marks: dict[int, tuple[float, int]], notes: list[str]
) -> tuple[TempoChange, ...]:
    laid: list[TempoChange] = []
    skip_until = 0
    for tick in sorted(tempos):
        if tick < skip_until:
            continue
        bpm, ramp = marks.get(tick, (tempos[tick].bpm, 0))
        if _microseconds(bpm) != _microseconds(tempos[tick].bpm):  # somebody has changed it since we wrote it
            bpm, ramp = tempos[tick].bpm, 0
        if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
            notes.append(f"a tempo of {bpm:.1f} at tick {tick} is left out")
            continue
        skip_until = tick + ramp
        if tick == 0 or tick in marks or laid[-1].ramp or laid[-1].bpm != bpm:
            laid.append(TempoChange(tick, bpm, bool(ramp)))
    return tuple(laid)


def _metres(metres: dict[Fraction, tuple[int, int]], notes: list[str]) -> tuple[MetreChange, ...]:
    laid: list[MetreChange] = []
    start = Fraction(0)
    for quarter in sorted(metres):
        beats, unit = metres[quarter]
        if unit not in BEAT_UNITS:
            notes.append(f"the time signature {beats}/{unit} is left out")
            continue
        bar = 1
        if laid:
            length = Fraction(4 * laid[-1].beats_per_bar, laid[-1].beat_unit)
            bars = (quarter - start) / length
            if bars.denominator != 1:
                notes.append(f"the time signature {beats}/{unit} inside a bar is moved to the next bar")
            bar = laid[-1].bar + max(1, -(-bars.numerator // bars.denominator))
            start += (bar - laid[-1].bar) * length
        laid.append(MetreChange(bar, beats, unit))
    return tuple(laid)

"""Musical time through the public door: clicks where an independent computation has them, maps as MIDI files and back."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import soundfile

RATE = 48_000
CHANGES = 100
"""Of tempo, and as many of time signature."""
METRES = ((4, 4), (7, 8), (3, 4), (5, 8), (11, 16), (2, 2))


def tempo_changes() -> list[tuple[Fraction, int, bool]]:
    """Quarter, tempo, whether it glides to the next."""
    return [(Fraction(3 * at), 90 + at * 37 % 150, at % 3 == 0 and at < CHANGES - 1) for at in range(CHANGES)]


def metre_changes() -> list[tuple[int, int, int]]:
    """Bar, beats, unit: another one every bar or two."""
    return [(1 + at + at // 2, *METRES[at % len(METRES)]) for at in range(CHANGES)]


def write_map(line) -> None:
    """The map by the actions a user types; every tempo at its bar, beat and tick."""
    changes = metre_changes()
    for bar, beats, unit in changes:
        line.do(f"tempo.meter {beats}/{unit} bar={bar}")
    for quarter, bpm, glides in tempo_changes():
        line.do(f"tempo.set {bpm} at={bar_time(quarter, changes)} ramp={'on' if glides else 'off'}")


def bar_time(quarter: Fraction, changes: list[tuple[int, int, int]]) -> str:
    """bar.beat.tick of a quarter."""
    for bar, beats, unit in bars(changes):
        length = Fraction(4 * beats, unit)
        if quarter < length:
            ticks = quarter * unit / 4 * 960
            assert ticks.denominator == 1
            return f"{bar}.{int(ticks) // 960 + 1}.{int(ticks) % 960}"
        quarter -= length
    raise AssertionError("the bars go on for ever")


def bars(changes: list[tuple[int, int, int]]):
    """Bar, beats and unit of every bar, without end."""
    metres = {bar: (beats, unit) for bar, beats, unit in changes}
    bar, metre = 1, metres[1]
    while True:
        metre = metres.get(bar, metre)
        yield bar, *metre
        bar += 1


def exact_frame(quarter: Fraction) -> int:
    """The integral of the tempo with fifty digits, rounded once at the end."""
    changes = tempo_changes()
    ends = [start for start, _, _ in changes[1:]] + [quarter]
    minutes = Decimal(0)
    with localcontext() as context:
        context.prec = 50
        for number, ((start, bpm, glides), end) in enumerate(zip(changes, ends, strict=True)):
            passed = decimal(min(quarter, end) - start)
            if passed <= 0:
                break
            slope = Decimal(changes[number + 1][1] - bpm) / decimal(end - start) if glides else Decimal(0)
            minutes += (1 + slope * passed / bpm).ln() / slope if slope else passed / bpm
        return int((minutes * 60 * RATE).to_integral_value())


def decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def beats_until(last: Fraction) -> list[int]:
    """Frames of all beats before a quarter."""
    found, quarter = [], Fraction(0)
    for _, beats, unit in bars(metre_changes()):
        for _ in range(beats):
            if quarter >= last:
                return found
            found.append(exact_frame(quarter))
            quarter += Fraction(4, unit)
    return found


def clicks_in(path) -> list[int]:
    """Where a click begins: sound after silence."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate == RATE
    loud = np.flatnonzero(sound[:, 0])
    return loud[np.diff(loud, prepend=-RATE) > 100].tolist()


def test_the_clicks_of_200_changes_lie_where_the_integral_says_and_a_midi_file_keeps_them(
    virtual_line, tmp_path
):
    line = virtual_line("Song", "--rate", RATE)
    write_map(line)
    line.do("click.set on")
    said = line.do("tempo.show")
    assert (len(said["tempos"]), len(said["metres"])) == (CHANGES, CHANGES)

    last = Fraction(3 * CHANGES + 8)
    expected = beats_until(last)
    line.do(f'mix.bounce path="{tmp_path / "clicks.wav"}" start=0f end={expected[-1] + 4000}f click=on')
    assert clicks_in(tmp_path / "clicks.wav") == expected
    assert len(expected) > 400

    line.do(f'tempo.export "{tmp_path / "map.mid"}"')
    line.do("tempo.clear")
    assert len(line.do("tempo.show")["tempos"]) == 1
    line.do(f'tempo.import "{tmp_path / "map.mid"}"')
    assert line.do("tempo.show") == said

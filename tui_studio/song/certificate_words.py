"""A take's certificate in words, fact by fact: the same wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tui_studio.song.model import FLATTENED, Certificate, Gap, Take
from tui_studio.units import format_db, format_time

WHOLE = ("stopped", "kept", FLATTENED, "imported")
"""Why a take ended that was to end."""


class Fact(NamedTuple):
    """One thing that is known, `device: UMC1820 (ALSA)`. `level` as that of a notice: `alarm` when something is missing."""

    word: str
    value: str
    level: str = "info"

    @property
    def text(self) -> str:
        """As a line."""
        return f"{self.word}: {self.value}"


def certificate_facts(take: Take, rate: int) -> tuple[Fact, ...]:
    """All that is known of the take. Places are those in the song, at its `rate`; those of single gaps and xruns come last."""
    known = take.certificate
    if known is None:
        return (Fact("certificate", "none, nothing is known of this take", "warning"),)
    return (
        _gaps(known.gaps, take, rate),
        Fact("xruns without a gap", _count(known.xruns, take, rate), "warning" if known.xruns else "info"),
        *_overs(take, known, rate),
        Fact("peak", f"{format_db(known.peak_db)} dB"),
        *_recorded_with(known),
        *([Fact("played at", f"{known.pace} % of the tempo", "warning")] if known.pace != 100 else []),
        Fact("started", known.started_at.replace("T", " ") or "unknown"),
        Fact("ended", known.closed or "unknown", "info" if known.closed in WHOLE else "warning"),
        Fact("checksum", known.checksum.removeprefix("sha256:") or "none"),
        *(_gap(number, gap, take, rate) for number, gap in enumerate(known.gaps, 1)),
        *(
            Fact(f"xrun {number}", f"at {format_time(take.start + at, rate)}", "warning")
            for number, at in enumerate(known.xruns, 1)
        ),
    )


def packed(facts: Iterable[Fact], width: int) -> list[list[Fact]]:
    """As many facts to a line as `width` characters hold, two spaces apart."""
    lines: list[list[Fact]] = []
    room = 0
    for fact in facts:
        if not lines or len(fact.text) > room:
            lines.append([])
            room = width
        lines[-1].append(fact)
        room -= len(fact.text) + 2
    return lines


def _count(places: Sequence[int], take: Take, rate: int) -> str:
    """`none`, `1 at 0:31.200`, `3, the first at 0:31.200`."""
    if not places:
        return "none"
    first = format_time(take.start + places[0], rate)
    return f"{len(places)}{', the first' if len(places) > 1 else ''} at {first}"


def _gaps(gaps: Sequence[Gap], take: Take, rate: int) -> Fact:
    count = _count([gap.start for gap in gaps], take, rate)
    return Fact("GAPS", count, "alarm") if gaps else Fact("gaps", count)


def _gap(number: int, gap: Gap, take: Take, rate: int) -> Fact:
    lost = f"{_frames(gap.frames, rate)} missing" if gap.frames else "some frames missing"
    return Fact(
        f"GAP {number}", f"at {format_time(take.start + gap.start, rate)}, {lost}, {gap.cause}", "alarm"
    )


def _overs(take: Take, known: Certificate, rate: int) -> Iterator[Fact]:
    """One for each input."""
    for channel, overs in enumerate(known.overs):
        input_ = f"input {known.inputs[channel]}" if channel < len(known.inputs) else f"channel {channel + 1}"
        yield Fact(f"overs on {input_}", str(overs), "warning" if overs else "info")
    if sum(known.overs) and known.first_over is not None:
        yield Fact("first over", f"at {format_time(take.start + known.first_over, rate)}", "warning")


def _recorded_with(known: Certificate) -> Iterator[Fact]:
    """Of what came from no device there is nothing to tell but its rate."""
    if known.device:
        api = f" ({known.host_api})" if known.host_api not in ("", known.device) else ""
        yield Fact("device", known.device + api)
    yield Fact("rate", f"{known.rate} Hz")
    if known.device:
        yield Fact("block", f"{known.block} frames")
        how = "measured" if known.latency_measured else "reported, not measured"
        yield Fact("latency used", f"{_frames(known.latency_frames, known.rate)}, {how}")
        yield Fact("longest disk stall", f"{known.longest_stall_ms:.1f} ms")


def _frames(frames: int, rate: int) -> str:
    """`312 frames (6.5 ms)`."""
    return f"{frames} frame{'s' * (frames != 1)} ({frames * 1000 / rate:.1f} ms)"

"""What is told of a take: to programs as data, to people as sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.certificate_words import certificate_facts
from tui_studio.song.comp import takes_playing
from tui_studio.song.model import FLATTENED, Certificate, Song, Take, Track, TrackId, source_of, track_of
from tui_studio.studio.registry import Done
from tui_studio.studio.studio import Studio
from tui_studio.studio.takes import xruns_at
from tui_studio.units import format_db, short_time


def take_data(folder: Path, song: Song, track: Track, take: Take) -> dict[str, Any]:
    """What programs are told of a take. `start` and `frames` in song frames; `overview` is where waveforms come from."""
    source = source_of(song, take.source)
    return {
        "track": track.name,
        "track_id": track.id,
        "take": take.number,
        "id": take.id,
        "pass": take.pass_id,
        "path": f"{folder}/{source.path}" if source else "",
        "start": take.start,
        "frames": take.frames,
        "offset": take.offset,
        "channels": source.channels if source else 0,
        "sample_format": source.sample_format if source else "",
        "origin": source.origin if source else "",
        "rating": take.rating,
        "colour": take.colour,
        "level_db": take.certificate.peak_db if take.certificate else None,
        "name": take.name,
        "note": take.note,
        "hidden": take.hidden,
        "plays": take.id in takes_playing(track),
        "certificate": _certificate(take.certificate),
    }


def _certificate(certificate: Certificate | None) -> dict[str, Any] | None:
    """All fields, the defaults too."""
    return None if certificate is None else msgspec.to_builtins(msgspec.structs.asdict(certificate))


def take_words(song: Song, track: Track, take: Take, *, missing: bool = False) -> str:
    """One line: `Kick take 4 loud, 1:31 from 0:00.0, 2 stars, green, plays, no gaps, peak -3.2 dB, …, pass 12: a note`."""
    words = [f"{track.name} take {take.number}{' ' + take.name if take.name else ''}"]
    words[0] += f", {short_time(take.frames, song.rate)} from {short_time(take.start, song.rate)}"
    words += [f"{take.rating} star{'s' * (take.rating != 1)}"] if take.rating else []
    words += [take.colour] if take.colour else []
    plays = take.id in takes_playing(track)
    if missing:
        words += ["FILE MISSING, plays silence" if plays else "FILE MISSING"]
    words += ["plays"] if plays and not missing else []
    words += ["hidden"] if take.hidden else []
    words += [f"made of {len(take.recipe)} segments"] if take.recipe else []
    words += [*_certificate_words(take, song.rate), f"pass {take.pass_id}"]
    return ", ".join(words) + (f": {take.note}" if take.note else "")


def _certificate_words(take: Take, rate: int) -> list[str]:
    """Places are those in the song."""
    certificate = take.certificate
    if certificate is None:
        return ["no certificate"]
    gaps = [
        f"GAP at {short_time(take.start + gap.start, rate)} ({gap.frames or 'some'} frames, {gap.cause})"
        for gap in certificate.gaps
    ]
    overs = sum(certificate.overs)
    xruns = [take.start + at for at in certificate.xruns]
    words = [*(gaps or ["no gaps"]), *([xruns_at(xruns, rate)] if xruns else [])]
    words += [f"{overs} over{'s' * (overs > 1)}"] if overs else []
    words.append(f"peak {format_db(certificate.peak_db)} dB")
    if certificate.closed == FLATTENED:
        return words
    words.append(
        f"latency {certificate.latency_frames} frames ({'measured' if certificate.latency_measured else 'reported'})"
    )
    words += [f"played at {certificate.pace} %"] if certificate.pace != 100 else []
    return [*words, *([] if certificate.closed in {"stopped", "kept"} else [f"ended: {certificate.closed}"])]


def certificate_words(song: Song, track: TrackId, number: int, *, missing: bool = False) -> str:
    """The whole certificate of a take, `word: value unit` a line; first that its file is missing, if it is.

    Raises BadInputError when there is no such take.
    """
    found, take = find_take(song, track, number)
    facts = certificate_facts(take, song.rate)
    source = source_of(song, take.source)
    lost = [f"file: MISSING, {source.path if source else ''}"] if missing else []
    return "\n".join([f"certificate of {found.name} take {number}", *lost, *(fact.text for fact in facts)])


def find_take(song: Song, track: TrackId, number: int) -> tuple[Track, Take]:
    """The take of this number. Raises BadInputError."""
    found = track_of(song, track)
    assert found is not None
    take = next((take for take in found.takes if take.number == number), None)
    if take is None:
        there = ", ".join(str(take.number) for take in found.takes) or "none"
        raise BadInputError(f"{found.name} has no take {number}", hint=f"its takes are: {there}")
    return found, take


def told(studio: Studio, track: TrackId, number: int, text: str) -> Done:
    """The answer of an action on a take."""
    found, take = find_take(studio.song, track, number)
    return Done(take_data(studio.folder, studio.song, found, take), text)

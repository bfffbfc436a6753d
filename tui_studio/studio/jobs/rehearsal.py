"""What a rehearsal plays, rendered ahead in a worker process: each track's span slower, or in another key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tui_studio.engine.protocol import TrackSpec
from tui_studio.studio.jobs.desk import Desk


class TrackToStretch(msgspec.Struct, frozen=True):
    """A track, and by how much it is moved in pitch."""

    track: TrackSpec
    semitones: int


def stretch_tracks(
    desk: Desk,
    tracks: Sequence[TrackToStretch],
    *,
    cache: str,
    span: tuple[int, int],
    speed: float,
    rate: int,
) -> dict[int, str]:
    """By track number, the file in `cache` that has the span as it is to be heard. What is there already is not made again.

    Raises AudioFileError.
    """
    files: dict[int, str] = {}
    for done, one in enumerate(tracks):
        target = Path(cache) / f"rehearse-{_name(one, span, speed)}.wav"
        if not target.exists():
            _stretch(desk, one, target, span, speed, rate)
        files[one.track.track] = str(target)
        desk.progress((done + 1) / len(tracks))
    return files


def _stretch(  # noqa: PLR0917 - one call of stretch_tracks
    desk: Desk, one: TrackToStretch, target: Path, span: tuple[int, int], speed: float, rate: int
) -> None:
    from tui_studio.audio.stretch import stretch_file
    from tui_studio.engine.flatten import flatten

    target.parent.mkdir(exist_ok=True)
    flat = flatten(
        one.track,
        rate=rate,
        path=target.with_name(f"{target.stem}-flat.wav"),
        start=span[0],
        end=span[1],
        sample_format="float32",
        cancelled=desk.cancelled,
    )
    try:
        stretch_file(
            Path(flat.path), target, speed=speed, semitones=float(one.semitones), cancelled=desk.cancelled
        )
    finally:
        Path(flat.path).unlink(missing_ok=True)


def _name(one: TrackToStretch, span: tuple[int, int], speed: float) -> str:
    """The same for what sounds the same."""
    said = msgspec.json.encode((one.track.clips, one.track.channels, one.semitones, span, speed))
    return hashlib.blake2b(said, digest_size=12).hexdigest()

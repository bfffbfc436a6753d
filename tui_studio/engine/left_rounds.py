"""Rounds of a loop that were begun after the ledger of their pass was last written."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tui_studio.audio.wav_writer import song_frame_of
from tui_studio.engine.open_take import round_path
from tui_studio.engine.protocol import PassReport, TakeReport
from tui_studio.errors import AudioFileError


def with_left_rounds(report: PassReport) -> PassReport:
    """A ledger that nobody closed with the rounds whose files lie beside those it knows; of their sound nothing is known
    but where it begins. Reads headers of files.
    """
    if report.closed or not report.rounds:
        return report
    rounds = report.rounds
    while takes := _round_left(report.rounds[0], len(rounds) + 1):
        rounds = (*rounds, takes)
    return msgspec.structs.replace(report, rounds=rounds)


def _round_left(first: tuple[TakeReport, ...], number: int) -> tuple[TakeReport, ...]:
    """Its takes whose files are there, by those of the first round."""
    paths = [(take, round_path(Path(take.path), number)) for take in first]
    return tuple(_left(take, path) for take, path in paths if path.exists())


def _left(first: TakeReport, path: Path) -> TakeReport:
    try:
        start = song_frame_of(path)
    except AudioFileError:
        start = first.start  # the file is told of as one that cannot be read
    return TakeReport(
        track=first.track,
        path=str(path),
        start=start,
        frames=0,
        channels=first.channels,
        inputs=first.inputs,
        sample_format=first.sample_format,
        checksum="",
        pace=first.pace,
    )

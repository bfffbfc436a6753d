"""Rounds of a loop that were begun after the ledger of their pass was last written."""

from __future__ import annotations

from itertools import count
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
    left: list[tuple[TakeReport, ...]] = []
    for number in count(len(report.rounds) + 1):
        takes = tuple(
            _left(take, path)
            for take in report.rounds[0]
            if (path := round_path(Path(take.path), number)).exists()
        )
        if not takes:
            return msgspec.structs.replace(report, rounds=(*report.rounds, *left))
        left.append(takes)
    raise AssertionError("a folder has an end")


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

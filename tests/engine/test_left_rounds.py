"""Rounds that the ledger of a killed engine does not know."""

from pathlib import Path

import msgspec
import numpy as np

from tests.engine.test_ledger import report
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.engine.left_rounds import with_left_rounds


def make(path: Path, start: int) -> None:
    writer = TakeWriter(path, channels=2, rate=48_000, sample_format="pcm24", time_reference=start)
    writer.write(np.zeros((2, 100), np.float32))
    writer.close()


def test_the_rounds_beside_the_files_of_a_ledger_are_found_with_their_places(tmp_path):
    for number, start in (("", 480), ("-r2", 96_000), ("-r3", 96_000), ("-r5", 96_000)):
        make(tmp_path / f"kick{number}.wav", start)
    known = report(tmp_path / "kick.wav")
    found = with_left_rounds(known)
    assert found.rounds[0] == known.rounds[0]
    assert [(Path(take.path).name, take.start) for (take,) in found.rounds[1:]] == [
        ("kick-r2.wav", 96_000),
        ("kick-r3.wav", 96_000),
    ]
    take = found.rounds[1][0]
    assert (take.track, take.inputs, take.channels, take.gaps, take.checksum) == (3, (0, 1), 2, (), "")


def test_a_round_that_the_ledger_knows_is_not_found_again(tmp_path):
    for number in ("", "-r2"):
        make(tmp_path / f"kick{number}.wav", 0)
    once = with_left_rounds(report(tmp_path / "kick.wav"))
    assert with_left_rounds(once) == once


def test_a_ledger_that_was_closed_or_holds_nothing_is_what_it_is(tmp_path):
    make(tmp_path / "kick-r2.wav", 0)
    closed = report(tmp_path / "kick.wav", "stopped")
    empty = msgspec.structs.replace(closed, closed="", rounds=())
    assert [with_left_rounds(each) for each in (closed, empty)] == [closed, empty]


def test_a_file_that_is_no_sound_is_found_too(tmp_path):
    (tmp_path / "kick-r2.wav").write_bytes(b"RIFF")
    assert len(with_left_rounds(report(tmp_path / "kick.wav")).rounds) == 2

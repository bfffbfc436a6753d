"""What comes to the disk itself, what is told when it does not, and how many files are open meanwhile."""

import errno
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.engine.stepping import record_request
from tui_studio.engine import tending
from tui_studio.engine.ledger import read_ledger, write_ledger
from tui_studio.engine.open_pass import CHUNK, OpenPass
from tui_studio.engine.open_take import open_takes
from tui_studio.engine.protocol import DeviceInfo, GapReport
from tui_studio.engine.ring import CaptureRing
from tui_studio.engine.tending import UNCLOSED_ROUNDS, Tender

SCRATCH = np.zeros((8, CHUNK), np.float32)
DEVICE = DeviceInfo("card", "test", 8, 2, 48_000, 128)
ROUND = 1000


class Desk:
    """A pass that the test feeds, writes and tends in one thread."""

    def __init__(self, folder: Path, inputs=((0,),)):
        self.ring = CaptureRing(4, 100_000, 128)
        request = record_request(folder, list(inputs))
        self.ledger = Path(request.ledger)
        self.open = OpenPass(request, DEVICE, self.ring, open_takes(request.files, 48_000, 0, 1))
        write_ledger(self.ledger, self.open.report(""))
        self.failures: list = []
        self.gone: list = []
        self.tender = Tender(self.open, self)
        self.open.record_in(0, 0)

    def sync_failed(self, each, error):
        self.failures.append(error)
        each.disk_failed(error)

    def nearly_full(self, each, free):
        raise AssertionError

    def folder_gone(self, folder, error):
        self.gone.append(folder)

    def arrive(self, frames):
        for _ in range(frames // 100):
            self.ring.write_rt(np.full((4, 100), 0.25, np.float32), 100)
        self.open.write_available(SCRATCH)

    def wrap(self):
        """The loop goes round: all of this round has arrived."""
        self.open.record_out(self.ring.written, last=False)
        self.open.record_in(self.ring.written, 0)

    def close(self):
        self.open.record_out(self.ring.written, last=True)
        self.open.write_available(SCRATCH)
        assert self.open.finished
        return self.tender.close()


@pytest.fixture
def fails(monkeypatch):
    """Has the next pushing of data to the disk fail, once, with an error of this number."""

    def arm(number=errno.EIO):
        whole = os.fdatasync

        def failing(_descriptor):
            monkeypatch.setattr(os, "fdatasync", whole)
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fdatasync", failing)

    return arm


def test_a_failing_sync_ends_the_pass_with_a_gap_over_what_was_not_synced(tmp_path, fails):
    desk = Desk(tmp_path)
    desk.arrive(1000)
    desk.tender.tend()
    desk.arrive(500)
    fails()
    desk.tender.tend()
    assert [each.where for each in desk.failures] == [str(tmp_path / "track-1.wav")]
    report = desk.close()
    (take,) = report.rounds[0]
    assert (report.closed, take.frames) == ("disk failed", 1500)
    assert take.gaps == (GapReport(1000, 500, "disk"),)
    assert read_ledger(desk.ledger) == report


def test_a_failing_sync_at_the_end_is_told_and_leaves_the_checksum_of_what_was_written(tmp_path, fails):
    desk = Desk(tmp_path)
    desk.arrive(1000)
    fails()
    report = desk.close()
    (take,) = report.rounds[0]
    assert (report.closed, take.gaps) == ("disk failed", (GapReport(0, 1000, "disk"),))
    assert take.checksum == open_takes_checksum(tmp_path / "other.wav", 1000)
    assert desk.open.untold is not None
    assert not desk.open.untold[1]


def open_takes_checksum(path, frames):
    """Of a file with the same sound that came to the disk whole."""
    from tui_studio.audio.wav_writer import TakeWriter

    writer = TakeWriter(path, channels=1, rate=48_000, sample_format="pcm24")
    writer.write(np.full((1, frames), 0.25, np.float32))
    return writer.close()


def test_a_disk_that_cannot_sync_at_all_costs_no_take(tmp_path, fails):
    desk = Desk(tmp_path)
    desk.arrive(1000)
    fails(errno.EINVAL)
    desk.tender.tend()
    report = desk.close()
    assert (report.closed, report.rounds[0][0].gaps, desk.failures) == ("stopped", (), [])


def test_a_folder_that_moved_is_told_once_and_its_files_are_synced_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "audio").mkdir()
    desk = Desk(tmp_path / "audio")
    (tmp_path / "audio").rename(tmp_path / "elsewhere")
    synced, whole = [], os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda file: (synced.append(file), whole(file)))
    desk.arrive(1000)
    desk.tender.tend()
    desk.tender.tend()
    assert (desk.gone, len(synced), desk.failures) == ([tmp_path / "audio"], 2, [])
    report = desk.close()
    assert (report.closed, report.rounds[0][0].gaps) == ("disk failed", ())
    assert desk.open.untold[0].startswith("the file was moved")


def test_a_file_that_was_removed_is_all_gap(tmp_path):
    (tmp_path / "audio").mkdir()
    desk = Desk(tmp_path / "audio", [(0,), (1,)])
    desk.arrive(1000)
    shutil.rmtree(tmp_path / "audio")
    report = desk.close()
    assert report.closed == "disk failed"
    assert [take.gaps for take in report.rounds[0]] == [(GapReport(0, 1000, "disk"),)] * 2


def test_the_ledger_knows_a_round_before_anything_is_synced(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    desk.tender.tend()
    desk.arrive(ROUND)
    desk.wrap()
    known = []
    monkeypatch.setattr(os, "fdatasync", lambda _file: known.append(len(read_ledger(desk.ledger).rounds)))
    desk.tender.tend()
    assert known == [2, 2]
    desk.close()


def test_complete_rounds_are_closed_before_the_running_one_is_synced(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    desk.arrive(ROUND)
    desk.wrap()
    desk.arrive(ROUND)
    first, second = (part.takes[0] for part in desk.open.rounds)
    was_open = []
    monkeypatch.setattr(type(first), "sync", lambda take: was_open.append((take is second, first.is_open)))
    desk.tender.tend()
    assert was_open == [(True, False)]


def test_a_disk_slower_than_the_loop_leaves_few_files_open_and_all_are_synced_in_the_end(
    tmp_path, monkeypatch
):
    desk = Desk(tmp_path, [(0,), (1,), (2,)])
    most, synced, whole = [0], set(), os.fdatasync

    def slow(file):
        """Meanwhile a round is recorded."""
        whole(file)
        synced.add(os.fstat(file).st_ino)
        if len(desk.open.rounds) < 30:
            desk.arrive(ROUND)
            desk.wrap()
        takes = [take for part in desk.open.rounds for take in part.takes]
        most[0] = max(most[0], sum(take.is_open for take in takes))

    monkeypatch.setattr(os, "fdatasync", slow)
    monkeypatch.setattr(tending, "DEBT_SECONDS", 0.0)
    while len(desk.open.rounds) < 30:
        desk.tender.tend()
    assert most[0] <= (UNCLOSED_ROUNDS + 2) * 3
    desk.arrive(ROUND)
    report = desk.close()
    paths = [Path(take.path) for takes in report.rounds for take in takes]
    assert (report.closed, len(paths)) == ("stopped", 90)
    assert {path.stat().st_ino for path in paths} <= synced


def test_a_round_whose_files_cannot_be_made_leaves_the_one_before_it_whole(tmp_path):
    desk = Desk(tmp_path)
    desk.arrive(800)
    for _ in range(4):
        desk.ring.write_rt(np.full((4, 100), 0.25, np.float32), 100)
    (tmp_path / "track-1-r2.wav").touch()
    desk.open.record_out(ROUND, last=False)
    desk.open.record_in(ROUND, 0)
    assert desk.open.untold is not None
    assert desk.open.untold[1]
    desk.open.write_available(SCRATCH)
    assert desk.open.finished
    report = desk.tender.close()
    assert (report.closed, [take.frames for take in report.rounds[0]]) == ("disk failed", [ROUND])


def test_a_tail_that_the_disk_refuses_is_no_plain_stop(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    desk.arrive(800)
    desk.open.record_out(ROUND, last=True)
    os.close(desk.open.rounds[0].takes[0]._writer._file)
    desk.open.rounds[0].takes[0]._writer._file = os.open(os.devnull, os.O_RDONLY)
    desk.arrive(200)
    assert (desk.open.closed, desk.open.untold[1]) == ("disk failed", False)

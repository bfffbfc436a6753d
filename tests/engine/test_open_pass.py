"""Cutting the capture ring into takes: which frames, where, and what the certificate says."""

import datetime as dt
import errno
from pathlib import Path

import numpy as np
import pytest

from tests.engine.stepping import record_request
from tests.rig.ramps import inspect_ramp, ramp
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.engine.backends.base import AGO_SHIFT, EXACT
from tui_studio.engine.open_pass import CHUNK, OpenPass, check_distinct
from tui_studio.engine.open_take import open_takes, round_path
from tui_studio.engine.protocol import DeviceInfo, GapReport
from tui_studio.engine.ring import CaptureRing
from tui_studio.errors import AudioFileError

SCRATCH = np.zeros((8, CHUNK), np.float32)
DEVICE = DeviceInfo("card", "test", 8, 2, 48_000, 128)


class Desk:
    """A pass over a ring that the test fills."""

    def __init__(self, folder: Path, inputs, latency=0, capacity=100_000):
        self.ring = CaptureRing(4, capacity, 128)
        request = record_request(folder, inputs, latency=latency)
        self.open = OpenPass(request, DEVICE, self.ring, open_takes(request.files, 48_000, 0, 1))

    def arrive(self, frames):
        for at in range(self.ring.written, self.ring.written + frames, 128):
            size = min(128, self.ring.written + frames - at)
            self.ring.write_rt(np.stack([ramp(at, size, port) for port in range(4)]), size)
        return self

    def arrive_to(self, clock):
        while self.ring.written < clock:
            size = min(128, clock - self.ring.written)
            block = np.stack([ramp(self.ring.written, size, port) for port in range(4)])
            self.ring.write_rt(block, size)
        return self

    def write(self):
        self.open.write_available(SCRATCH)
        return self

    def close(self):
        for each in self.open.rounds:
            for take in each.takes:
                take.close()
        return self.open.report()


def test_takes_hold_the_frames_between_in_and_out_shifted_by_the_latency(tmp_path):
    desk = Desk(tmp_path, [(0,), (2,), (3,)], latency=300).arrive_to(1000)
    desk.open.record_in(1100, 48_000)
    for clock in (1200, 1399, 5000, 20_000, 30_000):
        desk.arrive_to(clock).write()
    desk.open.record_out(29_900, last=True)
    assert not desk.write().open.finished
    assert desk.arrive_to(30_200).write().open.finished
    report = desk.close()
    assert report.closed == "stopped"
    for take, port in zip(report.rounds[0], (0, 2, 3), strict=True):
        found = inspect_ramp(Path(take.path), port)
        assert (found.first, found.frames, found.breaks) == (1400, 28_800, ())
        assert (take.start, take.frames) == (48_000, 28_800)
        assert take.checksum.startswith("sha256:")


def test_a_pair_of_inputs_is_one_stereo_file(tmp_path):
    desk = Desk(tmp_path, [(3, 1)])
    desk.open.record_in(0, 0)
    desk.arrive_to(900).write().open.record_out(900, last=True)
    take = desk.write().close().rounds[0][0]
    assert [inspect_ramp(Path(take.path), port, side).first for side, port in enumerate((3, 1))] == [0, 0]
    assert take.channels == 2


def test_each_round_of_a_loop_has_its_own_files(tmp_path):
    desk = Desk(tmp_path, [(0,)])
    desk.open.record_in(0, 500)
    for round_ in (1, 2):
        desk.arrive_to(1000 * round_ + 10)
        desk.open.record_out(1000 * round_, last=False)
        desk.open.record_in(1000 * round_, 250)
    desk.arrive_to(2600)
    desk.open.record_out(2500, last=True)
    report = desk.write().close()
    starts = [(r[0].start, r[0].frames, Path(r[0].path).name) for r in report.rounds]
    assert starts == [(500, 1000, "track-1.wav"), (250, 1000, "track-1-r2.wav"), (250, 500, "track-1-r3.wav")]
    firsts = [inspect_ramp(Path(r[0].path), 0).first for r in report.rounds]
    assert firsts == [0, 1000, 2000]


def test_nothing_is_written_of_which_it_is_not_known_whether_it_belongs_to_the_round(tmp_path):
    desk = Desk(tmp_path, [(0,)], latency=300).arrive_to(1000)
    desk.open.heard = 1000
    desk.open.record_in(1000, 0)
    desk.arrive_to(20_000)
    for clock, frames in ((5000, 4000), (9000, 8000), (9000, 8000)):
        desk.open.heard = clock
        desk.write()
        assert desk.open.rounds[0].takes[0].frames == frames
    desk.open.record_out(11_000, last=True)
    assert desk.write().close().rounds[0][0].frames == 10_000


def test_an_xrun_is_a_gap_at_its_frame(tmp_path):
    desk = Desk(tmp_path, [(0,), (1,)], latency=50)
    desk.open.note_xrun(10, 64, 3)
    desk.open.record_in(100, 0)
    desk.open.note_xrun(150, 64, 3)
    desk.open.note_xrun(778, 64, 3 | 128 << AGO_SHIFT)
    desk.open.record_out(1000, last=True)
    desk.open.note_xrun(1050, 64, 3)
    report = desk.arrive_to(1100).write().close()
    assert [take.gaps for take in report.rounds[0]] == [(GapReport(500, 64, "xrun"),)] * 2


def test_after_an_xrun_the_pass_waits_until_a_loss_would_be_known(tmp_path):
    desk = Desk(tmp_path, [(0,)])
    desk.open.record_in(0, 0)
    desk.arrive_to(5000).open.note_xrun(4900, 0, 2)
    desk.open.record_out(5000, last=True)
    assert not desk.write().open.finished
    desk.arrive_to(17_000).open.note_xrun(17_000, 256, 3 | 12_100 << AGO_SHIFT)
    desk.arrive_to(42_000).write()
    assert desk.open.finished
    (take,) = desk.close().rounds[0]
    assert (take.gaps, take.xruns) == ((GapReport(4900, 256, "xrun"),), ())


def test_an_xrun_that_cost_nothing_is_told_with_its_place_once_a_second(tmp_path):
    desk = Desk(tmp_path, [(0,), (1,)], capacity=500_000)
    desk.open.note_xrun(10, 0, 2 | EXACT)
    desk.open.record_in(1000, 0)
    for clock in (1500, 1600, 49_499, 49_500, 200_000):
        desk.open.note_xrun(clock, 0, 2 | EXACT)
    desk.open.note_xrun(230_000, 128, 3 | EXACT)
    for clock in (230_128, 278_200, 299_999):
        desk.open.note_xrun(clock, 0, 2 | EXACT)
    desk.open.record_out(300_000, last=True)
    desk.open.note_xrun(400_000, 0, 2 | EXACT)
    report = desk.arrive_to(300_000).write().close()
    assert [take.xruns for take in report.rounds[0]] == [(500, 48_500, 277_200)] * 2
    assert [take.gaps for take in report.rounds[0]] == [(GapReport(229_000, 128, "xrun"),)] * 2


def test_after_an_xrun_that_is_known_exactly_the_pass_waits_for_nothing(tmp_path):
    desk = Desk(tmp_path, [(0,)])
    desk.open.record_in(0, 0)
    desk.arrive_to(5000).open.note_xrun(4900, 64, 3 | EXACT)
    desk.open.record_out(5000, last=True)
    assert desk.write().open.finished
    assert desk.close().rounds[0][0].gaps == (GapReport(4900, 64, "xrun"),)


def test_xruns_that_come_after_the_pass_do_not_keep_it_open(tmp_path):
    desk = Desk(tmp_path, [(0,)])
    desk.open.record_in(0, 0)
    desk.arrive_to(5000).open.note_xrun(4900, 0, 2)
    desk.open.record_out(5000, last=True)
    for clock in range(6000, 30_000, 1000):
        desk.arrive_to(clock).write().open.note_xrun(clock, 64, 3)
    assert desk.open.finished
    assert desk.close().rounds[0][0].gaps == ()


def test_a_stall_longer_than_the_ring_is_silence_and_a_gap(tmp_path):
    desk = Desk(tmp_path, [(0,)], capacity=16_384)
    desk.open.record_in(0, 0)
    desk.arrive_to(1000).write().arrive_to(60_000).write()
    desk.open.record_out(60_000, last=True)
    take = desk.write().close().rounds[0][0]
    (gap,) = take.gaps
    assert take.frames == 60_000
    assert (gap.start, gap.cause) == (1000, "stall")
    assert 42_000 <= gap.frames <= 43_500
    found = inspect_ramp(Path(take.path), 0)
    assert found.first == 0
    assert gap.frames == desk.open.dropped


def test_a_drop_has_its_place_in_the_song_until_it_is_told(tmp_path):
    desk = Desk(tmp_path, [(0,)], capacity=16_384)
    desk.open.record_in(0, 48_000)
    desk.arrive_to(1000).write().arrive_to(60_000).write()
    assert desk.open.drop == (desk.open.dropped, 49_000)
    desk.open.drop = None
    desk.arrive_to(61_000).write()
    assert desk.open.drop is None


def test_a_take_began_when_its_first_frame_came_in(tmp_path):
    desk = Desk(tmp_path, [(0,)], latency=48_000)
    for _ in range(60):
        desk.ring.write_rt(np.zeros((4, 48_000), np.float32), 48_000)
    now = dt.datetime.now(dt.UTC)
    desk.open.record_in(19 * 48_000, 0)
    desk.open.record_in(49 * 48_000, 0)
    desk.open.record_in(89 * 48_000, 0)
    began = [dt.datetime.fromisoformat(part.takes[0].started_at) for part in desk.open.rounds]
    assert [(now - each).total_seconds() for each in began] == pytest.approx([40, 10, -30], abs=2)
    assert desk.open.report().started_at == began[0].isoformat(timespec="seconds")
    desk.close()


def test_gaps_are_told_in_order_however_they_became_known(tmp_path):
    desk = Desk(tmp_path, [(0,)], capacity=500_000)
    desk.open.record_in(0, 0)
    (take,) = desk.open.rounds[0].takes
    take.note_gap(200_000, 64, "stall")
    take.note_gap(100_000, 32, "xrun")
    take.note_xrun(20_000)
    take.note_xrun(99_000)
    desk.arrive_to(300_000).open.record_out(300_000, last=True)
    report = desk.write().close().rounds[0][0]
    assert [gap.start for gap in report.gaps] == [100_000, 200_000]
    assert report.xruns == (20_000,)


def test_overs_and_peak_are_counted_with_the_first_position(tmp_path):
    desk = Desk(tmp_path, [(0,)])
    block = np.zeros((4, 128), np.float32)
    block[0, 10:13] = 1.0
    block[0, 50] = -1.2
    desk.ring.write_rt(block, 128)
    desk.open.record_in(0, 0)
    desk.open.record_out(128, last=True)
    take = desk.write().close().rounds[0][0]
    assert (take.overs, take.first_over, take.peak) == ((2,), 10, pytest.approx(1.2))


def test_a_lost_device_ends_the_takes_with_what_arrived(tmp_path):
    desk = Desk(tmp_path, [(0,), (1,)], latency=100)
    desk.open.record_in(0, 0)
    desk.arrive_to(5000).open.device_gone()
    report = desk.write().close()
    assert desk.open.finished
    assert report.closed == "device lost"
    assert [take.frames for take in report.rounds[0]] == [4900, 4900]


def test_a_device_lost_while_the_tail_is_awaited_is_a_plain_stop(tmp_path):
    desk = Desk(tmp_path, [(0,)], latency=1000)
    desk.open.record_in(0, 0)
    desk.arrive_to(3000).open.record_out(2900, last=True)
    desk.open.device_gone()
    report = desk.write().close()
    assert report.closed == "stopped"
    assert report.rounds[0][0].frames == 2000


def test_a_pass_stopped_before_its_punch_has_no_takes(tmp_path):
    desk = Desk(tmp_path, [(0,)])
    desk.arrive_to(100).open.record_out(100, last=True)
    assert desk.write().open.finished
    assert desk.open.report().rounds == ()


@pytest.mark.parametrize(("number", "closed"), [(errno.ENOSPC, "disk full"), (errno.EIO, "disk failed")])
def test_a_failing_write_ends_all_files_and_says_why(tmp_path, monkeypatch, number, closed):
    desk = Desk(tmp_path, [(0,), (1,), (2,)])
    desk.open.record_in(0, 0)
    desk.arrive_to(1000).write()
    whole = TakeWriter.write

    def failing(writer, block):
        if writer.path.name == "track-2.wav":
            raise AudioFileError("no", where=str(writer.path)) from OSError(number, "no")
        whole(writer, block)

    monkeypatch.setattr(TakeWriter, "write", failing)
    desk.arrive_to(30_000).write()
    report = desk.close()
    assert desk.open.finished
    assert report.closed == closed
    assert report.rounds[0][1].frames == 1000
    assert all(take.frames - 1000 <= CHUNK for take in report.rounds[0])
    assert "track-2" in desk.open.failure.where


def test_files_of_a_round_are_all_made_or_none(tmp_path):
    request = record_request(tmp_path, [(0,), (1,), (2,)])
    (tmp_path / "track-3.wav").write_bytes(b"someone's")
    with pytest.raises(AudioFileError) as caught:
        open_takes(request.files, 48_000, 0, 1)
    assert "track-3.wav" in caught.value.where
    assert [path.name for path in tmp_path.iterdir()] == ["track-3.wav"]
    assert (tmp_path / "track-3.wav").read_bytes() == b"someone's"


def test_two_tracks_in_one_file_are_refused(tmp_path):
    request = record_request(tmp_path, [(0,)])
    twice = type(request)(7, request.files * 2, request.ledger, 0, False)
    with pytest.raises(AudioFileError):
        check_distinct(twice)


def test_names_of_rounds():
    assert round_path(Path("a/kick-p3-t4.wav"), 1) == Path("a/kick-p3-t4.wav")
    assert round_path(Path("a/kick-p3-t4.wav"), 12) == Path("a/kick-p3-t4-r12.wav")

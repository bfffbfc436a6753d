"""Recording through the callback and the capture threads: exact frames, whole files, true ledgers."""

import datetime as dt
import threading
import time
from pathlib import Path

import msgspec
import pytest

from tests.engine.stepping import RATE, Stepped, record_request, span, track
from tests.rig.ramps import inspect_ramp
from tests.rig.readers import frames_by_all
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.engine import tending
from tui_studio.engine.keep import keep
from tui_studio.engine.ledger import has_writer, read_ledger
from tui_studio.engine.protocol import EngineSpec, GapReport, Keep, PassReport
from tui_studio.engine.rt.contract import Announcement, Command
from tui_studio.errors import AudioFileError, EngineError, NotNowError


@pytest.fixture
def stepped():
    made = []

    def start(spec=None, **options):
        made.append(Stepped(spec or EngineSpec(1, (track(1, inputs=(0,), armed=True),)), **options))
        return made[-1]

    yield start
    for each in made:
        each.close()


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.005)


def record(rig, request, frames, *, start=0):
    rig.capture.open(request, rig.rig.info, rig.rig.capture, start)
    rig.command(Command.RECORD, request.pass_id)
    rig.run(frames)


def finish(rig) -> PassReport:
    rig.command(Command.STOP)
    rig.run(4096)
    until(lambda: rig.listener.closed)
    return rig.listener.closed[-1][0]


def first_clock(rig):
    return next(row[1] for row in rig.rows if row[0] == Announcement.RECORD_IN)


@pytest.mark.parametrize("block", [64, 100, 1024])
def test_a_pass_holds_every_frame_once_and_all_tracks_start_together(stepped, tmp_path, block):
    rig = stepped(block=block)
    rig.run(1000)
    record(rig, record_request(tmp_path, [(each,) for each in range(8)], latency=137), 50_000)
    report = finish(rig)
    begun = first_clock(rig)
    for port, take in enumerate(report.rounds[0]):
        found = inspect_ramp(Path(take.path), port)
        assert (found.first, found.breaks) == (begun + 137, ())
        assert found.frames == take.frames >= 50_000
        assert set(frames_by_all(Path(take.path)).values()) == {take.frames}
    assert report.closed == "stopped"
    assert read_ledger(tmp_path / "pass-7.ledger") == report


def test_the_punch_decides_what_is_kept_to_the_frame(stepped, tmp_path):
    rig = stepped(EngineSpec(1, (track(1, inputs=(0,), armed=True),), punch=span(10_001, 20_003)))
    record(rig, record_request(tmp_path, [(0,)], latency=64), 30_000, start=10_001)
    (take,) = finish(rig).rounds[0]
    assert (take.start, take.frames) == (10_001, 10_002)
    rolled = next(row for row in rig.rows if row[0] == Announcement.ROLLED)
    assert inspect_ramp(Path(take.path), 0).first == rolled[1] + 10_001 - rolled[2] + 64


def test_a_loop_records_a_file_per_round(stepped, tmp_path):
    rig = stepped(EngineSpec(1, (track(1, inputs=(0,), armed=True),), loop=span(0, 9000)))
    record(rig, record_request(tmp_path, [(0,), (1,)], latency=10), 20_000)
    report = finish(rig)
    assert [[take.frames for take in takes] for takes in report.rounds[:2]] == [[9000, 9000]] * 2
    assert [takes[0].start for takes in report.rounds] == [0, 0, 0]
    begun = first_clock(rig) + 10
    for number, takes in enumerate(report.rounds):
        assert [inspect_ramp(Path(t.path), p).first for p, t in enumerate(takes)] == [
            begun + 9000 * number
        ] * 2


def test_progress_tells_which_round_of_the_loop_it_is_of(stepped, tmp_path):
    rig = stepped(EngineSpec(1, (track(1, inputs=(0,), armed=True),), loop=span(0, 9000)))
    record(rig, record_request(tmp_path, [(0,)]), 20_000)
    until(lambda: any(each.round == 3 for each in rig.listener.progress))
    assert rig.listener.progress[-1].start == 0
    finish(rig)


def test_the_ledger_is_true_while_recording(stepped, tmp_path):
    rig = stepped()
    record(rig, record_request(tmp_path, [(0,)]), RATE)

    def told():
        report = read_ledger(tmp_path / "pass-7.ledger")
        return report.rounds[0][0].frames >= RATE // 2 and report

    until(told, 5)
    report = told()
    assert report.closed == ""
    assert report.rounds[0][0].start == 0
    assert finish(rig).closed == "stopped"


def test_a_pass_has_a_writer_until_its_files_are_whole(stepped, tmp_path):
    rig = stepped()
    record(rig, record_request(tmp_path, [(0,)]), 1000)
    assert has_writer(tmp_path / "pass-7.ledger")
    finish(rig)
    assert not has_writer(tmp_path / "pass-7.ledger")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pass-7.ledger", "track-1.wav"]


def test_progress_tells_the_waveform_in_order(stepped, tmp_path):
    rig = stepped()
    record(rig, record_request(tmp_path, [(0,), (1,)]), RATE)
    until(lambda: sum(len(each.peaks[1]) // 2 for each in rig.listener.progress) >= 80)
    at = 0
    for each in rig.listener.progress:
        assert each.first_hop == at
        assert len(each.peaks[1]) == len(each.peaks[2])
        at += len(each.peaks[1]) // 2
    finish(rig)


def test_a_sync_that_stalls_stops_no_write_and_is_told(stepped, tmp_path, monkeypatch):
    stalled, go_on = threading.Event(), threading.Event()
    whole = TakeWriter.sync

    def stalling(writer):
        stalled.set()
        go_on.wait(20)
        whole(writer)

    rig = stepped()
    monkeypatch.setattr(TakeWriter, "sync", stalling)
    record(rig, record_request(tmp_path, [(0,)]), 10_000)
    assert stalled.wait(10)
    began = time.monotonic()
    rig.run(40_000)
    until(lambda: frames_by_all(tmp_path / "track-1.wav")["wave"] >= 50_000 - 1000)
    until(lambda: time.monotonic() - began > 0.1)
    go_on.set()
    report = finish(rig)
    assert report.longest_stall_ms >= 100
    assert inspect_ramp(tmp_path / "track-1.wav", 0).breaks == ()


def test_a_disk_that_fills_up_closes_the_pass_whole(stepped, tmp_path, monkeypatch):
    rig = stepped()
    record(rig, record_request(tmp_path, [(each,) for each in range(4)]), 20_000)
    monkeypatch.setattr(tending, "free_bytes", lambda _folder: 1_000_000)
    until(lambda: rig.listener.closed)
    report = rig.listener.closed[0][0]
    assert report.closed == "disk full"
    assert rig.listener.failed[0][0] == "disk full"
    assert len({take.frames for take in report.rounds[0]}) == 1
    assert all(set(frames_by_all(Path(take.path)).values()) == {take.frames} for take in report.rounds[0])


def test_a_round_whose_files_cannot_be_made_is_told_and_ends_the_pass(stepped, tmp_path):
    (tmp_path / "track-1-r2.wav").touch()
    rig = stepped(EngineSpec(1, (track(1, inputs=(0,), armed=True),), loop=span(0, 9000)))
    record(rig, record_request(tmp_path, [(0,)], latency=500), 20_000)
    until(lambda: rig.listener.closed)
    report = rig.listener.closed[0][0]
    assert (report.closed, [take.frames for take in report.rounds[0]]) == ("disk failed", [9000])
    assert [reason for reason, _ in rig.listener.failed] == ["disk failed"]


def test_a_sync_that_fails_ends_the_pass_and_is_told(stepped, tmp_path, monkeypatch):
    def failing(writer):
        monkeypatch.undo()
        raise AudioFileError("cannot write the file (Input/output error)", where=str(writer.path))

    rig = stepped()
    monkeypatch.setattr(TakeWriter, "sync", failing)
    record(rig, record_request(tmp_path, [(0,)]), 10_000)
    until(lambda: rig.listener.closed)
    report = rig.listener.closed[0][0]
    assert (report.closed, [gap.cause for gap in report.rounds[0][0].gaps]) == ("disk failed", ["disk"])
    assert [reason for reason, _ in rig.listener.failed] == ["disk failed"]


def test_what_fails_at_the_end_is_told_without_stopping_what_rolls_by_then(stepped, tmp_path):
    rig = stepped()
    record(rig, record_request(tmp_path, [(0,)]), 10_000)
    until(lambda: rig.listener.progress and rig.listener.progress[-1].frames)
    (tmp_path / "track-1.wav").unlink()
    report = finish(rig)
    assert (report.closed, [reason for reason, _ in rig.listener.failed]) == ("disk failed", ["flawed"])


def test_a_pass_whose_files_cannot_be_made_leaves_nothing_behind(stepped, tmp_path):
    rig = stepped()
    (tmp_path / "track-2.wav").touch()
    with pytest.raises(AudioFileError) as caught:
        rig.capture.open(record_request(tmp_path, [(0,), (1,)]), rig.rig.info, rig.rig.capture, 0)
    assert "track-2.wav" in caught.value.where
    assert [path.name for path in tmp_path.iterdir()] == ["track-2.wav"]
    assert not rig.capture.busy


def test_a_pass_whose_ledger_cannot_be_written_leaves_nothing_behind(stepped, tmp_path):
    rig = stepped()
    request = record_request(tmp_path, [(0,)])
    nowhere = msgspec.structs.replace(request, ledger=str(tmp_path / "none" / "pass-7.ledger"))
    with pytest.raises(EngineError):
        rig.capture.open(nowhere, rig.rig.info, rig.rig.capture, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_lost_device_keeps_what_arrived(stepped, tmp_path):
    rig = stepped()
    record(rig, record_request(tmp_path, [(0,), (1,)]), 30_000)
    rig.rig.close()
    rig.capture.device_gone()
    until(lambda: rig.listener.closed)
    report = rig.listener.closed[0][0]
    assert report.closed == "device lost"
    assert [take.frames for take in report.rounds[0]] == [rig.rig.capture.written - first_clock(rig)] * 2


def test_a_second_pass_may_begin_while_the_first_is_being_closed(stepped, tmp_path):
    rig = stepped()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    record(rig, record_request(tmp_path / "a", [(0,)], latency=3000), 5000)
    rig.command(Command.PUNCH_OUT)
    rig.run(256)
    record(rig, record_request(tmp_path / "b", [(0,)], latency=3000, pass_id=8), 9000)
    rig.command(Command.STOP)
    rig.run(8192)
    until(lambda: len(rig.listener.closed) == 2)
    ins = [row[1] for row in rig.rows if row[0] == Announcement.RECORD_IN]
    found = [inspect_ramp(tmp_path / name / "track-1.wav", 0) for name in "ab"]
    assert [each.first for each in found] == [clock + 3000 for clock in ins]
    assert all(each.breaks == () for each in found)


def kept(rig, folder, seconds, **more):
    files = record_request(folder, [(0,), (1,)]).files
    request = Keep(9, files, str(folder / "pass-9.ledger"), seconds, more.pop("latency", 0), False, **more)
    playhead = rig.shared.motion()[1]
    return keep(
        request,
        rig.rig.info,
        rig.rig.capture,
        rig.motion.spans(),
        rig.xruns,
        taken=rig.capture.taken,
        playhead=playhead,
    )


def test_keep_puts_what_was_played_where_it_was_played(stepped, tmp_path):
    rig = stepped()
    rig.command(Command.LOCATE, 96_000)
    rig.run(2048)
    rig.command(Command.ROLL)
    rig.run(3 * RATE)
    rolled = next(row for row in rig.rows if row[0] == Announcement.ROLLED)
    report = kept(rig, tmp_path, 2.0, latency=100)
    (take, other) = report.rounds[0]
    found = inspect_ramp(Path(take.path), 0)
    assert (take.frames, found.breaks) == (2 * RATE, ())
    assert take.start == 96_000 + found.first - rolled[1] - 100
    assert inspect_ramp(Path(other.path), 1).first == found.first
    assert (report.closed, report.latency) == ("kept", 100)
    assert read_ledger(tmp_path / "pass-9.ledger") == report


def test_keep_leaves_out_what_takes_have_already(stepped, tmp_path):
    rig = stepped()
    for name in ("recorded", "kept", "again"):
        (tmp_path / name).mkdir()
    record(rig, record_request(tmp_path / "recorded", [(0,)], latency=3000), 2 * RATE)
    rig.command(Command.STOP)
    rig.run(3 * RATE)
    until(lambda: rig.listener.closed)
    ((recorded,),) = rig.listener.closed[0][0].rounds
    have = ((recorded.track, 7),)
    report = kept(rig, tmp_path / "kept", 60.0, latency=3000, have=have)
    (alone,), (both,) = report.rounds[0], report.rounds[1]
    assert (alone.track, both.track) == (recorded.track, recorded.track + 1)
    assert alone.start == recorded.start + recorded.frames
    first = inspect_ramp(Path(recorded.path), 0)
    assert inspect_ramp(Path(alone.path), 0).first == first.first + recorded.frames
    assert both.start == recorded.start
    assert alone.start + alone.frames == both.start + both.frames
    with pytest.raises(NotNowError, match="in takes already"):
        kept(rig, tmp_path / "again", 60.0, latency=3000, have=(*have, (1, 9), (2, 9)))
    assert not list((tmp_path / "again").iterdir())
    assert len(kept(rig, tmp_path / "again", 60.0, latency=3000).rounds) == 1  # those takes were undone


def test_keep_while_stopped_ends_at_the_playhead_and_never_gives_more_than_there_is(stepped, tmp_path):
    rig = stepped()
    rig.command(Command.LOCATE, 500_000)
    rig.run(RATE)
    (take, _) = kept(rig, tmp_path, 60.0).rounds[0]
    assert take.frames == rig.rig.capture.written
    assert take.start + take.frames == 500_000


def test_keep_makes_all_files_or_none(stepped, tmp_path):
    rig = stepped()
    rig.run(RATE)
    (tmp_path / "track-2.wav").touch()
    with pytest.raises(AudioFileError):
        kept(rig, tmp_path, 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["track-2.wav"]


def test_keep_tells_what_was_lost_within_the_take_and_nothing_else(stepped, tmp_path):
    rig = stepped()
    rig.run(RATE)
    rig.process(lost=640)
    rig.run(2 * RATE)
    lost_at = rig.process(lost=320)
    rig.run(RATE // 2)
    report = kept(rig, tmp_path, 1.0)
    begun = rig.rig.capture.written - RATE
    assert [take.gaps for take in report.rounds[0]] == [(GapReport(lost_at - begun, 320, "xrun"),)] * 2
    assert read_ledger(tmp_path / "pass-9.ledger") == report


def test_keep_tells_xruns_that_cost_nothing(stepped, tmp_path):
    rig = stepped()
    rig.run(3 * RATE)
    end = rig.rig.capture.written
    for before in (2.5, 1.5, 0.25):
        rig.xruns.note(end - int(before * RATE), 0, 2)
    rig.xruns.heard_until(end + RATE)
    (take, _) = kept(rig, tmp_path, 2.0).rounds[0]
    assert (take.gaps, take.xruns) == ((), (RATE // 2, 2 * RATE - RATE // 4))


def test_kept_takes_began_when_they_were_played(stepped, tmp_path):
    rig = stepped()
    for _ in range(2):
        rig.command(Command.ROLL)
        rig.run(9 * RATE)
        rig.command(Command.STOP)
        rig.run(RATE)
    now = dt.datetime.now(dt.UTC)
    report = kept(rig, tmp_path, 60.0)
    began = [dt.datetime.fromisoformat(takes[0].started_at) for takes in report.rounds]
    ago = [(now - each).total_seconds() for each in began]
    assert ago == pytest.approx([20, 10], abs=2)
    assert report.started_at == report.rounds[0][0].started_at


def test_keep_without_room_is_refused_before_anything_is_made_and_can_be_done_later(stepped, tmp_path):
    rig = stepped()
    rig.run(2 * RATE)
    with pytest.raises(EngineError) as caught:
        kept(rig, tmp_path, 1.0, reserve_bytes=1 << 60)
    assert caught.value.message.startswith("the last 1 s need less than 1 MB, and there is room for")
    assert (caught.value.where, bool(caught.value.hint)) == (str(tmp_path), True)
    assert list(tmp_path.iterdir()) == []
    assert kept(rig, tmp_path, 1.0).rounds[0][0].frames == RATE


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_behind_and_it_can_be_kept_later(
    stepped, tmp_path, monkeypatch
):
    def full(writer, _block):
        raise AudioFileError("the disk is full", where=str(writer.path))

    rig = stepped()
    rig.run(2 * RATE)
    with monkeypatch.context() as patched:
        patched.setattr(TakeWriter, "write", full)
        with pytest.raises(AudioFileError):
            kept(rig, tmp_path, 1.0)
    assert list(tmp_path.iterdir()) == []
    assert kept(rig, tmp_path, 1.0).rounds[0][0].frames == RATE


def test_a_keep_that_is_killed_leaves_what_it_has_to_be_salvaged(stepped, tmp_path, monkeypatch):
    left = []
    whole = TakeWriter.write

    def looking(writer, block):
        left.append(read_ledger(tmp_path / "pass-9.ledger"))
        assert has_writer(tmp_path / "pass-9.ledger")
        whole(writer, block)

    rig = stepped()
    rig.run(RATE)
    monkeypatch.setattr(TakeWriter, "write", looking)
    report = kept(rig, tmp_path, 1.0)
    assert not has_writer(tmp_path / "pass-9.ledger")
    assert left[0].closed == ""
    assert [take.path for take in left[0].rounds[0]] == [take.path for take in report.rounds[0]]
    assert left[0].rounds[0][0].start == report.rounds[0][0].start


def test_keep_with_nothing_captured_says_so(stepped, tmp_path):
    with pytest.raises(EngineError):
        kept(stepped(), tmp_path, 1.0)
    assert list(tmp_path.iterdir()) == []

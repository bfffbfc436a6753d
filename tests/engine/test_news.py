"""What is told of recordings, and told again until the studio has them."""

from pathlib import Path

import pytest

from tui_studio.engine.ledger import write_ledger
from tui_studio.engine.news import News, Recorded
from tui_studio.engine.protocol import MEMO_PASS, MemoClosed, PassClosed, PassReport, TakeReport, Trouble
from tui_studio.engine.shared import Head, Shared


def report_of(path: Path | None, pass_id: int = 4) -> PassReport:
    takes = () if path is None else (TakeReport(1, str(path), 0, 10, 1, (0,), "pcm24", "", ()),)
    rounds = (takes,) if takes else ()
    started = "2026-01-01T00:00:00+00:00"
    return PassReport(pass_id, rounds, "stopped", "card", "ALSA", 48_000, 128, 0, False, started, 0.0)


@pytest.fixture
def told():
    return []


@pytest.fixture
def later():
    return []


@pytest.fixture
def shared():
    return Shared.private()


@pytest.fixture
def recorded(told, later, shared):
    return Recorded(News(told.append, shared), shared, later.append, lambda: told.append("stop"))


def closed_at(path: Path, pass_id: int = 4) -> tuple[PassReport, Path]:
    report = report_of(path, pass_id)
    ledger = path.with_suffix(".ledger")
    write_ledger(ledger, report)
    return report, ledger


def test_a_pass_is_told_by_the_command_thread_and_again_until_it_is_taken_in(recorded, told, later, tmp_path):
    report, ledger = closed_at(tmp_path / "kick.wav")
    recorded.pass_closed(report, ledger)
    assert told == []
    later.pop()()
    assert told == recorded.again() == [PassClosed(report)]
    assert list(recorded.passes) == [4]
    recorded.forget(4)
    recorded.forget(4)
    assert recorded.again() == []
    assert not ledger.exists()


def test_a_memo_is_known_by_its_file(recorded, told, later, tmp_path):
    report, ledger = closed_at(tmp_path / "memo.wav", MEMO_PASS)
    recorded.memo_closed(report, ledger)
    later.pop()()
    assert told == recorded.again() == [MemoClosed(report)]
    recorded.forget_memo(str(tmp_path / "other.wav"))
    assert ledger.exists()
    recorded.forget_memo(str(tmp_path / "memo.wav"))
    assert recorded.again() == []
    assert not ledger.exists()


def test_a_memo_without_sound_leaves_no_ledger(recorded, later, tmp_path):
    _, ledger = closed_at(tmp_path / "memo.wav", MEMO_PASS)
    recorded.memo_closed(report_of(None, MEMO_PASS), ledger)
    later.pop()()
    assert recorded.again() == []
    assert not ledger.exists()


def test_a_full_disk_is_told_before_the_transport_stops(recorded, told, later):
    recorded.pass_failed("disk full", "the disk is full")
    assert [type(each) for each in told] == [Trouble]
    later.pop()()
    assert told[-1] == "stop"


def test_a_flaw_of_a_pass_that_is_over_stops_nothing(recorded, told, later):
    recorded.pass_flawed("cannot write the file")
    recorded.folder_gone(Path("Song/audio"), "No such file or directory")
    assert [each.kind for each in told] == ["disk failed", "folder gone"]
    assert "Song/audio" in told[1].text
    assert later == []


def test_lost_frames_are_counted_and_told(recorded, told, shared):
    recorded.frames_dropped(300, 48_000)
    recorded.frames_dropped(41, 96_000)
    assert [shared.head[field] for field in (Head.DROPPED, Head.LAST_DROP_POSITION)] == [341, 96_000]
    assert [(each.frames, each.position) for each in told] == [(300, 48_000), (41, 96_000)]
    assert "41 frames of the take are missing" in told[-1].text


def test_what_a_memo_lost_is_told_at_the_playhead(recorded, told, shared):
    shared.head[Head.POSITION] = 7_000
    recorded.frames_dropped(9, None)
    assert told[0].position == shared.head[Head.LAST_DROP_POSITION] == 7_000
    assert "9 frames of the memo are missing" in told[0].text

"""The ledger of a pass."""

import errno
import fcntl
import resource
import subprocess
import sys

import pytest

from tui_studio.engine.ledger import (
    WriterLock,
    find_ledgers,
    has_writer,
    read_ledger,
    remove_ledger,
    write_ledger,
)
from tui_studio.engine.protocol import GapReport, PassReport, TakeReport
from tui_studio.errors import EngineError


def report(path, closed=""):
    take = TakeReport(
        track=3,
        path=str(path),
        start=480,
        frames=1000,
        channels=2,
        inputs=(0, 1),
        sample_format="pcm24",
        checksum="",
        gaps=(GapReport(10, 0, "xrun"),),
    )
    return PassReport(
        4, ((take,),), closed, "card", "ALSA", 48_000, 128, 300, True, "2026-01-01T00:00:00+00:00", 3.5
    )


def test_what_was_written_is_read(tmp_path):
    ledger, audio = tmp_path / "pass-4.ledger", tmp_path / "kick.wav"
    audio.touch()
    write_ledger(ledger, report(audio))
    write_ledger(ledger, report(audio, "stopped"))
    assert read_ledger(ledger) == report(audio, "stopped")
    assert find_ledgers(tmp_path) == [ledger]
    remove_ledger(ledger)
    remove_ledger(ledger)
    assert find_ledgers(tmp_path) == []


def test_a_ledger_that_finds_no_room_leaves_the_old_one(tmp_path):
    ledger, audio = tmp_path / "pass-4.ledger", tmp_path / "kick.wav"
    audio.touch()
    write_ledger(ledger, report(audio))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        with pytest.raises(OSError, match="large"):
            write_ledger(ledger, report(audio, "stopped"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert read_ledger(ledger) == report(audio)
    assert [path.name for path in tmp_path.iterdir() if "ledger" in path.name] == ["pass-4.ledger"]


def test_a_song_folder_that_moved_still_finds_its_files(tmp_path):
    ledger, audio = tmp_path / "pass-4.ledger", tmp_path / "kick.wav"
    audio.touch()
    write_ledger(ledger, report("/gone/song/audio/kick.wav"))
    assert read_ledger(ledger).rounds[0][0].path == str(audio)


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"pass_id": "four"}', b"\xff\x00", b'{"device": "\xff"}', b'{"pass_id": 4}']
)
def test_what_is_no_ledger_is_refused_by_name(tmp_path, content):
    ledger = tmp_path / "pass-4.ledger"
    ledger.write_bytes(content)
    with pytest.raises(EngineError) as caught:
        read_ledger(ledger)
    assert "pass-4.ledger" in caught.value.where


def test_a_missing_ledger_is_refused(tmp_path):
    with pytest.raises(EngineError):
        read_ledger(tmp_path / "pass-9.ledger")


def test_every_cut_of_a_ledger_is_refused_or_whole(tmp_path):
    ledger = tmp_path / "pass-4.ledger"
    write_ledger(ledger, report(tmp_path / "kick.wav"))
    whole = ledger.read_bytes()
    for cut in range(len(whole) - 1):
        ledger.write_bytes(whole[:cut])
        with pytest.raises(EngineError):
            read_ledger(ledger)


def test_a_pass_has_a_writer_until_he_lets_go(tmp_path):
    ledger = tmp_path / "pass-4.ledger"
    assert not has_writer(ledger)
    lock = WriterLock(ledger)
    write_ledger(ledger, report(tmp_path / "kick.wav"))
    write_ledger(ledger, report(tmp_path / "kick.wav"))
    assert (has_writer(ledger), has_writer(ledger)) == (True, True)
    assert find_ledgers(tmp_path) == [ledger]
    lock.release()
    lock.release()
    assert not has_writer(ledger)
    assert list(tmp_path.iterdir()) == [ledger]


def test_a_second_writer_of_a_ledger_takes_nothing_from_the_first(tmp_path):
    ledger = tmp_path / "pass-4.ledger"
    first = WriterLock(ledger)
    WriterLock(ledger).release()
    remove_ledger(ledger)
    assert has_writer(ledger)
    first.release()


def test_a_writer_that_was_killed_is_none_and_what_he_left_goes_with_the_ledger(tmp_path):
    ledger = tmp_path / "pass-4.ledger"
    write_ledger(ledger, report(tmp_path / "kick.wav"))
    code = (
        "import sys, pathlib; from tui_studio.engine.ledger import WriterLock\n"
        "lock = WriterLock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, ledger], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout.readline() == b"held\n"
        assert has_writer(ledger)
        writer.kill()
    assert not has_writer(ledger)
    assert len(list(tmp_path.iterdir())) == 2
    remove_ledger(ledger)
    assert list(tmp_path.iterdir()) == []


def test_where_the_file_system_knows_no_locks_nobody_is_a_writer(tmp_path, monkeypatch):
    def refuse(_descriptor, _operation):
        raise OSError(errno.ENOTSUP, "not supported")

    lock = WriterLock(tmp_path / "pass-4.ledger")
    monkeypatch.setattr(fcntl, "flock", refuse)
    assert not has_writer(tmp_path / "pass-4.ledger")
    WriterLock(tmp_path / "pass-5.ledger").release()
    lock.release()
    assert list(tmp_path.iterdir()) == []

"""What is made of the ledgers that lie in a song."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.studio.conftest import done
from tui_studio.engine.ledger import WriterLock, write_ledger
from tui_studio.engine.protocol import PassReport, TakeReport
from tui_studio.studio import salvaging


def report(pass_id, *takes, closed=""):
    return PassReport(
        pass_id=pass_id,
        rounds=(takes,) if takes else (),
        closed=closed,
        device="virtual",
        host_api="",
        rate=48_000,
        block=256,
        latency=0,
        latency_measured=False,
        started_at="",
        longest_stall_ms=0.0,
    )


def take(path, frames, track=1):
    return TakeReport(
        track=track,
        path=str(path),
        channels=1,
        inputs=(0,),
        sample_format="pcm24",
        start=0,
        frames=frames,
        peak=0.5,
        checksum="",
    )


@pytest.fixture
async def recorded(running, head):
    """The file of a take that was taken back: it lies there, and the song has it no more."""
    await done(head, "track.add Kick 1; track.arm Kick; transport.record; wait 0.2; transport.stop")
    (made,) = await done(head, "take.list")
    path = running.folder / "audio" / "other.wav"
    path.write_bytes(Path(made["path"]).read_bytes())
    return path


def told(running):
    return [notice.text for notice in running.studio.heads.recent]


@pytest.mark.parametrize("lives", [True, False])
async def test_a_pass_that_somebody_alive_writes_is_left_alone_and_named(running, head, recorded, lives):
    ledger = running.folder / "audio" / "pass-99.ledger"
    write_ledger(ledger, report(99, take(recorded, 100)))
    lock = WriterLock(ledger)
    if not lives:
        lock.release()
    await running.studio.recording.salvage(everything=True)
    lock.release()
    assert len(await done(head, "take.list")) == (1 if lives else 2)
    assert ledger.exists() is lives
    named = [text for text in told(running) if str(ledger) in text]
    assert len(named) == lives
    assert all("left alone" in text and "XDG_RUNTIME_DIR" in text for text in named)
    assert not any("belongs to no take" in text for text in told(running))


async def test_a_memo_that_somebody_alive_writes_is_left_alone_and_named(running, head, recorded):
    ledger = running.folder / "ideas" / "memo-1.ledger"
    write_ledger(ledger, report(-1, take(recorded, 100, track=0)))
    lock = WriterLock(ledger)
    await running.studio.memos.salvage()
    assert running.studio.song.notebook.ideas == ()
    assert any(str(ledger) in text for text in told(running))
    lock.release()
    await running.studio.memos.salvage()
    assert len(running.studio.song.notebook.ideas) == 1


async def test_a_memo_without_a_frame_is_forgotten(running):
    ledger = running.folder / "ideas" / "memo-1.ledger"
    write_ledger(ledger, report(-1, closed="stopped"))
    await running.studio.memos.salvage()
    assert not ledger.exists()
    assert running.studio.song.notebook.ideas == ()


@pytest.mark.parametrize("kind", ["pass", "memo"])
async def test_a_ledger_that_cannot_be_removed_is_told(running, recorded, monkeypatch, kind):
    def refuse(path):
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr("tui_studio.engine.ledger.remove_ledger", refuse)
    place, part = {
        "pass": ("audio/pass-99.ledger", running.studio.recording),
        "memo": ("ideas/memo-1.ledger", running.studio.memos),
    }[kind]
    write_ledger(running.folder / place, report(99, take(recorded, 100)))
    await part.salvage()
    assert any("its ledger stays" in text and place in text for text in told(running))


async def test_a_folder_that_cannot_be_read_costs_no_engine(running, monkeypatch):
    def refuse(*_paths):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(salvaging, "_look", refuse)
    assert await running.studio.recording.salvage(everything=True) == ""
    assert "cannot be looked for" in told(running)[-1]


async def test_a_dying_engine_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(salvaging, "LOOK_SECONDS", 0.001)
    ledger = tmp_path / "pass-1.ledger"
    lock = WriterLock(ledger)
    waiting = asyncio.create_task(salvaging.let_go([ledger]))
    done_early, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done_early
    lock.release()
    await asyncio.wait_for(waiting, 2)


def test_a_song_without_interrupted_passes_is_looked_through_without_numpy(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir()
    program = (
        "import sys; from pathlib import Path; from tui_studio.song.model import Song; "
        "from tui_studio.studio.salvaging import _look; "
        "_look(Path(sys.argv[1]), Song('1', 'Song', rate=48000), (), True); print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"

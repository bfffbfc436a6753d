"""The checksums of takes whose writer died."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from tests.song.making import certificate, new_take
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.song import edits
from tui_studio.song.storage import SongStore
from tui_studio.studio import certifying
from tui_studio.studio.certifying import Certifier
from tui_studio.studio.heads import Heads
from tui_studio.studio.song_keeper import SongKeeper


def write_take(path: Path) -> str:
    writer = TakeWriter(path, channels=1, rate=48_000, sample_format="pcm24")
    writer.write(np.full((1, 5000), 0.25, np.float32))
    return writer.close()


@pytest.fixture
async def keeper(tmp_path):
    keeper = SongKeeper(SongStore.create(tmp_path / "Song", "Song", 48_000), Heads())
    await keeper.edit("add", lambda song: edits.add_track(song, "Kick", (1,)))
    kick = keeper.song.tracks[0].id
    takes = [
        new_take(kick, f"audio/{name}.wav", frames=5000, certificate=certificate(checksum=known))
        for name, known in (("lost", ""), ("gone", ""), ("whole", "sha256:known"))
    ]
    await keeper.edit("salvage", lambda song: edits.add_pass(song, takes))
    yield keeper
    await keeper.close()


def checksums(keeper):
    return [take.certificate.checksum for take in keeper.song.tracks[0].takes]


async def test_what_lacks_a_checksum_gets_that_of_its_file_outside_of_the_history(keeper):
    checksum = write_take(keeper.folder / "audio" / "lost.wav")
    await Certifier(keeper, lambda: False).certify()
    assert checksums(keeper) == [checksum, "", "sha256:known"]
    assert await keeper.history() == ["add", "salvage"]
    await keeper.undo()
    assert keeper.song.tracks[0].takes == ()


async def test_while_something_is_recorded_no_file_is_read(keeper, monkeypatch):
    monkeypatch.setattr(certifying, "REST_SECONDS", 0.0)
    checksum = write_take(keeper.folder / "audio" / "lost.wav")
    asked = []

    def recording():
        asked.append(checksums(keeper)[0])
        return len(asked) < 5

    certifier = Certifier(keeper, recording)
    certifier.look()
    certifier.look()
    (task,) = [each for each in asyncio.all_tasks() if each.get_coro().__name__ == "certify"]
    await task
    assert asked[:5] == [""] * 5
    assert checksums(keeper)[0] == checksum

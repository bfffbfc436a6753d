"""Files of the user's: what is read, and what is written over."""

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest

from tests.rig.ramps import write_wav24
from tests.studio.conftest import Running, done, refused
from tui_studio.studio.client import StudioClient


async def test_a_pipe_is_no_file_to_import(head: StudioClient, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    await done(head, "track.add A 1")
    for line in ("clip.import A path={}", "lyric.import {}", "tempo.import {}"):
        said = await asyncio.wait_for(refused(head, line.format(tmp_path / "pipe")), 20)
        assert "is a pipe (FIFO), not a" in said
        assert str(tmp_path / "pipe") in said


def tone(path: Path, level: float = 0.5, channels: int = 1) -> Path:
    """A tenth of a second at one level."""
    return write_wav24(path, np.full((channels, 4800), level, np.float32), 48000)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("mix.bounce path={}", "x.wav"),
        ("lyric.export {}", "x.cho"),
        ("tempo.export {}", "x.mid"),
        ("chart.html {}", "x.html"),
    ],
)
async def test_a_file_is_written_over_only_when_that_is_said(
    head: StudioClient, tmp_path: Path, line: str, name: str
) -> None:
    await done(head, f"track.add A 1; clip.import A {tone(tmp_path / 'tone.wav')}")
    mine = tmp_path / name
    mine.write_text("mine")
    said = await refused(head, line.format(mine))
    assert said == f"there is such a file already; {mine}; name another, or add replace=on"
    assert mine.read_text() == "mine"
    await done(head, f"{line.format(mine)} replace=on")
    assert mine.read_bytes() != b"mine"


@pytest.mark.parametrize("line", ["mix.bounce path={}", "lyric.export {}", "tempo.export {}"])
async def test_a_pipe_is_not_written_to_whatever_is_said(
    head: StudioClient, tmp_path: Path, line: str
) -> None:
    await done(head, f"track.add A 1; clip.import A {tone(tmp_path / 'tone.wav')}")
    os.mkfifo(tmp_path / "pipe.wav")
    said = await asyncio.wait_for(refused(head, f"{line.format(tmp_path / 'pipe.wav')} replace=on"), 20)
    assert "is a pipe (FIFO), not a file" in said


async def test_what_a_song_writes_into_its_out_is_written_again(head: StudioClient) -> None:
    for line in ("tempo.export", "chart.html"):
        first = await done(head, line)
        assert await done(head, line) == first


async def test_a_bounce_tells_its_peak_and_what_is_too_loud(head: StudioClient, tmp_path: Path) -> None:
    await done(head, f"track.add A 1; clip.import A {tone(tmp_path / 'tone.wav')}; strip.pan A -1")
    quiet = await head.line(f"mix.bounce path={tmp_path / 'quiet.wav'}")
    assert quiet.text.endswith("quiet.wav, peak -6.0 dB")
    await done(head, "strip.fader A 10; strip.fader Master -1")
    loud = await head.line(f"mix.bounce path={tmp_path / 'loud.wav'}")
    _, warning = loud.text.split("\n")
    assert warning.startswith(
        f"warning: {loud.result['overs']} overs, 3.0 dB too loud: clipped in the file; "
    )
    assert "format=float32 keeps them" in warning
    kept = await head.line(f"mix.bounce path={tmp_path / 'kept.wav'} format=float32")
    assert "the float file keeps them" in kept.text
    await done(head, warning.split("; ")[1].split(" makes room")[0])
    lowered = await head.line(f"mix.bounce path={tmp_path / 'lowered.wav'}")
    assert lowered.result["overs"] == 0
    assert lowered.text.endswith("peak -0.0 dB")


async def test_a_bounce_without_some_of_the_files_says_so(
    running: Running, head: StudioClient, tmp_path: Path
) -> None:
    await done(head, f"track.add A 1; clip.import A {tone(tmp_path / 'tone.wav')}")
    (running.folder / "audio" / "tone.wav").unlink()
    answer = await head.line(f"mix.bounce path={tmp_path / 'mix.wav'}")
    _, alarm = answer.text.split("\n")
    assert alarm.startswith("ALARM: 1 file that is missing or damaged is silent in it: audio/tone.wav; ")

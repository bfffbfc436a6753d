"""Files of the user's: what is read, and what is written over."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest

from tests.rig.ramps import write_wav24
from tests.studio.conftest import Running, done, refused
from tests.studio.test_comp import give_takes
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


async def test_a_bounce_is_written_anew_but_never_over_a_take(head: StudioClient, tmp_path: Path) -> None:
    await done(head, f"track.add A 1; clip.import A {tone(tmp_path / 'tone.wav')}")
    bounced, other = tmp_path / "mix.wav", tmp_path / "Other" / "audio" / "A-p1-t1.wav"
    await done(head, f"mix.bounce path={bounced}; strip.fader A -6; mix.bounce path={bounced}")
    other.parent.mkdir(parents=True)
    (other.parent.parent / "song.json").touch()
    shutil.copy(bounced, other)
    assert "there is such a file already" in await refused(head, f"mix.bounce path={other}")


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
    assert alarm.startswith("ALARM: silent in it: 1 file that is missing or damaged, audio/tone.wav; ")


async def test_a_take_whose_file_is_gone_is_not_said_to_play(running: Running, head: StudioClient) -> None:
    await give_takes(running, head, 2)
    (running.folder / "audio" / "Vox-2.wav").unlink()
    listed = await head.line("take.list")
    first, second = listed.text.split("\n")
    assert "FILE MISSING" not in first
    assert ", FILE MISSING, plays silence, " in second
    assert [take["missing"] for take in listed.result] == [False, True]
    told = await head.line("take.certificate Vox 2")
    assert told.text.split("\n")[1] == "file: MISSING, audio/Vox-2.wav"
    assert told.result["missing"]


async def test_opening_a_song_tells_of_files_that_are_gone(
    open_studio: Callable[..., Awaitable[Running]],
) -> None:
    first = await open_studio()
    head = await first.head()
    await give_takes(first, head, 2)
    await head.close()
    await first.end()
    (first.folder / "audio" / "Vox-1.wav").unlink()
    again = await (await open_studio()).head()
    (told,) = [one for one in again.welcome.latest if "missing" in one.text]
    assert told.level == "alarm"
    assert told.text.startswith("a file of the song is missing, and what plays it is silent: audio/Vox-1.wav")
    await again.close()


@pytest.mark.parametrize("yes", ["confirm", "sure", "confirmed"])
async def test_what_was_cleaned_up_comes_back_without_its_file_and_says_so(
    running: Running, head: StudioClient, yes: str
) -> None:
    await give_takes(running, head, 1)
    await done(head, "take.delete Vox 1")
    assert "take.clean confirm=on removes them for ever" in (await head.line("take.clean")).text
    assert (await done(head, f"take.clean {yes}=on"))["removed"]
    assert (await head.line("edit.undo")).text.endswith("files that were removed stay so: audio/Vox-1.wav")
    back = await head.line("edit.undo")
    assert "\nALARM: a file of the song is missing" in back.text
    assert back.result["missing"] == ["audio/Vox-1.wav"]
    assert "FILE MISSING, plays silence" in (await head.line("take.list")).text
    gone = await head.line("edit.redo")
    assert (gone.text.count("\n"), gone.result["missing"]) == (0, [])


async def test_a_stereo_file_on_a_mono_track_is_said_to_be_folded(head: StudioClient, tmp_path: Path) -> None:
    stereo, mono = tone(tmp_path / "stereo.wav", channels=2), tone(tmp_path / "mono.wav")
    await done(head, 'track.add "Lead vox" 1; track.add Pair 1-2; track.add Plays none')
    folded = await head.line(f"clip.import 1 {stereo}")
    assert "it is stereo and Lead vox is mono" in folded.text
    assert folded.result["folded"]
    for track, file in (("1", mono), ("Pair", stereo), ("Plays", stereo)):
        answer = await head.line(f"clip.import {track} {file}")
        assert "stereo" not in answer.text.replace("stereo.wav", "")
        assert not answer.result["folded"]
    await done(head, folded.text[folded.text.index("track.inputs") :].split(", or")[0])
    assert not any(clip["folded"] for clip in await done(head, "clip.list"))


async def test_a_stereo_clip_that_comes_onto_a_mono_track_is_said_to_be_folded(
    head: StudioClient, tmp_path: Path
) -> None:
    await done(head, 'track.add "Lead vox" 1; track.add Pair 1-2')
    clip = (await done(head, f"clip.import Pair {tone(tmp_path / 'stereo.wav', channels=2)}"))["id"]
    told = "it is stereo and Lead vox is mono"
    assert told in (await head.line(f'clip.copy {clip} at=0 track="Lead vox"')).text
    assert told in (await head.line(f'clip.move {clip} at=0:01 track="Lead vox"')).text
    assert told not in (await head.line(f"clip.move {clip} at=0:02")).text, "it was told when it came"
    assert told not in (await head.line(f"clip.move {clip} at=0 track=Pair")).text

import math
import os
import subprocess

import numpy as np
import pytest
import soundfile

from tui_studio.engine.backends.offline import OfflineBackend
from tui_studio.engine.bounce import bounce
from tui_studio.engine.clips import ClipRenderer
from tui_studio.engine.plan import build_plan
from tui_studio.engine.protocol import ClipSpec, DeviceSpec, EngineSpec, FadeShape, SpanSpec, TrackSpec
from tui_studio.engine.ring import CaptureRing, NumberRing
from tui_studio.engine.rt.callback import EngineCallback
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS, Command
from tui_studio.engine.shared import Shared
from tui_studio.errors import AudioFileError, BadInputError

RATE = 48000
FRAMES = 150_001
BENT = (FadeShape.EQUAL_GAIN, FadeShape.EQUAL_POWER, True)
"""Shapes of a clip's fades, and that it is reversed."""
NASTY = "$(touch x) 'a'; \"b\" &.wav"


@pytest.fixture
def song(tmp_path):
    """Six tracks of noise, mono and stereo, with faders, pans, fades, overlaps and a muted one."""
    (tmp_path / "audio").mkdir()
    rng = np.random.default_rng(7)
    tracks, controls = [], {}
    for number in range(6):
        channels = 1 + number % 2
        path = tmp_path / "audio" / f"{number}{NASTY}"
        sound = rng.integers(-(2**20), 2**20, (FRAMES, channels)) / 2**23
        soundfile.write(path, sound, RATE, subtype="PCM_24")
        clips = (
            ClipSpec(str(path), 0, 0, FRAMES),
            ClipSpec(str(path), 1000 * number, 500, 60_000, 0.5, 700, 900),
            ClipSpec(str(path), 3000 + number, 900, 50_000, 0.4, 800, 600, *BENT),
        )
        tracks.append(TrackSpec(number, number, channels, (number,), armed=True, clips=clips))
        controls[number] = (0.3 + 0.1 * number, -1.0 + 0.4 * number, float(number != 3))
    return EngineSpec(1, tuple(tracks), loop=SpanSpec(0, 1000), punch=SpanSpec(5, 10), controls=controls)


def bounced(song, path, **options):
    given = {"rate": RATE, "start": 0, "end": FRAMES, "sample_format": "float32", **options}
    report = bounce(song, path=path, **given)
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate == RATE
    assert report.frames == len(sound)
    return sound.T, report


def straight_sum(song):
    out = np.zeros((2, FRAMES))
    for track in song.tracks:
        gain, pan, audible = song.controls[track.slot]
        rows = np.zeros((track.channels, FRAMES), np.float32)
        ClipRenderer([track]).render(rows, 0)
        if track.channels == 1:
            angle = (pan + 1) * math.pi / 4
            sides = (math.cos(angle), math.sin(angle))
        else:
            sides = (min(1.0, 1 - pan), min(1.0, 1 + pan))
        out += gain * audible * np.array(sides)[:, None] * rows
    return out


def test_it_is_the_sum_of_its_parts(song, tmp_path):
    mix, report = bounced(song, tmp_path / NASTY)
    assert np.abs(mix - straight_sum(song)).max() < 1e-6
    assert report.peak == np.abs(mix).max()
    assert report.unreadable == ()
    in_24_bits, _ = bounced(song, tmp_path / "b.wav", sample_format="pcm24")
    assert np.array_equal(in_24_bits, np.rint(mix * 2**23) / 2**23)


@pytest.mark.parametrize(("block", "jobs"), [(0, 2), (0, 3), (64, 1), (100, 2), (1024, 4), (4000, 1)])
def test_blocks_and_jobs_do_not_change_a_bit(song, tmp_path, block, jobs):
    once, _ = bounced(song, tmp_path / "a.wav", jobs=1)
    again, _ = bounced(song, tmp_path / "b.wav", jobs=jobs, block=block)
    assert np.array_equal(once, again)


def test_a_span_of_the_song_is_cut_out_of_the_whole(song, tmp_path):
    whole, _ = bounced(song, tmp_path / "a.wav")
    span, _ = bounced(song, tmp_path / "b.wav", start=12_345, end=99_999)
    assert np.array_equal(span, whole[:, 12_345:99_999])
    beyond, _ = bounced(song, tmp_path / "c.wav", start=FRAMES - 10, end=FRAMES + 10)
    assert np.array_equal(beyond[:, :10], whole[:, -10:])
    assert not beyond[:, 10:].any()


@pytest.mark.parametrize("block", [32, 128, 480])
def test_live_and_bounced_are_equal_bit_for_bit(song, tmp_path, block):
    frames = 96_000
    shared = Shared.private()
    for slot, values in song.controls.items():
        shared.controls[slot, : len(values)] = values
    commands = NumberRing(8, COMMAND_FIELDS)
    callback = EngineCallback(
        shared,
        CaptureRing(8, RATE, block),
        commands,
        NumberRing(256, ANNOUNCEMENT_FIELDS),
        inputs=8,
        outputs=2,
        max_block=block,
        rate=RATE,
    )
    live_song = EngineSpec(1, song.tracks, controls=song.controls)
    plan = build_plan(live_song, start=0, capacity=4 * RATE, max_block=block, device_inputs=8, outputs=2)
    tape = np.zeros((len(plan.rows), frames), np.float32)
    ClipRenderer(song.tracks).render(tape, 0)
    plan.ring.write(tape)
    callback.pending_plan = plan
    backend = OfflineBackend(DeviceSpec(inputs=8, outputs=2, rate=RATE), block)
    backend.start(callback)
    backend.step()
    commands.push_rt(Command.ROLL, 0, 0, 0)
    live = np.concatenate([backend.step().copy() for _ in range(frames // block)], axis=1)
    mix, _ = bounced(song, tmp_path / "a.wav", end=frames)
    assert np.array_equal(live, mix)


def test_progress_is_told_and_cancelling_leaves_nothing(song, tmp_path):
    seen = []
    bounced(song, tmp_path / "audio.wav", progress=seen.append)
    assert seen[-1] == 1.0
    out = tmp_path / "out"
    out.mkdir()
    (out / "mix.wav").write_bytes(b"the old mix")
    with pytest.raises(AudioFileError, match="cancelled"):
        bounce(song, rate=RATE, path=out / "mix.wav", start=0, end=10**9, cancelled=lambda: True)
    assert [(file.name, file.read_bytes()) for file in out.iterdir()] == [("mix.wav", b"the old mix")]


def test_recordings_are_never_overwritten(song, tmp_path):
    target = tmp_path / "audio" / f"0{NASTY}"
    before = target.read_bytes()
    with pytest.raises(AudioFileError, match="overwrite"):
        bounce(song, rate=RATE, path=target, start=0, end=100)
    assert target.read_bytes() == before


@pytest.mark.parametrize(("start", "end", "form"), [(10, 10, "pcm24"), (10, 5, "pcm24"), (0, 10, "mp3")])
def test_what_makes_no_sense_is_refused(song, tmp_path, start, end, form):
    with pytest.raises(BadInputError):
        bounce(song, rate=RATE, path=tmp_path / "a.wav", start=start, end=end, sample_format=form)


def test_a_place_that_cannot_be_written_is_named(song, tmp_path):
    with pytest.raises(AudioFileError) as caught:
        bounce(song, rate=RATE, path=tmp_path / "none" / "a.wav", start=0, end=10)
    assert "none" in caught.value.where
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(AudioFileError):
        bounce(song, rate=RATE, path=tmp_path / "folder.wav", start=0, end=10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audio", "folder.wav"]


def test_overs_and_unreadable_files_are_reported(song, tmp_path):
    missing = str(tmp_path / "missing.wav")
    loud = EngineSpec(
        1,
        (song.tracks[0], TrackSpec(9, 9, 1, clips=(ClipSpec(missing, 0, 0, 100),))),
        controls={0: (100.0, 0.0, 1.0)},
    )
    mix, report = bounced(loud, tmp_path / "a.wav")
    assert report.unreadable == (missing,)
    assert report.overs == np.count_nonzero(np.abs(mix) > 1.0) > 0
    clipped, _ = bounced(loud, tmp_path / "b.wav", sample_format="pcm24")
    assert clipped.min() == -1.0
    assert clipped.max() == (2**23 - 1) / 2**23


def test_a_song_without_tracks_is_silent(tmp_path):
    mix, _ = bounced(EngineSpec(1), tmp_path / "a.wav", end=1000)
    assert not mix.any()


@pytest.mark.mount
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small filesystem")
def test_a_full_disk_leaves_nothing(song, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)], check=False
    ).returncode:
        pytest.skip("this system does not let us mount")
    try:
        with pytest.raises(AudioFileError, match="full"):
            bounce(song, rate=RATE, path=disk / "a.wav", start=0, end=FRAMES)
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)

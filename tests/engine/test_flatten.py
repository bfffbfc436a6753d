import wave

import numpy as np
import pytest
import soundfile

from tui_studio.engine.clips import ClipRenderer
from tui_studio.engine.flatten import flatten
from tui_studio.engine.protocol import ClipSpec, TrackSpec
from tui_studio.errors import AudioFileError, BadInputError

RATE = 48000


@pytest.fixture
def take(tmp_path):
    path = tmp_path / "take.wav"
    rng = np.random.default_rng(3)
    soundfile.write(path, rng.integers(-(2**22), 2**22, 150_000) / 2**23, RATE, subtype="PCM_24")
    return str(path)


def test_a_flattened_track_is_what_its_clips_play(tmp_path, take):
    clips = (
        ClipSpec(take, 1000, 0, 70_000, fade_out=480),
        ClipSpec(take, 70_520, 90_000, 40_000, gain=0.5, fade_in=480, reverse=True),
    )
    track = TrackSpec(1, 0, 1, clips=clips)
    seen = []
    made = flatten(
        track,
        rate=RATE,
        path=tmp_path / "flat.wav",
        start=500,
        end=130_500,
        sample_format="float32",
        progress=seen.append,
    )
    expected = np.zeros((1, 130_000), np.float32)
    ClipRenderer([track]).render(expected, 500)
    ours, _ = soundfile.read(made.path, dtype="float32")
    assert np.array_equal(ours, expected[0])
    assert (made.start, made.frames, made.channels, seen[-1]) == (500, 130_000, 1, 1.0)
    again = flatten(
        TrackSpec(1, 0, 1, clips=(ClipSpec(str(made.path), 500, 0, made.frames),)),
        rate=RATE,
        path=tmp_path / "flat.wav",
        start=500,
        end=130_500,
    )
    assert again.path.name == "flat-2.wav"
    with wave.open(str(again.path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getnframes()) == (1, 3, 130_000)


def test_one_take_flattened_is_the_take(tmp_path, take):
    made = flatten(
        TrackSpec(1, 0, 1, clips=(ClipSpec(take, 0, 0, 150_000),)),
        rate=RATE,
        path=tmp_path / "f.wav",
        start=0,
        end=150_000,
    )
    ours, _ = soundfile.read(made.path, dtype="float32")
    theirs, _ = soundfile.read(take, dtype="float32")
    assert np.array_equal(ours, theirs)


def test_what_cannot_be_flattened_leaves_nothing(tmp_path, take):
    folder = tmp_path / "audio"
    folder.mkdir()
    missing = TrackSpec(1, 0, 1, clips=(ClipSpec(str(tmp_path / "gone.wav"), 0, 0, 100),))
    there = TrackSpec(1, 0, 1, clips=(ClipSpec(take, 0, 0, 100),))
    with pytest.raises(AudioFileError, match="does not exist"):
        flatten(missing, rate=RATE, path=folder / "f.wav", start=0, end=100)
    with pytest.raises(AudioFileError, match="cancelled"):
        flatten(there, rate=RATE, path=folder / "f.wav", start=0, end=100, cancelled=lambda: True)
    with pytest.raises(BadInputError):
        flatten(there, rate=RATE, path=folder / "f.wav", start=5, end=5)
    assert list(folder.iterdir()) == []

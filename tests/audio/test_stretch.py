import subprocess
import sys

import numpy as np
import pytest
import soundfile

from tui_studio.audio.pitch import read_pitch
from tui_studio.audio.stretch import stretch_file
from tui_studio.errors import AudioFileError, BadInputError

RATE = 48000


def tone(seconds, hz=220.0):
    t = np.arange(int(seconds * RATE)) / RATE
    return 0.3 * sum(np.sin(2 * np.pi * k * hz * t) / k for k in (1, 2, 3))


@pytest.fixture
def long_tone(tmp_path):
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(26.0), RATE, subtype="FLOAT")
    return path


@pytest.mark.parametrize(("speed", "semitones"), [(0.5, 0.0), (0.75, 0.0), (1.0, -3.0), (1.0, 0.0)])
def test_length_pitch_and_seams(tmp_path, long_tone, speed, semitones):
    seen = []
    made = stretch_file(
        long_tone, tmp_path / "out.wav", speed=speed, semitones=semitones, progress=seen.append
    )
    assert made.frames == round(26 * RATE / speed)
    sound, _ = soundfile.read(made.path, dtype="float32")
    assert len(sound) == made.frames
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    for at in np.linspace(RATE, made.frames - RATE, 7).astype(int):
        found = read_pitch(sound[at : at + 16384], RATE)
        assert abs(1200 * np.log2(found.hz / (220 * 2 ** (semitones / 12)))) < 3
    inside = sound[RATE // 2 : -RATE // 2]
    levels = np.sqrt((inside[: inside.size // 2400 * 2400].reshape(-1, 2400) ** 2).mean(axis=1))
    assert levels.min() > 0.7 * np.median(levels)
    assert np.abs(np.diff(inside)).max() < 0.05


def hits(kind, rate):
    t = np.arange(int(0.15 * rate)) / rate
    if kind == "click":
        return np.cos(2 * np.pi * 1760 * t) * np.exp(-t / 0.007)
    if kind == "kick":
        return np.sin(2 * np.pi * (50 * t + 1.2 * (1 - np.exp(-t / 0.03)))) * np.exp(-t / 0.08)
    return (np.random.default_rng(1).standard_normal(t.size) * 0.4) * np.exp(-t / 0.05)


@pytest.mark.parametrize(
    ("kind", "speed", "semitones", "rate"),
    [
        ("click", 0.5, 0.0, RATE),
        ("snare", 0.7, 0.0, RATE),
        ("kick", 0.7, 0.0, RATE),
        ("click", 0.9, 0.0, RATE),
        ("snare", 0.95, 0.0, RATE),
        ("click", 1.5, 0.0, RATE),
        ("click", 0.7, -4.0, RATE),
        ("kick", 1.0, 3.0, RATE),
        ("click", 1.0, -2.0, 96_000),
        ("click", 1.25, 0.0, 88_200),
    ],
)
def test_hits_stay_at_their_places(tmp_path, kind, speed, semitones, rate):
    hit = hits(kind, rate)
    rng = np.random.default_rng(7)
    places = 6000 + np.cumsum(rng.integers(0.3 * rate, 0.5 * rate, 70))
    sound = np.zeros((places[-1] + rate, 2))
    for place in places:
        sound[place : place + hit.size] += 0.5 * hit[:, None]
    soundfile.write(tmp_path / "hits.wav", sound, rate, subtype="FLOAT")
    made = stretch_file(
        tmp_path / "hits.wav", tmp_path / "out.wav", start=3000, speed=speed, semitones=semitones
    )
    assert (made.frames, made.channels) == (round((len(sound) - 3000) / speed), 2)
    heard = np.abs(soundfile.read(made.path)[0][:, 0])
    rise = np.argmax(np.abs(hit) > 0.3 * np.abs(hit).max())
    late = []
    for place in places:
        middle = round((place - 3000) / speed)
        first = max(0, middle - int(0.12 * rate / speed))
        around = heard[first : middle + int(0.12 * rate / speed)]
        late.append((first + np.argmax(around > 0.3 * around.max()) - middle - rise) / rate)
    assert np.abs(late).max() < 0.0021
    assert abs(np.mean(late)) < 0.0006
    assert abs(np.polyfit(places / rate, late, 1)[0]) < 0.00004


def test_unchanged_is_the_source_also_across_pieces(tmp_path, long_tone):
    made = stretch_file(long_tone, tmp_path / "out.wav", start=1000, end=25 * RATE)
    ours, _ = soundfile.read(made.path, dtype="float32")
    theirs, _ = soundfile.read(long_tone, dtype="float32")
    assert np.abs(ours - theirs[1000 : 25 * RATE]).max() < 1e-6


def test_cancelling_leaves_nothing_and_the_old_file(tmp_path, long_tone):
    target = tmp_path / "out.wav"
    target.write_bytes(b"old")
    with pytest.raises(AudioFileError, match="cancelled"):
        stretch_file(long_tone, target, speed=2.0, cancelled=lambda: True)
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.wav", "tone.wav"]


@pytest.mark.parametrize("wrong", [{"speed": 0.1}, {"speed": 9}, {"semitones": 40}, {"start": 5, "end": 5}])
def test_what_cannot_be_is_refused(tmp_path, long_tone, wrong):
    with pytest.raises(BadInputError):
        stretch_file(long_tone, tmp_path / "out.wav", **wrong)


def test_the_stretcher_is_loaded_only_when_it_stretches():
    program = (
        "import sys, tui_studio.audio.stretch, tui_studio.audio.importing, tui_studio.engine.process, tui_studio.studio.server;"
        "print({'pedalboard', 'av'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

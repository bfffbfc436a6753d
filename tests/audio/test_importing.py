import os
import subprocess

import numpy as np
import pytest
import soundfile

from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.importing import import_file
from tui_studio.errors import AudioFileError

RATE = 48000


def quietly(_):
    pass


def never():
    return False


def imported(source, folder, rate=RATE, name="lead"):
    return import_file(source, folder, name, rate, quietly, never)


@pytest.fixture
def noise():
    return (np.random.default_rng(4).integers(-(2**23), 2**23, (150_000, 2)) / 2**23).astype(np.float32)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "audio").mkdir()
    return tmp_path / "audio"


@pytest.mark.parametrize(
    ("kind", "subtype", "expected"),
    [
        ("WAV", "PCM_16", "pcm24"),
        ("WAV", "PCM_24", "pcm24"),
        ("WAV", "FLOAT", "float32"),
        ("WAV", "DOUBLE", "float32"),
        ("AIFF", "PCM_24", "pcm24"),
        ("AIFF", "PCM_S8", "pcm24"),
        ("AIFF", "FLOAT", "float32"),
        ("FLAC", "PCM_16", "pcm24"),
        ("FLAC", "PCM_24", "pcm24"),
        ("OGG", "VORBIS", "float32"),
    ],
)
def test_no_value_changes_at_the_same_rate(tmp_path, folder, noise, kind, subtype, expected):
    source = tmp_path / "$(touch x) 'a'; \"b\".audio"
    soundfile.write(source, noise, RATE, format=kind, subtype=subtype)
    seen = []
    found = import_file(source, folder, "lead", RATE, seen.append, never)
    assert (found.channels, found.frames, found.rate, found.sample_format) == (2, 150_000, RATE, expected)
    theirs, _ = soundfile.read(source, dtype="float32")
    ours, _ = soundfile.read(found.path, dtype="float32")
    assert np.array_equal(ours, theirs)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert list(folder.iterdir()) == [folder / "lead.wav"]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("source_rate", "rate"), [(44100, 48000), (48000, 44100), (96000, 48000), (8000, 48000)]
)
def test_another_rate_keeps_pitch_place_and_length(tmp_path, folder, source_rate, rate, channels):
    frames = source_rate * 4
    tone = 0.5 * np.sin(2 * np.pi * 997.0 * np.arange(frames) / source_rate)
    soundfile.write(tmp_path / "a.wav", np.stack([tone] * channels, axis=1), source_rate, subtype="PCM_24")
    found = imported(tmp_path / "a.wav", folder, rate)
    assert found.frames == rate * 4
    ours, _ = soundfile.read(found.path, always_2d=True)
    expected = 0.5 * np.sin(2 * np.pi * 997.0 * np.arange(rate * 4) / rate)
    inside = slice(rate // 2, -rate // 2)
    assert np.abs(ours[inside] - expected[inside, None]).max() < 2e-6


def test_a_free_name_is_found(tmp_path, folder, noise):
    soundfile.write(tmp_path / "a.flac", noise, RATE)
    names = [imported(tmp_path / "a.flac", folder, name="../a").path.name for _ in range(3)]
    assert names == ["a.wav", "a-2.wav", "a-3.wav"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


@pytest.mark.parametrize("kind", ["WAV", "AIFF", "FLAC"])
def test_truncated_files_are_refused_and_leave_nothing(tmp_path, folder, noise, kind):
    source = tmp_path / "a.audio"
    soundfile.write(source, noise, RATE, format=kind, subtype="PCM_24")
    os.truncate(source, source.stat().st_size // 2)
    with pytest.raises(AudioFileError) as caught:
        imported(source, folder)
    assert str(source) in caught.value.where
    assert caught.value.hint
    assert list(folder.iterdir()) == []


def test_a_stream_of_unknown_length_is_taken_whole(tmp_path, folder):
    for command in (
        "ffmpeg -v error -f lavfi -i sine=duration=0.5:sample_rate=48000 -c:a pcm_s24le -f wav - | cat > {}",
        "sox -n -r 48000 -b 24 -t wav - synth 24000s sine 300 | cat > {}",
    ):
        source = tmp_path / "piped.wav"
        if subprocess.run(
            command.format(source), shell=True, check=False, stderr=subprocess.DEVNULL
        ).returncode:
            pytest.skip("sox and ffmpeg are not installed")
        assert imported(source, folder).frames == 24000


@pytest.mark.parametrize("channels", [3, 6])
def test_more_than_two_channels_are_refused(tmp_path, folder, channels):
    soundfile.write(tmp_path / "a.wav", np.zeros((100, channels)), RATE)
    with pytest.raises(AudioFileError, match=f"{channels} channels"):
        imported(tmp_path / "a.wav", folder)


def test_no_sound_is_refused(tmp_path, folder):
    soundfile.write(tmp_path / "a.wav", np.zeros((0, 1)), RATE)
    (tmp_path / "b.wav").write_bytes(b"")
    for name in ("a.wav", "b.wav"):
        with pytest.raises(AudioFileError):
            imported(tmp_path / name, folder)
    assert list(folder.iterdir()) == []


def test_cancelling_leaves_nothing(tmp_path, folder, noise):
    soundfile.write(tmp_path / "a.wav", noise, 44100, subtype="PCM_24")
    seen = []
    with pytest.raises(AudioFileError, match="cancelled"):
        import_file(tmp_path / "a.wav", folder, "lead", RATE, seen.append, lambda: len(seen) >= 2)
    assert list(folder.iterdir()) == []


def test_what_a_killed_program_left_is_cleared_away(folder):
    child = subprocess.Popen(["true"])
    child.wait()
    dead, mine = folder / f".tui-studio-{child.pid}-ab.part", folder / f".tui-studio-{os.getpid()}-cd.part"
    foreign = folder / ".other.part"
    for path in (dead, mine, foreign):
        path.touch()
    with HalfWritten(folder):
        pass
    assert sorted(folder.iterdir()) == sorted([mine, foreign])

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tui_studio.audio.reader import open_source
from tui_studio.errors import AudioFileError

SUBTYPES = {"PCM_16": "pcm16", "PCM_24": "pcm24", "PCM_32": "pcm32", "FLOAT": "float32", "DOUBLE": "float64"}


@pytest.fixture
def noise():
    return (np.random.default_rng(4).integers(-(2**23), 2**23, (2, 50_000)) / 2**23).astype(np.float32)


def read_all(path, channels, start, frames):
    reader = open_source(path)
    out = np.full((channels, frames), 9.0, np.float32)
    reader.read_into(out, start)
    reader.close()
    return out


@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("kind", ["WAV", "RF64", "WAVEX"])
def test_wav_is_read_bit_for_bit_as_libsndfile_reads_it(tmp_path, noise, kind, subtype):
    path = tmp_path / "a.wav"
    soundfile.write(path, noise.T, 44100, subtype=subtype, format=kind)
    reader = open_source(path)
    assert (reader.channels, reader.frames, reader.rate) == (2, 50_000, 44100)
    assert reader.sample_format == SUBTYPES[subtype]
    theirs, _ = soundfile.read(path, dtype="float32")
    assert np.array_equal(read_all(path, 2, 0, 50_000), theirs.T)


@pytest.mark.parametrize(("kind", "subtype"), [("AIFF", "PCM_24"), ("FLAC", "PCM_24"), ("WAV", "ULAW")])
def test_the_rest_is_read_by_libsndfile(tmp_path, noise, kind, subtype):
    path = tmp_path / "a.audio"
    soundfile.write(path, noise.T, 48000, subtype=subtype, format=kind)
    theirs, _ = soundfile.read(path, dtype="float32")
    assert np.array_equal(read_all(path, 2, -5, 1000)[:, 5:], theirs.T[:, :995])
    assert np.array_equal(read_all(path, 2, 49_000, 2000)[:, :1000], theirs.T[:, 49_000:])


@pytest.mark.parametrize("start", [-70_000, -100, 0, 1, 49_990, 50_000, 90_000])
def test_before_the_start_and_beyond_the_end_is_silence(tmp_path, noise, start):
    path = tmp_path / "a.wav"
    soundfile.write(path, noise.T, 48000, subtype="PCM_24")
    expected = np.zeros((2, 250_000), np.float32)
    expected[:, 80_000:130_000] = noise
    assert np.array_equal(read_all(path, 2, start, 60_000), expected[:, 80_000 + start : 140_000 + start])


def test_a_truncated_file_gives_what_is_there(tmp_path, noise):
    path = tmp_path / "a.wav"
    soundfile.write(path, noise.T, 48000, subtype="PCM_24")
    os.truncate(path, 44 + 6 * 1000 + 4)
    assert open_source(path).frames == 1000
    assert np.array_equal(read_all(path, 2, 0, 1200)[:, :1000], noise[:, :1000])


def test_a_file_that_shrinks_while_open_turns_silent(tmp_path, noise):
    path = tmp_path / "a.wav"
    soundfile.write(path, noise.T, 48000, subtype="PCM_24")
    reader = open_source(path)
    os.truncate(path, 44 + 6 * 1000)
    out = np.full((2, 1200), 9.0, np.float32)
    reader.read_into(out, 0)
    assert np.array_equal(out[:, :1000], noise[:, :1000])
    assert not out[:, 1000:].any()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEdata\0\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + b"\0" * 16 + b"data\xff\xff\xff\x7f",
        b"hello " * 100,
        b"fLaC\0\0\0\x22" + b"\xff" * 99,
        b"FORM\0\0\0\0AIFF",
    ],
)
def test_garbage_gives_a_clear_error(tmp_path, content):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(AudioFileError) as caught:
        open_source(path)
    assert str(path) in caught.value.where
    assert caught.value.hint


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(AudioFileError, match="does not exist"):
        open_source(tmp_path / "none.wav")
    with pytest.raises(AudioFileError, match="folder"):
        open_source(tmp_path)


def test_what_is_no_file_is_refused_by_its_kind_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    for path, kind in (
        (tmp_path / "pipe.wav", "a pipe"),
        (Path("/dev/zero"), "a device"),
        (tmp_path, "a folder"),
    ):
        with pytest.raises(AudioFileError, match=f"this is {kind}.*not an audio file") as refused:
            open_source(path)
        assert refused.value.where == str(path)

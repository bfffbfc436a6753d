import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tui_studio.audio.reader import open_source
from tui_studio.audio.wav_header import DATA_OFFSET
from tui_studio.audio.wav_parse import parse_wav
from tui_studio.audio.wav_writer import TakeWriter, true_up
from tui_studio.errors import AudioFileError

RATE = 48000


def index_ramp(channels: int, start: int, frames: int) -> np.ndarray:
    """Every channel holds its frame index in steps of 24 bits, the channel in the top bits."""
    index = np.arange(start, start + frames, dtype=np.int64) % (1 << 20)
    return np.stack(
        [((index + (channel << 20)) / (1 << 23)).astype(np.float32) for channel in range(channels)]
    )


def frames_by_wave(path: Path) -> int:
    with wave.open(str(path)) as file:
        assert len(file.readframes(file.getnframes())) == file.getnframes() * file.getnchannels() * 3
        return file.getnframes()


def frames_by_sox(path: Path) -> int:
    raw = subprocess.run(
        ["sox", str(path), "-t", "raw", "-e", "signed", "-b", "8", "-"], check=True, capture_output=True
    )
    channels = subprocess.run(["soxi", "-c", str(path)], check=True, capture_output=True, text=True)
    return len(raw.stdout) // int(channels.stdout)


def frames_by_ffprobe(path: Path) -> int:
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=duration_ts", "-of", "json", str(path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return int(found["streams"][0]["duration_ts"])


needs_peers = pytest.mark.skipif(
    not (shutil.which("sox") and shutil.which("ffprobe")), reason="sox and ffprobe are not installed"
)


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("sample_format", ["pcm24", "float32"])
def test_everybody_reads_what_is_written(tmp_path, channels, sample_format):
    path = tmp_path / "take $(x) 'y'.wav"
    writer = TakeWriter(path, channels=channels, rate=RATE, sample_format=sample_format)
    sound = index_ramp(channels, 0, 4801)
    for at in range(0, 4801, 700):
        writer.write(sound[:, at : at + 700])
    checksum = writer.close()
    assert writer.frames == 4801
    read, rate = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate == RATE
    assert np.array_equal(read.T, sound)
    data = path.read_bytes()[DATA_OFFSET:][: 4801 * channels * (3 if sample_format == "pcm24" else 4)]
    assert checksum == f"sha256:{hashlib.sha256(data).hexdigest()}"


@needs_peers
def test_other_programs_see_the_same_frames_while_it_is_being_written(tmp_path):
    path = tmp_path / "take.wav"
    writer = TakeWriter(path, channels=1, rate=RATE, sample_format="pcm24", time_reference=123456)
    assert soundfile.info(path).frames == 0
    for frames in (333, 666, 1000):
        writer.write(index_ramp(1, 0, 333 if frames < 1000 else 334))
        assert soundfile.info(path).frames == frames
        assert frames_by_wave(path) == frames
        assert frames_by_sox(path) == frames
        assert frames_by_ffprobe(path) == frames
    writer.close()
    found = subprocess.run(["ffprobe", "-show_format", str(path)], check=True, capture_output=True, text=True)
    assert "time_reference=123456" in found.stdout


def test_float_is_clipped_to_full_scale_and_what_is_no_number_is_silent(tmp_path):
    path = tmp_path / "take.wav"
    writer = TakeWriter(path, channels=1, rate=RATE, sample_format="pcm24")
    writer.write(np.array([[2.0, -2.0, 1.0, -1.0, np.nan, np.inf, 0.4 / 2**23, 0.6 / 2**23]], np.float32))
    writer.close()
    read, _ = soundfile.read(path, dtype="int32")
    top = 2**23 - 1
    assert (read >> 8).tolist() == [top, -(2**23), top, -(2**23), 0, top, 0, 1]


def test_an_existing_file_is_never_overwritten(tmp_path):
    path = tmp_path / "take.wav"
    path.write_bytes(b"precious")
    with pytest.raises(AudioFileError, match="exists"):
        TakeWriter(path, channels=1, rate=RATE, sample_format="pcm24")
    assert path.read_bytes() == b"precious"


KILLED = """
import sys, numpy as np
from collections.abc import Callable
from pathlib import Path
from tui_studio.audio.wav_writer import TakeWriter
writer = TakeWriter(Path(sys.argv[1]), channels=2, rate=48000, sample_format="pcm24")
at = 0
while True:
    index = (np.arange(at, at + 1000) % (1 << 20) / (1 << 23)).astype(np.float32)
    writer.write(np.stack([index, -index]))
    at += 1000
    print(at, flush=True)
"""


@needs_peers
def test_a_killed_writer_loses_nothing_it_wrote(tmp_path):
    path = tmp_path / "take.wav"
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    written = 0
    for line in child.stdout:
        written = int(line)
        if written >= 100_000:
            break
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    child.stdout.close()
    read, _ = soundfile.read(path, dtype="float32")
    assert len(read) >= written
    assert np.array_equal(read[:, 0], (np.arange(len(read)) % (1 << 20) / (1 << 23)).astype(np.float32))
    assert frames_by_wave(path) == frames_by_sox(path) == frames_by_ffprobe(path) == len(read)
    assert true_up(path) >= len(read)


def test_true_up_claims_all_whole_frames_and_takes_nothing_away(tmp_path):
    path = tmp_path / "take.wav"
    writer = TakeWriter(path, channels=2, rate=RATE, sample_format="pcm24", time_reference=77)
    writer.write(index_ramp(2, 0, 1000))
    writer.close()
    whole = path.read_bytes()
    with path.open("ab") as file:
        file.write(b"\1\2\3\4\5\6\7\x08\x09")
    assert soundfile.info(path).frames == 1000
    assert true_up(path) == 1001
    assert parse_wav(path).claimed_frames == 1001
    after = path.read_bytes()
    assert after[DATA_OFFSET:] == whole[DATA_OFFSET:] + b"\1\2\3\4\5\6\7\x08\x09"
    assert after[48:1016] == whole[48:1016]
    os.truncate(path, DATA_OFFSET + 6 * 10)
    assert true_up(path) == 10
    assert true_up(path) == 10
    assert frames_by_wave(path) == 10


def test_past_the_limit_the_file_becomes_rf64_in_place(tmp_path):
    path = tmp_path / "take.wav"
    writer = TakeWriter(path, channels=2, rate=RATE, sample_format="pcm24", rf64_above=10_016)
    sound = index_ramp(2, 0, 3000)
    for at in range(0, 3000, 500):
        writer.write(sound[:, at : at + 500])
        assert path.read_bytes()[:4] == (b"RIFF" if at + 500 <= 1500 else b"RF64")
        read, _ = soundfile.read(path, dtype="float32")
        assert np.array_equal(read.T, sound[:, : at + 500])
    writer.close()
    reader = open_source(path)
    out = np.empty((2, 3000), np.float32)
    reader.read_into(out, 0)
    assert np.array_equal(out, sound)


def test_frames_past_four_gigabytes_are_found_again(tmp_path):
    path = tmp_path / "long.wav"
    writer = TakeWriter(path, channels=2, rate=RATE, sample_format="pcm24")
    writer.write(index_ramp(2, 0, 100))
    writer.close()
    frames = (5 << 30) // 6
    os.truncate(path, DATA_OFFSET + frames * 6)
    try:
        assert true_up(path) == frames
        with path.open("rb") as file:
            assert file.read(4) == b"RF64"
        with path.open("r+b") as file:
            file.seek(DATA_OFFSET + (frames - 1) * 6)
            file.write(b"\0\0\x40\0\0\xc0")
        assert soundfile.info(path).frames == frames
        reader = open_source(path)
        out = np.empty((2, 2), np.float32)
        reader.read_into(out, frames - 1)
        assert out.tolist() == [[0.5, 0.0], [-0.5, 0.0]]
    finally:
        path.unlink()


def fill(writer: TakeWriter) -> None:
    for at in range(0, 1_000_000, 777):
        writer.write(index_ramp(2, at, 777))


@pytest.mark.mount
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small filesystem")
def test_a_full_disk_leaves_whole_files(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)], check=False)
    if mount.returncode:
        pytest.skip("this system does not let us mount")
    try:
        path = disk / "take.wav"
        writer = TakeWriter(path, channels=2, rate=RATE, sample_format="pcm24")
        with pytest.raises(AudioFileError, match="full"):
            fill(writer)
        with pytest.raises(AudioFileError, match="full"):
            writer.write(index_ramp(2, 0, 10))
        checksum = writer.close()
        data = path.read_bytes()[DATA_OFFSET:]
        assert len(data) == writer.frames * 6 > 100_000
        assert checksum == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert soundfile.info(path).frames == frames_by_wave(path) == writer.frames
        with pytest.raises(AudioFileError, match="full"):
            TakeWriter(disk / "next.wav", channels=1, rate=RATE, sample_format="pcm24")
        assert not (disk / "next.wav").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.mount
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small filesystem")
@pytest.mark.skipif(not shutil.which("mkfs.ext4"), reason="mkfs.ext4 is not installed")
def test_files_that_are_pushed_together_cost_the_journal_one_commit_not_one_each(tmp_path):
    disk, image = tmp_path / "disk", tmp_path / "image"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(64 << 20)
    made = subprocess.run(["mkfs.ext4", "-q", image], check=False, capture_output=True)
    if made.returncode or subprocess.run(["mount", "-o", "loop", image, disk], check=False).returncode:
        pytest.skip("this system does not let us mount an image of ext4")
    try:
        device = Path("/sys/dev/block") / f"{os.major(disk.stat().st_dev)}:{os.minor(disk.stat().st_dev)}"
        journal = next(Path("/proc/fs/jbd2").glob(f"{device.resolve().name}-*")) / "info"
        writers = [
            TakeWriter(disk / f"{n}.wav", channels=1, rate=RATE, sample_format="pcm24") for n in range(8)
        ]
        push(writers, together=False)
        alone = commits(journal, lambda: push(writers, together=False))
        together = commits(journal, lambda: push(writers, together=True))
        assert alone >= len(writers)
        assert together <= len(writers) // 2
        assert [soundfile.info(writer.path).frames for writer in writers] == [3 * 48_000] * len(writers)
        for writer in writers:
            writer.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def push(writers: list[TakeWriter], *, together: bool) -> None:
    for writer in writers:
        writer.write(index_ramp(1, 0, RATE))
    for writer in writers if together else ():
        writer.start_sync()
    for writer in writers:
        writer.sync()


def commits(journal: Path, work: Callable[[], None]) -> int:
    """How many transactions the journal of a file system commits meanwhile."""
    before = int(journal.read_text().split(maxsplit=1)[0])
    work()
    return int(journal.read_text().split(maxsplit=1)[0]) - before

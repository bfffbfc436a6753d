import numpy as np
import pytest

from tui_studio.audio import checksum
from tui_studio.audio.checksum import checksum_steps
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.errors import AudioFileError


@pytest.mark.parametrize("sample_format", ["pcm24", "float32"])
@pytest.mark.parametrize("frames", [0, 1, 30_001])
def test_the_checksum_of_a_file_is_what_its_writer_tells(tmp_path, monkeypatch, sample_format, frames):
    monkeypatch.setattr(checksum, "STEP_BYTES", 10_000)
    path = tmp_path / "take.wav"
    writer = TakeWriter(path, channels=1, rate=48_000, sample_format=sample_format)
    writer.write(np.linspace(-1, 1, frames, dtype=np.float32)[np.newaxis])
    *steps, found = checksum_steps(path)
    assert found == writer.close()
    assert set(steps) <= {""}
    assert len(steps) == -(-frames * (3 if sample_format == "pcm24" else 4) // 10_000)


def test_a_file_that_is_gone_has_none(tmp_path):
    with pytest.raises(AudioFileError):
        list(checksum_steps(tmp_path / "none.wav"))

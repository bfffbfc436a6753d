"""Speech, by the synthesiser that is installed for the tests (scripts/system-packages)."""

import stat
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from tui_studio.audio.speech import INSTALL_HERE, find_synthesiser, speak
from tui_studio.errors import AudioFileError

RATE = 48000

needs_voice = pytest.mark.skipif(
    not find_synthesiser(), reason=f"no speech synthesiser is installed: {INSTALL_HERE}"
)


@needs_voice
def test_a_name_is_spoken_at_the_songs_rate_without_silence_around_it(tmp_path):
    frames = speak("Verse 1", tmp_path / "verse.wav", RATE)
    sound, rate = soundfile.read(tmp_path / "verse.wav", dtype="float32")
    assert (rate, len(sound), sound.ndim) == (RATE, frames, 1)
    assert 0.3 * RATE < frames < 2.0 * RATE
    assert np.abs(sound).max() == pytest.approx(0.5, abs=0.02)
    assert np.abs(sound[: RATE // 20]).max() > 0.01
    assert np.abs(sound[-RATE // 20 :]).max() > 0.001
    speak("Instrumental bridge", tmp_path / "verse.wav", RATE)
    assert soundfile.info(tmp_path / "verse.wav").frames > frames
    assert [file.name for file in tmp_path.iterdir()] == ["verse.wav"]


@needs_voice
@pytest.mark.parametrize("name", ["--help", "-f /etc/passwd", "Strophe ä", "a\nb", "$(reboot)"])
def test_a_name_is_only_spoken(tmp_path, name):
    assert speak(name, tmp_path / "a.wav", 44100) > 2000


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_a_synthesiser_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_synthesiser() == ""
    with pytest.raises(AudioFileError, match="no speech synthesiser") as told:
        speak("Verse", tmp_path / "a.wav", RATE)
    assert told.value.hint == INSTALL_HERE
    program(tmp_path, "espeak", "import sys; sys.exit('no voice')")
    assert find_synthesiser() == "espeak"
    with pytest.raises(AudioFileError, match="espeak does not speak") as told:
        speak("Verse", tmp_path / "a.wav", RATE)
    assert "no voice" in told.value.where
    assert not (tmp_path / "a.wav").exists()


def test_silence_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    wave = (
        "import sys, wave\nwith wave.open(sys.argv[sys.argv.index('-w') + 1], 'wb') as file:\n"
        "    file.setparams((1, 2, 22050, 0, 'NONE', ''))\n    file.writeframes(bytes(22050))\n"
    )
    program(tmp_path, "espeak-ng", wave)
    with pytest.raises(AudioFileError, match="spoke nothing"):
        speak("Verse", tmp_path / "a.wav", RATE)


def test_the_studio_does_not_load_it():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, tui_studio.studio.server; print('tui_studio.audio.speech' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"

import numpy as np
import pytest
import soundfile

from tui_studio.audio.guide import GuideBar, GuideChord, make_bass, make_drums, make_pad
from tui_studio.audio.guide_patterns import Feel, feel_of, hits_of_bar
from tui_studio.audio.onsets import find_onsets
from tui_studio.audio.pitch import read_pitch
from tui_studio.audio.tempo import find_tempo
from tui_studio.errors import AudioFileError, BadInputError

RATE = 48000
BEAT = 30000
"""96 bpm."""


def bars(count, beats=4, unit=4, start=0, sections=("Verse 1", "Chorus")):
    length = beats * BEAT
    return [
        GuideBar(
            tuple(start + number * length + beat * BEAT for beat in range(beats)),
            start + (number + 1) * length,
            unit,
            sections[number * len(sections) // count],
        )
        for number in range(count)
    ]


def chords(count, start=0):
    """A minor, F, C, G, one a bar."""
    kinds = [((9, 0, 4), 9), ((5, 9, 0), 5), ((0, 4, 7), 0), ((7, 11, 2), 7)]
    return [
        GuideChord(start + 4 * BEAT * number, start + 4 * BEAT * (number + 1), *kinds[number % 4])
        for number in range(count)
    ]


def test_the_drums_keep_the_songs_time(tmp_path):
    song = bars(8, start=12345)
    made = make_drums(tmp_path / "Guide drums.wav", song, RATE)
    sound, rate = soundfile.read(made.path, dtype="float32")
    assert (rate, made.start, made.frames, len(sound)) == (RATE, 12345, 32 * BEAT, 32 * BEAT)
    assert 0.1 < np.abs(sound).max() < 0.4
    onsets = find_onsets(sound, RATE)
    for bar in song:
        for frame in bar.beats:
            assert np.abs(onsets + made.start - frame).min() < 0.006 * RATE
    assert find_tempo(sound, RATE).bpm == pytest.approx(96.0, rel=0.005)


def test_the_tempo_may_change_within_the_song(tmp_path):
    edges = np.cumsum([0, 24000, 25000, 26000, 27000, 28000, 29000, 30000, 31000]).tolist()
    song = [GuideBar(tuple(edges[:4]), edges[4]), GuideBar(tuple(edges[4:8]), edges[8])]
    sound, _ = soundfile.read(make_drums(tmp_path / "d.wav", song, RATE).path, dtype="float32")
    onsets = find_onsets(sound, RATE)
    for frame in (*edges[:6], edges[1] / 2):
        assert np.abs(onsets - frame).min() < 0.006 * RATE


def test_the_bass_plays_the_chords_roots(tmp_path):
    made = make_bass(tmp_path / "bass.wav", bars(4), chords(4), RATE)
    sound, _ = soundfile.read(made.path, dtype="float32")
    notes = [read_pitch(sound[4 * BEAT * bar + 4000 :][:16384], RATE).note for bar in range(4)]
    assert notes == ["A1", "F1", "C2", "G1"]


def test_the_pad_holds_the_chords_notes(tmp_path):
    made = make_pad(tmp_path / "pad.wav", bars(4), chords(4), RATE)
    sound, _ = soundfile.read(made.path, dtype="float32")
    assert np.abs(sound).max() < 0.3
    for bar, chord in enumerate(chords(4)):
        part = sound[4 * BEAT * bar + 20000 :][:65536]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(part.size)))
        hertz = np.fft.rfftfreq(part.size, 1 / RATE)
        classes = {
            round(69 + 12 * np.log2(hertz[peak] / 440)) % 12
            for peak in np.flatnonzero(spectrum > 0.3 * spectrum.max())
        }
        assert classes == set(chord.pitches)


@pytest.mark.parametrize(
    ("beats", "unit"), [(1, 4), (2, 4), (3, 4), (4, 4), (5, 4), (6, 8), (7, 8), (9, 8), (11, 8), (13, 4)]
)
@pytest.mark.parametrize("feel", list(Feel))
def test_every_metre_has_a_pattern_inside_the_bar(beats, unit, feel):
    hits = list(hits_of_bar(feel, beats, unit, begins=True, fills=True))
    assert (0.0, "kick") in {(at, name) for at, name, _ in hits}
    assert all(0 <= at < beats and 0 < gain <= 1 for at, _, gain in hits)


def test_the_feel_follows_the_sections_name():
    names = ["Verse 2", "Chorus", "Pre-Chorus", "Intro", "Bridge", "C", "Last Chorus"]
    assert [feel_of(name).value for name in names] == [
        "verse", "chorus", "bridge", "quiet", "bridge", "verse", "chorus",
    ]  # fmt: skip


def test_no_bars_and_cancelling(tmp_path):
    with pytest.raises(BadInputError):
        make_drums(tmp_path / "d.wav", [], RATE)
    with pytest.raises(AudioFileError, match="cancelled"):
        make_pad(tmp_path / "d.wav", bars(4), chords(4), RATE, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_a_guide_takes_the_place_of_an_older_one(tmp_path):
    names = [make_bass(tmp_path / "b.wav", bars(1), [], RATE).path.name for _ in range(2)]
    assert names == ["b.wav", "b.wav"]
    assert [file.name for file in tmp_path.iterdir()] == ["b.wav"]

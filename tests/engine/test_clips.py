import numpy as np
import pytest
import soundfile

from tui_studio.audio.dsp.fades import fade_in_shape, fade_out_shape
from tui_studio.engine import clips as clips_module
from tui_studio.engine.clips import ClipRenderer
from tui_studio.engine.protocol import ClipSpec, FadeShape, TrackSpec

RATE = 48000


def ramp(frames, start=1):
    return (np.arange(start, start + frames) / 2**20).astype(np.float32)


@pytest.fixture
def mono(tmp_path):
    path = tmp_path / "mono.wav"
    soundfile.write(path, ramp(1000), RATE, subtype="PCM_24")
    return str(path)


@pytest.fixture
def stereo(tmp_path):
    path = tmp_path / "stereo $(rm) 'x'.wav"
    soundfile.write(path, np.stack([ramp(1000), -ramp(1000)]).T, RATE, subtype="PCM_24")
    return str(path)


def render(tracks, position, frames, report=None):
    renderer = ClipRenderer(tracks, report)
    out = np.full((renderer.rows, frames), 9.0, np.float32)
    renderer.render(out, position)
    renderer.close()
    return out


def test_clips_lie_where_they_are_placed(mono, stereo):
    tracks = [
        TrackSpec(1, 0, 1, clips=(ClipSpec(mono, 100, 10, 50),)),
        TrackSpec(2, 1, 2, clips=(ClipSpec(stereo, 0, 0, 1000),)),
        TrackSpec(3, 2, 1),
    ]
    out = render(tracks, 0, 2000)
    expected = np.zeros((4, 2000), np.float32)
    expected[0, 100:150] = ramp(50, 11)
    expected[1, :1000] = ramp(1000)
    expected[2, :1000] = -ramp(1000)
    assert np.array_equal(out, expected)


def test_gain_fades_and_overlaps(mono):
    first = ClipSpec(mono, 0, 0, 400, gain=0.5, fade_out=100)
    second = ClipSpec(mono, 300, 500, 400, fade_in=100)
    out = render([TrackSpec(1, 0, 1, clips=(second, first))], 0, 800)[0]
    expected = np.zeros(800, np.float32)
    expected[:400] = ramp(400) * np.float32(0.5)
    expected[300:400] *= fade_out_shape(100)
    late = ramp(400, 501)
    late[:100] *= fade_in_shape(100)
    expected[300:700] += late
    assert np.array_equal(out, expected)


def test_a_reversed_clip_plays_its_frames_from_the_last_to_the_first(mono, stereo):
    tracks = [
        TrackSpec(1, 0, 1, clips=(ClipSpec(mono, 5, 100, 50, fade_in=10, reverse=True),)),
        TrackSpec(2, 1, 2, clips=(ClipSpec(stereo, 0, 0, 1000, reverse=True),)),
    ]
    out = render(tracks, 0, 1000)
    expected = ramp(50, 101)[::-1].copy()
    expected[:10] *= fade_in_shape(10)
    assert np.array_equal(out[0, 5:55], expected)
    assert np.array_equal(out[1], ramp(1000)[::-1])
    assert np.array_equal(out[2], -ramp(1000)[::-1])


def test_equal_gain_joins_of_one_take_are_the_take(mono):
    shape = FadeShape.EQUAL_GAIN
    first = ClipSpec(mono, 0, 0, 520, fade_out=40, fade_out_shape=shape)
    second = ClipSpec(mono, 480, 480, 520, fade_in=40, fade_in_shape=shape)
    out = render([TrackSpec(1, 0, 1, clips=(first, second))], 0, 1000)[0]
    assert np.abs(out - ramp(1000)).max() < ramp(1000).max() * 1e-7 * 2
    late = render([TrackSpec(1, 0, 1, clips=(second,))], 0, 1000)[0]
    assert np.array_equal(late[480:520], ramp(40, 481) * fade_in_shape(40, equal_gain=True))


@pytest.mark.parametrize("size", [1, 13, 64, 333])
def test_the_sound_does_not_depend_on_the_block(mono, stereo, size):
    tracks = [
        TrackSpec(
            1, 0, 2, clips=tuple(ClipSpec(stereo, at, at, 200, 0.7, 30, 60) for at in (0, 150, 160, 500))
        ),
        TrackSpec(
            2, 1, 2, clips=(ClipSpec(mono, 77, 3, 5000), ClipSpec(mono, 300, 7, 400, 0.3, reverse=True))
        ),
        TrackSpec(
            4,
            3,
            2,
            clips=(
                ClipSpec(stereo, 9, 90, 777, fade_in=300, fade_in_shape=FadeShape.EQUAL_GAIN, reverse=True),
                ClipSpec(
                    stereo, 600, 950, 200, fade_out=150, fade_out_shape=FadeShape.EQUAL_GAIN, reverse=True
                ),
            ),
        ),
        TrackSpec(3, 2, 1, clips=(ClipSpec(stereo, 10, 0, 900),)),
    ]
    whole = render(tracks, -50, 1300)
    renderer = ClipRenderer(tracks)
    parts = np.empty_like(whole)
    for at in range(0, 1300, size):
        renderer.render(parts[:, at : at + size], at - 50)
    assert np.array_equal(parts, whole)


def test_channels_are_matched(mono, stereo):
    tracks = [
        TrackSpec(1, 0, 2, clips=(ClipSpec(mono, 0, 0, 100),)),
        TrackSpec(2, 1, 1, clips=(ClipSpec(stereo, 0, 0, 100),)),
    ]
    out = render(tracks, 0, 100)
    assert np.array_equal(out[0], ramp(100))
    assert np.array_equal(out[1], ramp(100))
    assert not out[2].any()


def test_missing_and_broken_files_are_silent_and_told_once(mono, tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    missing = str(tmp_path / "missing.wav")
    clips = tuple(ClipSpec(path, 0, 0, 100) for path in (missing, str(broken), mono, missing))
    told = []
    renderer = ClipRenderer([TrackSpec(1, 0, 1, clips=clips)], told.append)
    out = np.full((1, 100), 9.0, np.float32)
    renderer.render(out, 0)
    renderer.render(out, 0)
    assert np.array_equal(out[0], ramp(100))
    assert sorted(error.where for error in told) == sorted([missing, str(broken)])


def test_no_more_files_are_open_than_allowed(mono, tmp_path, monkeypatch):
    monkeypatch.setattr(clips_module, "MAX_OPEN", 3)
    clips = []
    for index in range(8):
        path = tmp_path / f"{index}.wav"
        soundfile.write(path, np.full(10, index / 8, np.float32), RATE, subtype="PCM_24")
        clips.append(ClipSpec(str(path), 10 * index, 0, 10))
    renderer = ClipRenderer([TrackSpec(1, 0, 1, clips=tuple(clips))])
    out = np.empty((1, 80), np.float32)
    for _ in range(2):
        renderer.render(out, 0)
        assert np.array_equal(out[0], np.repeat(np.arange(8, dtype=np.float32) / 8, 10))
        assert len(renderer._files._open) <= 3


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_what_a_float_file_holds_besides_numbers_is_not_played(tmp_path, bad):
    sound = np.full((2, 500), 0.25, np.float32)
    sound[0, 100] = bad
    soundfile.write(tmp_path / "odd.wav", sound.T, 48_000, "FLOAT")
    renderer = ClipRenderer([TrackSpec(0, 0, 2, clips=(ClipSpec(str(tmp_path / "odd.wav"), 0, 0, 500),))])
    out = np.zeros((2, 500), np.float32)
    renderer.render(out, 0)
    renderer.close()
    assert (out[1] == 0.25).all()
    assert out[0, 100] in {0.0, 1e6}
    assert np.count_nonzero(out[0] == 0.25) == 499

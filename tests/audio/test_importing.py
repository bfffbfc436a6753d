import os
import subprocess

import numpy as np
import pytest
import soundfile

from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.importing import import_file, import_files
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
    assert caught.value.hint.startswith("copy it again from where it is whole")
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


@pytest.fixture(scope="session")
def encoded(tmp_path_factory):
    """A stereo tone in every coding that FFmpeg writes for us."""
    import av

    folder = tmp_path_factory.mktemp("encoded")
    t = np.arange(RATE) / RATE
    tone = np.stack([0.5 * np.sin(2 * np.pi * 440 * t), 0.25 * np.sin(2 * np.pi * 660 * t)]).astype(
        np.float32
    )
    for name, codec, form in (
        ("aac.m4a", "aac", "fltp"), ("alac.m4a", "alac", "s16p"), ("lame.mp3", "libmp3lame", "fltp"),
        ("opus.ogg", "libopus", "flt"), ("wma.wma", "wmav2", "fltp"),
    ):  # fmt: skip
        with av.open(str(folder / name), "w") as container:
            stream = container.add_stream(codec, rate=RATE, layout="stereo", bit_rate=128_000)
            values = tone if form.startswith("flt") else (tone * 32767).astype(np.int16)
            values = values if form.endswith("p") else np.ascontiguousarray(values.T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(values, format=form, layout="stereo")
            frame.sample_rate = RATE
            resampler = av.AudioResampler(
                form, "stereo", RATE, frame_size=stream.codec_context.frame_size or 1024
            )
            for part in (*resampler.resample(frame), *resampler.resample(None)):
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))
    return folder


@pytest.mark.parametrize("name", ["aac.m4a", "alac.m4a", "lame.mp3", "opus.ogg", "wma.wma"])
def test_encoded_files(encoded, folder, name):
    found = imported(encoded / name, folder)
    assert (found.channels, found.rate, found.sample_format) == (2, RATE, "float32")
    assert abs(found.frames - RATE) < 5000
    sound, _ = soundfile.read(found.path)
    middle = sound[RATE // 4 : 3 * RATE // 4]
    assert np.sqrt((middle**2).mean(axis=0)) == pytest.approx([0.354, 0.177], rel=0.06)
    spectrum = np.abs(np.fft.rfft(middle, axis=0))
    assert spectrum.argmax(axis=0).tolist() == [220, 330]


def test_an_m4a_film_without_sound_or_of_nonsense_is_refused(encoded, tmp_path, folder):
    (tmp_path / "nonsense.m4a").write_bytes(np.random.default_rng(1).bytes(20_000))
    whole = (encoded / "aac.m4a").read_bytes()
    (tmp_path / "cut.m4a").write_bytes(whole[: len(whole) // 2])
    for name in ("nonsense.m4a", "cut.m4a"):
        with pytest.raises(AudioFileError) as caught:
            imported(tmp_path / name, folder)
        assert str(tmp_path / name) in caught.value.where
        assert "choose another" in caught.value.hint
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("rate", [RATE, 44100])
def test_a_field_recorders_file_is_split(tmp_path, folder, rate):
    sound = np.random.default_rng(5).integers(-(2**22), 2**22, (70_000, 6)) / 2**23
    soundfile.write(tmp_path / "scene.wav", sound, RATE, subtype="PCM_24")
    made = import_files(tmp_path / "scene.wav", folder, "scene", rate, quietly, never)
    assert [each.path.name for each in made] == [f"scene {number}.wav" for number in range(1, 7)]
    assert {(each.channels, each.frames) for each in made} == {(1, -(-70_000 * rate // RATE))}
    if rate == RATE:
        for channel, each in enumerate(made):
            ours, _ = soundfile.read(each.path)
            assert np.array_equal(ours, sound[:, channel])


def test_the_recorders_names_of_channels_are_kept(tmp_path, folder):
    soundfile.write(tmp_path / "scene.wav", np.full((100, 3), 0.5), RATE, subtype="PCM_24")
    names = {1: "Boom", 2: "Lav: A/B"}
    tracks = "".join(
        f"<TRACK><CHANNEL_INDEX>{number}</CHANNEL_INDEX><NAME>{name}</NAME></TRACK>"
        for number, name in names.items()
    )
    note = f"<BWFXML><TRACK_LIST>{tracks}</TRACK_LIST></BWFXML>".encode()
    note += b" " * (len(note) & 1)
    with (tmp_path / "scene.wav").open("ab") as file:
        file.write(b"iXML" + len(note).to_bytes(4, "little") + note)
    made = import_files(tmp_path / "scene.wav", folder, "scene", RATE, quietly, never)
    assert [each.path.name for each in made] == ["scene Boom.wav", "scene Lav_ A_B.wav", "scene 3.wav"]


def test_a_cancelled_split_leaves_nothing(tmp_path, folder):
    soundfile.write(tmp_path / "a.wav", np.full((200_000, 4), 0.5), RATE, subtype="PCM_24")
    seen = []
    with pytest.raises(AudioFileError, match="cancelled"):
        import_files(tmp_path / "a.wav", folder, "a", RATE, seen.append, lambda: len(seen) >= 2)
    assert list(folder.iterdir()) == []


def test_a_pair_stays_one_file(tmp_path, folder):
    soundfile.write(tmp_path / "a.wav", np.full((100, 2), 0.5), RATE, subtype="PCM_24")
    (made,) = import_files(tmp_path / "a.wav", folder, "a", RATE, quietly, never)
    assert (made.channels, made.path.name) == (2, "a.wav")

"""What the soundcheck says of the disk."""

import errno
import os

import pytest

from tui_studio.engine.protocol import DeviceInfo
from tui_studio.song.model import Song
from tui_studio.studio import soundcheck
from tui_studio.studio.soundcheck import _disk, _dropouts, _measured, _room
from tui_studio.studio.wire import Status

SONG = Song("u", "t", rate=48_000)


def failing(number):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    return fail


def measured(tmp_path):
    speed = _measured(tmp_path)
    assert not list(tmp_path.iterdir()), "the test file is left"
    return _disk(speed, SONG)


@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_a_full_disk_is_called_so(tmp_path, monkeypatch, call):
    monkeypatch.setattr(soundcheck.os, call, failing(errno.ENOSPC))
    found = measured(tmp_path)
    assert (found.level, found.text) == ("bad", "the disk is full: there is no room for a test of 32 MB")
    assert "free space" in found.advice
    assert "rights" not in found.advice


def test_a_quota_is_called_so(tmp_path, monkeypatch):
    monkeypatch.setattr(soundcheck.os, "write", failing(errno.EDQUOT))
    assert "quota" in measured(tmp_path).text


def test_a_folder_without_rights_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(soundcheck.os, "open", failing(errno.EACCES))
    found = measured(tmp_path)
    assert found.text == "the song's folder cannot be written: permission denied"
    assert "rights" in found.advice


def test_of_a_room_that_is_unknown_nothing_is_advised():
    found = _room(Status("stopped", 0, 48_000, remaining_seconds=-1.0))
    assert (found.level, found.advice) == ("warning", "")
    assert "unknown" in found.text


@pytest.mark.parametrize(("seconds", "level"), [(10.0, "bad"), (100.0, "warning"), (10_000.0, "good")])
def test_a_room_that_is_known_is_told(seconds, level):
    found = _room(Status("stopped", 0, 48_000, remaining_seconds=seconds))
    assert found.level == level
    assert bool(found.advice) == (level != "good")


def test_the_speed_of_the_disk_and_what_is_needed_have_their_unit():
    assert _disk(165e6, SONG).text == "writes 165 MB/s, recording needs 0.3 MB/s"


@pytest.mark.parametrize(
    ("api", "block", "advice"),
    [
        ("ALSA", 256, "block=512"),
        ("ALSA", 0, "block=256"),
        ("ALSA", 2048, "as large as can be"),
        ("JACK Audio Connection Kit", 256, "jackd with -p 512"),
    ],
)
def test_against_dropouts_a_larger_block_than_the_one_in_use_is_advised(api, block, advice):
    found = _dropouts(3, DeviceInfo("card", api, 8, 8, 48_000, block))
    assert advice in found.advice
    assert "block=256" not in found.advice or block < 256

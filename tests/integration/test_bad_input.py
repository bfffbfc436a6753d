"""Broken files, broken songs, full and read-only folders: a clear word each, nothing lost."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest

from tests.rig.jack import wait_until
from tests.rig.ramps import write_wav24
from tests.rig.stage import tracks_of
from tests.rig.studio import PROGRAM, run, status

RATE = 48000


def refusal(reply):
    """The words of a refusal; fails when it was accepted."""
    assert reply["ok"] is False, reply
    assert reply["error"]["message"]
    assert "Traceback" not in json.dumps(reply)
    return json.dumps(reply["error"])


@pytest.fixture
def line(virtual_line):
    head = virtual_line()
    head.do("track.add name=Vox inputs=7")
    return head


# ── audio files ────────────────────────────────────────────


def test_a_file_without_audio_is_refused_by_name(line, tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "prose.wav").write_text("This is not audio. " * 100)
    for name in ("empty.wav", "prose.wav", "missing.wav"):
        assert name in refusal(line.ask(f'clip.import track=Vox path="{tmp_path / name}" at=0'))
    assert line.do("track.list")


def test_a_truncated_file_gives_what_is_there(line, tmp_path):
    whole = write_wav24(tmp_path / "whole.wav", np.full((1, RATE), 0.25, np.float32), RATE)
    (tmp_path / "cut.wav").write_bytes(whole.read_bytes()[: 44 + 3 * RATE // 2 + 1])
    reply = line.ask(f'clip.import track=Vox path="{tmp_path / "cut.wav"}" at=0')
    assert reply["ok"] or reply["error"]["message"]
    line.do(f'mix.bounce path="{tmp_path / "mix.wav"}"') if reply["ok"] else None


def test_an_audio_file_that_vanished_or_shrank_does_not_stop_the_music(line, tmp_path, place):
    path = write_wav24(tmp_path / "loop.wav", np.full((1, RATE), 0.25, np.float32), RATE)
    for _ in range(2):
        line.do(f'clip.import track=Vox path="{path}" at=0')
    first, second = sorted((place.songs / "Song" / "audio").glob("*.wav"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:1000])
    line.do("transport.locate to=0")
    line.do("transport.play")
    line.do("wait 0.5")
    assert line.do("transport.status")["position"] > 0
    line.do("transport.stop")
    assert line.ask(f'mix.bounce path="{tmp_path / "mix.wav"}"')


# ── song folders ────────────────────────────────────────────


def closed_song(virtual_line, place):
    """The folder of a song with one track whose studio has ended, written as it is at rest."""
    line = virtual_line()
    line.do("track.add name=One inputs=1")
    line.do("track.add name=Two inputs=2")
    line.quit()
    wait_until(lambda: not place.processes(), 15, "studio and engine to end")
    return place.songs / "Song"


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [("format", 999, "newer"), ("tracks", "none", "tracks"), ("colour", 1, "colour")],
)
def test_a_song_file_that_does_not_fit_is_refused_and_left_alone(virtual_line, place, key, value, word):
    folder = closed_song(virtual_line, place)
    content = json.loads((folder / "song.json").read_text())
    where = content["song"] if "song" in content and isinstance(content["song"], dict) else content
    where[key] = value
    (folder / "song.json").write_text(json.dumps(content))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = run("line", folder, "--device", "virtual", "--json", "-c", "song.info")
    assert done.returncode != 0
    assert word in done.stdout + done.stderr
    assert "song.json" in done.stdout + done.stderr
    after = {name: (folder / name).read_bytes() for name in before}
    assert after["song.json"] == before["song.json"]
    assert after.get("journal.jsonl") == before.get("journal.jsonl")


def test_a_journal_cut_in_its_last_line_loses_only_that(virtual_line, place):
    line = virtual_line()
    for number in range(5):
        line.do(f"track.add name=T{number} inputs=1")
    place.end_processes()
    journal = place.songs / "Song" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-7])
    names = [track["name"] for track in tracks_of(virtual_line())]
    assert names == ["T0", "T1", "T2", "T3"]


def test_no_acknowledged_edit_is_lost_when_everything_is_killed(virtual_line, place):
    line = virtual_line()
    for number in range(5):
        line.do(f"track.add name=T{number} inputs=1")
    place.end_processes()
    assert [track["name"] for track in tracks_of(virtual_line())] == ["T0", "T1", "T2", "T3", "T4"]


def test_two_studios_do_not_open_one_song(line, place):
    line.do("song.info")
    done = subprocess.Popen(
        [*_serve(place.songs / "Song")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    out, _ = done.communicate(timeout=20)
    assert done.returncode != 0
    assert "Traceback" not in out
    assert str(status(place.songs / "Song").get("studio_pid", "")) in out
    line.do("song.info")


def _serve(song):
    return [str(PROGRAM), "serve", str(song), "--device", "virtual"]


def test_a_song_moved_over_a_copy_is_not_confused_by_the_other(virtual_line, place):
    folder = closed_song(virtual_line, place)
    copy = folder.with_name("Copy")
    subprocess.run(["cp", "-r", folder, copy], check=True)
    first, second = virtual_line("Song"), virtual_line("Copy")
    first.do("track.add name=Only_here inputs=1")
    assert len(tracks_of(second)) == 2


# ── names and numbers ────────────────────────────────────────────


def test_a_track_may_be_called_anything_and_its_files_stay_in_the_song(virtual_line, place):
    line = virtual_line()
    for name in ("../../x", "a/b", "..", "CON", "é\u202e", "x" * 120):
        line.ask(f'track.add name="{name}" inputs=1')
    for track in tracks_of(line):
        line.do(f"track.arm track={track.get('id', track.get('track'))}")
    line.do("transport.record")
    line.do("wait 0.5")
    line.do("transport.stop")
    takes = line.takes()
    assert len(takes) >= 4
    audio = (place.songs / "Song" / "audio").resolve()
    assert {take["path"].resolve().parent for take in takes} == {audio}
    assert not list(place.root.glob("x*"))


@pytest.mark.parametrize(
    "words",
    [
        "track.add name=Odd inputs=0",
        "track.add name=Odd inputs=1,2,3",
        "track.add name=Odd inputs=kick",
        "track.arm track=Nobody",
        "track.monitor track=Vox mode=loud",
        "strip.fader track=Vox db=loud",
        "strip.fader track=Vox db=nan",
        "strip.pan track=Vox pan=7",
        "transport.locate to=-5",
        "transport.locate to=yesterday",
        "transport.locate to=99999999999",
        "transport.locate to=bar 999999999",
        "capture.keep seconds=-1",
        "capture.keep seconds=0",
        "latency.calibrate output=0 input=1",
        "device.open name=Nothing_of_that_name",
        "no.such.action",
        "track.add name=Odd colour=red",
        'track.add name="unfinished',
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(line, words):
    before = line.do("track.list")
    refusal(line.ask(words))
    assert line.do("track.list") == before


def test_recording_an_input_that_does_not_exist_is_refused(line):
    refusal_or_ok = line.ask("track.add name=Far inputs=99")
    if refusal_or_ok["ok"]:
        line.do("track.arm track=Far")
        assert "99" in refusal(line.ask("transport.record"))
    assert line.takes() == []


def test_an_unknown_key_in_the_settings_is_named(place):
    (place.root / "config" / "config.toml").write_text("[audio]\ndevcie = 'x'\n")
    done = run("line", place.songs / "Song", "--device", "virtual", "-c", "song.info")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "devcie" in said
    assert "config.toml" in said
    assert "Traceback" not in said


# ── folders ────────────────────────────────────────────


@pytest.fixture
def mounted(place):
    """Mount a tmpfs: `mounted("size=20m")`; needs the right to mount."""
    folders = []

    def mount(options):
        folder = place.root / f"mount{len(folders)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("may not mount a filesystem here")
        folders.append(folder)
        return folder

    yield mount
    place.end_processes()
    for folder in folders:
        subprocess.run(["umount", "-l", folder], check=False)


@pytest.mark.mount
def test_a_read_only_folder_is_refused(mounted):
    folder = mounted("size=20m")
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    done = run("line", folder / "Song", "--device", "virtual", "--json", "-c", "song.info")
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert str(folder) in done.stdout + done.stderr


@pytest.mark.mount
def test_a_full_inode_table_refuses_to_record_and_keeps_the_song(mounted, virtual_line, place):
    folder = mounted("size=200m,nr_inodes=40")
    line = virtual_line(folder / "Song")
    line.do("track.add name=Vox inputs=7")
    line.do("track.arm track=Vox")
    number = 0
    try:
        for number in range(100):
            (folder / f"ballast{number}").touch()
    except OSError:
        pass
    refusal(line.ask("transport.record"))
    assert line.do("transport.status")["state"] == "stopped"
    line.do("track.add name=Bass inputs=5")
    for left in range(number):
        (folder / f"ballast{left}").unlink()
    line.do("transport.record")
    line.do("wait 0.5")
    line.do("transport.stop")
    assert len(line.takes()) == 1
    place.end_processes()
    assert [track["name"] for track in tracks_of(virtual_line(folder / "Song"))] == ["Vox", "Bass"]


@pytest.mark.mount
def test_what_does_not_fit_on_the_disk_is_not_kept_until_there_is_room(mounted, virtual_line):
    folder = mounted("size=40m")
    line = virtual_line(folder / "Song")
    for number in range(1, 9):
        line.do(f"track.add name=T{number} inputs={number}")
    line.do("track.arm track=all")
    line.do("wait 3")
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(31_000_000))
    before = set((folder / "Song" / "audio").iterdir())
    words = refusal(line.ask("capture.keep seconds=3"))
    assert "there is room for" in words
    assert "keep again" in words
    assert set((folder / "Song" / "audio").iterdir()) == before
    ballast.unlink()
    assert len(line.do("capture.keep seconds=3")) == 8
    assert len(line.takes()) == 8

"""The plain-text head as a process, on a real studio with the virtual interface."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rig import processes
from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.studio import PROGRAM, StudioLine, process_ids, run, status

Do = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def do(place: Place) -> Do:
    """`line SONG -c …` on the virtual interface, to its end."""

    def do(commands: str, *options: str) -> subprocess.CompletedProcess[str]:
        return run("line", place.songs / "Song", "--device", "virtual", *options, "-c", commands)

    return do


def replies(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def nothing_runs(place: Place) -> bool:
    return not place.processes()


def test_a_script_gets_its_replies_and_leaves_nothing_running(do: Do, place: Place) -> None:
    done = do("track.add name=Kick inputs=1; track.list; song.info", "--json")
    assert done.returncode == 0, done.stderr
    assert [reply["action"] for reply in replies(done)] == ["track.add", "track.list", "song.info"]
    assert all(reply["ok"] for reply in replies(done))
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


def test_replies_in_text_are_plain(do: Do) -> None:
    done = do("track.add Kick 1; track.arm Kcik", "--keep-going")
    first, second = done.stdout.splitlines()
    assert first == "ok track 1, Kick, input 1"
    assert second.startswith("error: there is no track 'Kcik'; ")
    assert "did you mean Kick?" in second
    assert not set(done.stdout) & set(map(chr, range(9))) | {"\x1b", "\r"} & set(done.stdout)


def test_it_stops_at_the_first_refusal_unless_told_to_keep_going(do: Do) -> None:
    commands = "track.arm Nobody; song.info"
    stopped, went_on = do(commands, "--json"), do(commands, "--json", "--keep-going")
    assert [reply["ok"] for reply in replies(stopped)] == [False]
    assert [reply["ok"] for reply in replies(went_on)] == [False, True]
    assert stopped.returncode == went_on.returncode == 1


def test_an_error_in_json_has_message_hint_and_action(do: Do) -> None:
    (reply,) = replies(do("track.arn Kick", "--json"))
    assert reply["ok"] is False
    assert set(reply) == {"ok", "action", "error"}
    assert reply["action"] == "track.arn"
    assert "track.arn" in reply["error"]["message"]
    assert "track.arm" in reply["error"]["hint"]


def test_a_pipe_is_a_dialogue(virtual_line: Callable[..., StudioLine]) -> None:
    line = virtual_line()
    assert line.ask("no.such")["ok"] is False
    assert line.do("track.add Kick 1")["name"] == "Kick"
    line.close()
    assert line.process.returncode == 1


def test_a_dialogue_ends_with_the_studio_it_ended(virtual_line: Callable[..., StudioLine]) -> None:
    line = virtual_line()
    line.do("studio.quit")
    assert line.process.wait(10) == 0


def test_after_the_studio_has_ended_nothing_more_is_done(do: Do, place: Place) -> None:
    done = do("track.add Kick 1; studio.quit; track.list", "--json")
    assert [reply["ok"] for reply in replies(done)] == [True, True, False]
    assert done.returncode == 1
    assert do("studio.quit").returncode == 0
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


def test_help_is_there_for_programs_too(do: Do) -> None:
    everything, one, none = replies(do("help; help track.arm; help trakc", "--json", "--keep-going"))
    assert {"track.add", "transport.record", "mix.bounce"} <= {
        each["id"] for each in everything["result"]["actions"]
    }
    assert [each["id"] for each in one["result"]["actions"]] == ["track.arm"]
    assert none["ok"] is False


def test_a_recording_goes_on_when_the_head_leaves(do: Do, place: Place) -> None:
    left = do("track.add Kick 1; track.arm Kick; transport.record")
    assert left.returncode == 0, left.stdout + left.stderr
    assert "the studio goes on: it is recording" in left.stderr
    assert status(place.songs / "Song")["state"] == "recording"
    stopped = do("wait 0.3; transport.stop; take.list", "--json")
    assert [reply["ok"] for reply in replies(stopped)] == [True, True, True]
    assert status(place.songs / "Song")["state"] == "stopped"
    assert run("stop", place.songs / "Song").returncode == 0
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


def test_stay_leaves_the_studio_and_calls_attach_to_it(do: Do, place: Place) -> None:
    do("track.add Kick 1", "--stay")
    pid = status(place.songs / "Song")["studio_pid"]
    assert len(replies(do("track.list", "--json"))[0]["result"]) == 1
    assert status(place.songs / "Song")["studio_pid"] == pid


def test_status_tells_of_an_engine_that_records_without_its_studio(do: Do, place: Place) -> None:
    song = place.songs / "Song"
    do("track.add Kick 1; track.arm Kick; transport.record")
    studio, engine = process_ids(song)
    os.kill(studio, signal.SIGKILL)
    wait_until(lambda: not processes.alive(studio), 5, "the studio to go")
    done = run("status", song, "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert (said["running"], said["studio_pid"], said["engine_pid"]) == (False, None, engine)
    assert (said["state"], said["recording"], said["device"]) == ("recording", True, "virtual")
    assert "opening the song" in said["hint"]
    text = run("status", song).stdout
    assert text.startswith(f"no studio is running; its engine lives on: process {engine}, recording at ")
    refused = run("stop", song)
    assert refused.returncode == 1
    assert "is recording" in refused.stderr
    stopped = replies(do("transport.stop; take.list", "--json"))
    assert [take["certificate"]["closed"] for take in stopped[-1]["result"]] == ["stopped"]


def test_a_device_is_wanted_of_a_running_studio_too(do: Do, place: Place) -> None:
    do("song.info", "--stay")
    same = run("line", place.songs / "Song", "--device", "Virtual", "-c", "song.info")
    assert (same.returncode, same.stderr) == (0, "")
    other = run("line", place.songs / "Song", "--device", "no such card", "-c", "song.info")
    assert other.returncode == 1
    assert other.stderr.startswith(
        "error: there is no device 'no such card'; virtual stays open; there are: "
    )
    assert status(place.songs / "Song")["device"] == "virtual"
    do("track.add Kick 1; track.arm Kick; transport.record")
    stop = run("line", place.songs / "Song", "--device", "no such card", "-c", "transport.stop")
    assert stop.returncode == 0
    assert stop.stderr.startswith("notice: virtual stays open: it is recording")


def test_a_device_that_cannot_be_opened_is_an_error_and_nothing_is_done(place: Place) -> None:
    song = place.songs / "Song"
    done = run("line", song, "--device", "Nope", "--json", "-c", "track.add Kick 1; transport.status")
    assert done.returncode == 1
    (reply,) = replies(done)
    assert reply["ok"] is False
    assert reply["error"]["message"] == "there is no device 'Nope'"
    assert "'virtual' is always there" in reply["error"]["hint"]
    assert "error: there is no device 'Nope'; there are: " in done.stderr
    assert done.stderr.count("there is no device 'Nope'") == 1
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


def test_a_new_song_whose_device_is_refused_leaves_no_folder(place: Place) -> None:
    done = run("line", place.songs / "Fresh", "--device", "nosuch", "-c", "track.add Vox")
    assert done.returncode == 1
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")
    assert not (place.songs / "Fresh").exists()


def test_a_remembered_device_that_is_gone_is_told_where_it_is_needed(do: Do, place: Place) -> None:
    song, machine = place.songs / "Song", place.root / "state" / "machine.json"
    assert do("track.add Kick 1; track.arm Kick").returncode == 0
    machine.write_text(machine.read_text().replace('"virtual"', '"Gone"'))
    done = run("line", song, "--json", "--keep-going", "-c", "transport.status; transport.record; track.list")
    status_, record, tracks = replies(done)
    assert (status_["result"]["state"], tracks["ok"]) == ("no device", True)
    assert status_["result"]["device_note"] == "there is no device 'Gone'"
    assert record["error"]["message"] == "no device is open: there is no device 'Gone'"
    assert "'virtual' is always there" in record["error"]["hint"]
    assert done.returncode == 1


def test_sizes_are_wanted_of_a_running_studio_too(do: Do, place: Place) -> None:
    song = place.songs / "Song"
    assert do("song.info", "--block", "128", "--inputs", "4", "--stay").stderr == ""
    assert do("song.info", "--block", "128", "--inputs", "4").stderr == ""
    done = run("line", song, "--block", "64", "--rate", "44100", "-c", "song.info")
    assert (done.returncode, status(song)["block"], status(song)["rate"]) == (0, 64, 44_100)
    assert "notice: open: virtual, 4 in, 2 out, 44100 Hz, block 64\n" in done.stderr
    assert status(song)["inputs"] == 4, "what was not named has changed"
    assert do("song.info", "--block", "256").returncode == 0
    assert (status(song)["block"], status(song)["inputs"], status(song)["device"]) == (256, 8, "virtual")


def test_sizes_that_cannot_be_had_are_an_error_and_nothing_is_done(do: Do, place: Place) -> None:
    song = place.songs / "Song"
    assert do("track.add Kick 1; track.arm Kick", "--stay").returncode == 0
    for option, size in (("--inputs", "99"), ("--rate", "8000")):
        lacks = run("line", song, option, size, "-c", "track.add Snare 2")
        assert lacks.returncode == 1
        assert lacks.stderr.startswith("error: ")
        assert size in lacks.stderr
        assert "; virtual stays open; " in lacks.stderr
    assert do("transport.record").returncode == 0
    busy = run("line", song, "--block", "64", "-c", "transport.stop")
    assert busy.returncode == 1
    assert busy.stderr == (
        "error: virtual stays open with block 256: it is recording; leave out --block, or stop it first\n"
    )
    assert run("line", song, "--block", "256", "-c", "transport.stop").returncode == 0
    assert len(json.loads(run("line", song, "--json", "-c", "track.list").stdout)["result"]) == 1


def test_sizes_that_a_device_lacks_at_the_start_are_an_error(do: Do, place: Place) -> None:
    done = do("track.add Kick 1", "--rate", "8000", "--json")
    assert done.returncode == 1
    (reply,) = replies(done)
    assert reply["error"]["message"] == "a rate of 8000 cannot be used"
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")
    assert do("song.info").returncode == 0, "the song has a rate that no device has"
    assert do("track.add Kick 1", "--inputs", "99").returncode == 1


def test_another_rate_than_the_songs_is_an_error(do: Do) -> None:
    record = "track.add Kick 1; track.arm Kick; transport.record; wait 0.3; transport.stop"
    assert do(record, "--rate", "44100").returncode == 0
    other = do("track.add Snare 2", "--rate", "48000", "--json")
    assert other.returncode == 1
    assert replies(other)[0]["error"]["message"] == "the device is open with rate 44100, not 48000"
    assert "the song is at 44100 Hz and stays so; 48000 is asked for" in other.stderr


def test_a_bounce_overwrites_nothing_of_the_song(do: Do, place: Place) -> None:
    song = place.songs / "Song"
    done = do(
        "track.add Kick 1; track.arm Kick; transport.record; wait 0.3; transport.stop; take.list", "--json"
    )
    take = Path(replies(done)[-1]["result"][0]["path"])
    for file in (take, song / "song.json", song / "journal.jsonl", take.with_name("new.wav")):
        before = file.read_bytes() if file.exists() else None
        refused = do(f'mix.bounce path="{file}"', "--json")
        assert "would lie among the song's own files" in replies(refused)[0]["error"]["message"]
        assert (file.read_bytes() if file.exists() else None) == before
    for name in ("out/new.wav", "new.wav"):
        assert do(f'mix.bounce path="{song / name}"').returncode == 0


def test_a_bounce_is_a_wav_file_whatever_it_is_called(do: Do, place: Place) -> None:
    names = ("plain", "v1.2", "folder", "loud.WAV", "other.flac")
    (place.root / "folder").mkdir()
    bounces = "; ".join(f'mix.bounce path="{place.root / name}"' for name in names)
    record = "track.add Kick 1; track.arm Kick; transport.record; wait 0.3; transport.stop; "
    *done, flac = replies(do(record + bounces, "--json", "--keep-going"))
    made = [Path(reply["result"]["path"]) for reply in done[-4:]]
    assert [file.relative_to(place.root).as_posix() for file in made] == [
        "plain.wav",
        "v1.2.wav",
        "folder/Song.wav",
        "loud.WAV",
    ]
    assert flac["error"] == {"message": "a bounce is a WAV file, not .flac", "hint": "name it other.wav"}


def test_bytes_that_are_no_text_are_answered(place: Place) -> None:
    done = subprocess.run(
        [str(PROGRAM), "line", str(place.songs / "Song"), "--device", "virtual", "--json"],
        input=b"\xc3\x28 \xff\n\0\nsong.info\n",
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [False, False, True]


def test_a_reader_that_goes_away_ends_it_in_good_order(place: Place) -> None:
    command = (
        f"{PROGRAM} line {place.songs / 'Song'} --device virtual -c 'help; help; wait 1; help' | head -1"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "ok\n"
    assert "Error" not in done.stderr
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


def test_closed_streams_do_no_harm(place: Place) -> None:
    command = f"{PROGRAM} line {place.songs / 'Song'} --device virtual -c song.info >&- 2>&- <&-"
    assert subprocess.run(["bash", "-c", command], timeout=60, check=False).returncode == 0


def test_a_killed_terminal_leaves_the_studio(virtual_line: Callable[..., StudioLine], place: Place) -> None:
    line = virtual_line()
    line.do("song.info")
    line.process.send_signal(signal.SIGHUP)
    assert line.process.wait(10) == 128 + signal.SIGHUP
    assert status(place.songs / "Song")["studio_pid"]


def test_interrupted_it_leaves_and_cleans_up(virtual_line: Callable[..., StudioLine], place: Place) -> None:
    line = virtual_line()
    line.do("song.info")
    assert line.process.stdin is not None
    line.process.stdin.write("wait 60\n")
    line.process.stdin.flush()
    line.process.send_signal(signal.SIGINT)
    assert line.process.wait(20) == 130
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


def test_interrupted_while_it_comes_in_it_says_nothing(place: Place) -> None:
    song = place.songs / "Song"
    command = [str(PROGRAM), "line", str(song), "--device", "virtual", "-c", "wait 60"]
    head = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(song.exists, 20, "the studio to begin")
    head.send_signal(signal.SIGINT)
    out, err = head.communicate(timeout=20)
    assert (head.returncode, out, err) == (130, "", "")
    wait_until(lambda: nothing_runs(place), 20, "all processes to end")


def test_watch_tells_changes_on_stderr_and_replies_on_stdout(do: Do) -> None:
    done = do(
        "track.add Kick 1; track.arm Kick; transport.record; wait 1; transport.stop", "--json", "--follow"
    )
    events = [json.loads(line) for line in done.stderr.splitlines()]
    said = [event["text"] for event in events if event["event"] == "transport"]
    assert any(text.startswith("recording from") for text in said)
    assert all("ok" in reply for reply in replies(done))


def test_a_song_that_cannot_be_opened_is_one_line(place: Place) -> None:
    file = place.songs / "Song"
    file.write_text("not a folder")
    done = run("line", file, "--json", "-c", "song.info")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_a_whole_session(do: Do, place: Place) -> None:
    """Record four tracks, overdub, keep, undo, redo, mix, bounce."""
    place.songs.joinpath("mix").mkdir()
    done = do(
        f"""track.add Kick 1; track.add Snare 2; track.add Overheads 3,4; track.add Bass 5
        track.arm all; transport.record; wait 1; transport.stop
        track.disarm all; track.add Guitar 6; track.arm Guitar
        transport.locate start; transport.record; wait 1; transport.stop
        transport.locate 2; capture.keep 0.5; edit.undo; edit.redo
        strip.fader Bass -6; strip.pan Guitar 0.5; strip.mute Snare; strip.solo Kick on
        mix.bounce path={place.songs}/mix/all.wav; take.list; edit.history""",
        "--json",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    by_action = {reply["action"]: reply["result"] for reply in replies(done)}
    takes = by_action["take.list"]
    takes = takes["takes"] if isinstance(takes, dict) else takes
    assert [take["track"] for take in takes].count("Guitar") == 2
    assert len(takes) == 6
    for take in takes:
        assert Path(take["path"]).is_absolute()
        assert Path(take["path"]).stat().st_size > 3 * take["frames"]
        assert take["certificate"]["gaps"] == []
    assert (place.songs / "mix" / "all.wav").stat().st_size > 48000 * 6
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


@pytest.fixture
def manager(place: Place) -> socket.socket:
    """Plays systemd: hears what a service says."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(place.root / "notify"))
    listener.settimeout(20)
    return listener


def test_serve_says_when_it_is_ready_and_ends_clean(place: Place, manager: socket.socket) -> None:
    song = place.songs / "Song"
    environment = {**os.environ, "NOTIFY_SOCKET": str(place.root / "notify")}
    command = [str(PROGRAM), "serve", str(song), "--device", "virtual"]
    service = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert "READY=1" in manager.recv(1000).decode()
    assert status(song)["studio_pid"] == service.pid
    assert run("line", song, "-c", "song.info").returncode == 0
    service.terminate()
    out, errors = service.communicate(timeout=20)
    manager.close()
    assert service.returncode == 0, errors
    assert out.splitlines()[-1] == "ended"
    wait_until(lambda: nothing_runs(place), 10, "all processes to end")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_that_is_ended_while_it_starts_leaves_no_engine(place: Place, number: signal.Signals) -> None:
    command = [str(PROGRAM), "serve", str(place.songs / "Song"), "--device", "virtual"]
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: len(place.processes()) > 1, 20, "the engine to begin")
    service.send_signal(number)
    service.wait(timeout=20)
    wait_until(lambda: nothing_runs(place), 10, "the engine to end")

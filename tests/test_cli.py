"""The command line: how it is written, what it refuses, what it imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rig.place import Place
from tests.rig.studio import run
from tui_studio import cli, settings
from tui_studio.arguments import parse
from tui_studio.studio.demo import BAND, demo_song


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(
    "words",
    [
        ["line", "Song", "--device", "virtual", "--rate", "44100", "-c", "song.info"],
        ["--device", "virtual", "--rate", "44100", "line", "Song", "-c", "song.info"],
        ["--device=virtual", "line", "--rate=44100", "-c", "song.info", "Song"],
    ],
)
def test_device_options_stand_before_or_after_the_command(words: list[str]) -> None:
    options = parse(words)
    assert (options.command, options.song, options.commands) == ("line", "Song", "song.info")
    assert (options.device, options.rate) == ("virtual", 44100)


def test_lines_may_be_given_one_by_one() -> None:
    options = parse(["line", "Song", "-c", "track.add Vox", "-c", "track.list"])
    assert options.commands == "track.add Vox\ntrack.list"


def test_an_options_value_is_not_taken_for_a_command() -> None:
    options = parse(["--device", "line", "Song"])
    assert (options.command, options.device, options.song) == ("open", "line", "Song")


def test_a_song_named_like_a_command_is_reached_by_its_path() -> None:
    assert parse(["./line"]).song == "./line"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("line",), "SONG"),
        (("Song", "--rate", "3"), "'3' is not a whole number from 8000"),
        (("--block", "31", "Song"), "'31' is not a whole number from 32"),
        (("Song", "--bad"), "--bad"),
        (("stats", "Song"), "there is no command 'stats', did you mean status?"),
        (("Song", "Other"), "Other"),
        (("line", "Song", "--inputs"), "--inputs"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    error = refused(capsys, *words)
    assert error.startswith("error: ")
    assert told in error


def test_a_wrong_command_line_is_told_to_programs_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["line", "Song", "--json", "--rate", "loud"])
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert (said["ok"], said["action"]) == (False, "")
    assert "'loud' is not a whole number" in said["error"]["message"]
    assert "line --help" in said["error"]["hint"]
    assert err.startswith("error: ")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("tui-studio ")


def test_a_broken_setting_stops_it_with_one_line(capsys: pytest.CaptureFixture[str], place: Place) -> None:
    (place.root / "config" / "config.toml").write_text("[audio]\ndevcie = 'x'\n")
    assert cli.main(["line", "Song", "-c", "song.info", "--json"]) == 1
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "audio.devcie" in err
    assert "did you mean 'audio.device'?" in err
    said = json.loads(out)
    assert said["ok"] is False
    assert "audio.devcie" in said["error"]["message"]


def test_a_song_with_a_name_no_folder_can_have_is_refused(place: Place) -> None:
    done = run("line", "é" * 150, "--device", "virtual", "--json", "-c", "track.list")
    said = json.loads(done.stdout)["error"]
    assert "the name is too long" in said["message"]
    assert said["hint"] == "choose a shorter one"


def test_the_screen_wants_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: PTH123, SIM115 - closed with the test
    assert cli.main(["Song"]) == 1
    assert "line SONG" in capsys.readouterr().err


def test_status_of_a_song_without_a_studio(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "Song", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["running"] is False
    assert cli.main(["status", "Song"]) == 1
    assert capsys.readouterr().out == "no studio is running\n"


def test_stopping_what_does_not_run_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stop", "Song"]) == 0
    assert "no studio" in capsys.readouterr().out


def test_a_program_fault_is_one_line_and_the_details_are_logged(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: Place
) -> None:
    def break_down() -> None:
        raise ZeroDivisionError("deliberate")

    monkeypatch.setattr(settings, "load", break_down)
    assert cli.main(["line", "Song"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "deliberate" in error
    assert "Traceback" in (place.root / "state" / "cli.log").read_text()


def test_without_a_place_to_remember_in_it_works_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.root / "file").write_text("no folder")
    monkeypatch.setenv("TUI_STUDIO_STATE", str(place.root / "file" / "state"))
    done = run("line", place.songs / "Song", "--device", "virtual", "-c", "track.add Kick 1; track.list")
    assert (done.returncode, done.stderr) == (0, "")
    assert (place.root / "run" / "tui-studio" / "state" / "machine.json").exists()


def test_without_a_place_for_its_log_it_works_all_the_same(place: Place) -> None:
    (place.root / "state" / "logs").write_text("no folder")
    done = run("line", place.songs / "Song", "--device", "virtual", "-c", "track.list")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("RUNTIME", "file/run", "the runtime folder cannot be made: not a directory"),
        ("RUNTIME", "x" * 90, "the runtime folder's name is too long"),
        ("CONFIG", "loop", "the settings cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_used_is_one_plain_line(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    (place.root / "file").write_text("no folder")
    (place.root / "loop" / "config.toml").mkdir(parents=True)
    monkeypatch.setenv(f"TUI_STUDIO_{name}", str(place.root / value))
    done = run("line", place.songs / "Song", "--device", "virtual", "--json", "-c", "track.list")
    assert done.returncode == 1
    assert told in json.loads(done.stdout)["error"]["message"]
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.fixture
def demo(place: Place) -> Path:
    return demo_song(place.songs)


def test_the_demo_is_made_once(demo: Path, place: Place) -> None:
    before = (demo / "song.json").read_bytes()
    assert demo_song(place.songs) == demo
    assert (demo / "song.json").read_bytes() == before
    for name, *_ in BAND:
        assert name in before.decode()


def test_the_list_of_songs_is_numbered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, demo: Path
) -> None:
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: PTH123, SIM115 - closed with the test
    assert cli.main([]) == 2
    out, err = capsys.readouterr()
    assert "1  Demo" in out
    assert "which song" in err


def test_heavy_libraries_stay_out_of_the_light_branches() -> None:
    program = (
        "import sys; from tui_studio import cli; cli.main(['status', 'Song']); "
        "print(sorted({'numpy', 'textual', 'sounddevice', 'soundfile'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_studio", "--version"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("tui-studio ")

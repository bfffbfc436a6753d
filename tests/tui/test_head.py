import msgspec
import pytest

from tests.tui.scene import REFUSED, Scene, desk_of, meter, song_of, status_of, with_take
from tui_studio.song.model import Track, TrackId
from tui_studio.studio.wire import Answer, Failure, Goodbye, Notice, SongChanged
from tui_studio.tui.asking import track_words
from tui_studio.tui.greeting import greet
from tui_studio.tui.own_actions import nudged
from tui_studio.tui.plain.focus import focus_of

KEYMAP = """
[keys]
"space" = "transport.toggle"
"r" = "transport.record_toggle"
"a" = "track.toggle_arm"
"m" = "strip.toggle_mute"
"t" = "track.add name=? inputs=?"
"e" = "track.rename name=?"
"f" = "strip.fader db=?"
"-" = "strip.fader db=?-"
"left" = "fader.nudge by=-0.5"
"[" = "loop.start at=here"
"down" = "select.move steps=1"
"v" = "select.toggle"
"V" = "select.all"
"," = "bar.step by=-1"
"." = "bar.step by=1"
"q" = "head.leave"
"?" = "head.help"
"x" = "head.palette"
"d" = "head.devices"
"X" = "head.soundcheck"
":" = "head.line"
"""


async def typed(scene: Scene, line: str) -> None:
    """Type a line after `:`."""
    await scene.press(":")
    await scene.type(line)


@pytest.fixture(autouse=True)
def keymap(tmp_path, monkeypatch) -> None:
    """The keys of these tests alone, in place of the shipped map."""
    file = tmp_path / "shipped.toml"
    file.write_text(KEYMAP)
    monkeypatch.setattr("tui_studio.tui.keymap.shipped_file", lambda: file)


async def test_a_key_asks_the_studio_and_shows_its_sentence() -> None:
    scene = Scene()
    await scene.press("space")
    assert scene.asked == [("transport.toggle", {})]
    assert scene.desk.sentence == "did transport.toggle"


async def test_an_action_on_tracks_takes_the_selected_ones() -> None:
    scene = Scene()
    await scene.press("down", "a", "v", "down", "down", "v", "a")
    assert scene.asked == [("track.toggle_arm", {"track": "2"}), ("track.toggle_arm", {"track": "2,4"})]
    await scene.press("e")
    await scene.type("!")
    assert scene.asked[-1] == ("track.rename", {"track": "4", "name": "Bass!"})


def test_a_track_that_is_called_like_a_number_goes_by_its_name() -> None:
    song = song_of(1)
    odd = Track(TrackId(9), "1", (1,))
    desk = desk_of(song_of(tracks=(song.tracks[0], odd)))
    assert track_words(desk.song.tracks, desk) == "Kick,2"


async def test_missing_values_are_asked_for() -> None:
    scene = Scene()
    await scene.press("t")
    assert scene.screen()[-1].startswith("make a track, name: ")
    assert scene.desk.sentence == "its name. Enter leaves it out, Esc does nothing"
    await scene.type("Lead vox")
    await scene.press("7", "enter")
    assert scene.asked == [("track.add", {"name": "Lead vox", "inputs": "7"})]
    await scene.press("t", "escape")
    assert len(scene.asked) == 1


async def test_a_fader_is_typed_beginning_with_its_sign() -> None:
    scene = Scene()
    await scene.press("-")
    await scene.type("3.5")
    assert scene.asked == [("strip.fader", {"db": "-3.5", "track": "1"})]


async def test_a_fader_is_nudged_from_where_it_is_going() -> None:
    scene = Scene()
    await scene.press("left", "left")
    assert [params["db"] for _, params in scene.asked] == ["-0.5", "-1.0"]
    assert scene.asked[0][1]["moving"] == "on"


def test_a_nudged_fader_stays_in_its_range() -> None:
    assert nudged(9.8, 0.5) == 10.0
    assert nudged(-59.8, -0.5) == -144.0
    assert nudged(-144.0, 0.5) == -60.0
    assert nudged(-144.0, -0.5) == -144.0


async def test_here_is_the_playhead() -> None:
    scene = Scene(status=status_of("stopped", 4711))
    await scene.press("[")
    assert scene.asked == [("loop.start", {"at": "4711f"})]


@pytest.mark.parametrize(
    ("key", "here", "there"),
    [(".", 0, 96000), (".", 95999, 192000), (",", 96000, 0), (",", 100000, 96000), (",", 0, 0)],
)
async def test_bars_are_stepped(key: str, here: int, there: int) -> None:
    scene = Scene(status=status_of("stopped", here))
    await scene.press(key)
    assert scene.asked == [("transport.locate", {"to": f"{there}f"})]


async def test_a_refused_input_keeps_the_name_typed_before() -> None:
    scene = Scene()
    wrong = Failure("'1-3' is not a pair", "track.add inputs", "write 1, 3-4, 1,2 or none")
    scene.studio.answers["track.add"] = Answer(1, error=wrong)
    await scene.press("t")
    await scene.type("Vox")
    await scene.type("1-3")
    assert scene.desk.sentence.startswith("'1-3' is not a pair")
    assert "inputs: 1-3" in scene.screen()[-1]
    scene.studio.answers.clear()
    await scene.press("backspace", "2", "enter")
    assert scene.asked[-1] == ("track.add", {"name": "Vox", "inputs": "1-2"})
    assert scene.head.editor is None


@pytest.mark.parametrize("keys", [["t", *"Vox", "enter", "enter"], [":", *"track.add Vox", "enter"]])
async def test_a_key_right_behind_a_new_track_is_for_that_track(keys: list[str]) -> None:
    scene = Scene(song_of(1))
    added = song_of(2)

    async def add(*_words, **_params) -> Answer:
        scene.desk.take_song(added)
        return Answer(1, "track.add", text="track Vox")

    scene.studio.ask, asked = add, scene.studio.ask
    scene.studio.line = add
    for key in keys:
        scene.head.press("space" if key == " " else key)
    scene.studio.ask = asked
    await scene.press("a", "a")
    assert scene.asked == [("track.toggle_arm", {"track": "2"})] * 2


async def test_while_recording_keys_of_the_take_work_and_others_ask_once() -> None:
    scene = Scene(status=status_of("recording"))
    await scene.press("a")
    assert "recording: arm tracks" in scene.screen()[-1]
    await scene.press("n")
    assert scene.asked == []
    assert scene.desk.sentence == "not done: arm tracks"
    await scene.press("a", "y", "a")
    assert [confirmed for _, _, confirmed in scene.studio.asked] == [True, True]
    await scene.press("r")
    assert scene.asked[-1][0] == "transport.record_toggle"
    scene.state("stopped")
    scene.state("recording")
    await scene.press("a")
    assert scene.head.question


async def test_the_mix_is_free_while_recording() -> None:
    scene = Scene(status=status_of("recording"))
    await scene.press("m", "left")
    assert [(action, confirmed) for action, _, confirmed in scene.studio.asked] == [
        ("strip.toggle_mute", False),
        ("strip.fader", False),
    ]


@pytest.mark.parametrize("width", [80, 40])
async def test_a_long_question_tells_to_its_end_what_the_keys_do(width: int) -> None:
    scene = Scene(status=status_of("recording"))
    scene.head.ask_key(f"recording: {'far ' * 20}away? y does it, any other key does not", lambda _key: None)
    screen = scene.screen(width)
    assert len(screen) == 24
    assert "y does it, any other key does not" in " ".join(" ".join(screen[-3:]).split())


async def test_a_locked_take_is_ended_only_with_a_yes_every_time() -> None:
    scene = Scene(status=status_of("recording", locked=True))
    await scene.press("space")
    assert "LOCKED" in scene.screen()[-1]
    await scene.press("space")
    assert scene.asked == []
    await scene.press("r", "y")
    assert scene.studio.asked == [("transport.record_toggle", {}, True)]
    await scene.press("r")
    assert scene.head.question


async def test_what_is_never_possible_is_left_to_the_studios_refusal() -> None:
    scene = Scene(status=status_of("recording"))
    scene.studio.answers["transport.locate"] = REFUSED
    await scene.press(".")
    assert not scene.head.question
    assert scene.desk.sentence == "it cannot be; here; do that"
    assert scene.desk.saying.alarming


async def test_help_tells_what_a_key_does_and_does_not_do_it() -> None:
    scene = Scene()
    await scene.press("?", "space")
    assert scene.asked == []
    assert scene.desk.sentence == "space: roll or stop (transport.toggle)"
    await scene.press("B")
    assert scene.desk.sentence == "B does nothing here"
    await scene.press("enter")
    assert scene.desk.sentence == "Enter does nothing here"
    await scene.press("escape")
    assert scene.desk.sentence == ""
    await scene.press("space")
    assert scene.asked == [("transport.toggle", {})]


async def test_advice_names_keys_where_there_are_some() -> None:
    scene = Scene()
    scene.studio.answers["transport.toggle"] = Answer(
        1, error=Failure("no track is armed", hint="track.toggle_arm arms one; device.list shows the inputs")
    )
    await scene.press("space")
    assert scene.desk.sentence == "no track is armed; a arms one; :device.list shows the inputs"


async def test_one_who_comes_to_a_take_is_told_of_it() -> None:
    song = song_of(2)
    scene = Scene(song_of(tracks=(msgspec.structs.replace(song.tracks[0], armed=True), song.tracks[1])))
    scene.state(
        "recording",
        record_start=48_000,
        device_note="no sound card found",
        recorded=(scene.desk.song.tracks[0].id,),
    )
    assert scene.desk.sentence == "recording Kick since 0:01.000; r stops and keeps"
    scene.state("stopped", device_note="another device")
    assert scene.desk.sentence == "another device"


async def test_the_palette_finds_by_words_and_does() -> None:
    scene = Scene()
    await scene.press("x", *"record_t")
    assert "transport.record_toggle r         record; again" in scene.screen()[2]
    await scene.press(*["backspace"] * 8, *"roll")
    assert "transport.toggle" in scene.screen()[2]
    await scene.press("enter")
    assert scene.asked == [("transport.toggle", {})]
    assert scene.head.screen is None


async def test_the_device_chooser_opens_what_is_pointed_at() -> None:
    scene = Scene()
    devices = [
        {"name": name, "host_api": "ALSA", "inputs": 8, "outputs": 2, "rate": 48000}
        for name in ("Other", "UMC1820")
    ]
    scene.studio.answers["device.list"] = Answer(1, result=devices)
    await scene.press("d")
    assert any("UMC1820" in line and "8 in" in line for line in scene.screen())
    await scene.press("down", "enter")
    assert scene.asked[-1] == ("device.open", {"name": "UMC1820", "api": "ALSA"})


async def test_the_device_chooser_names_sound_systems_whole() -> None:
    scene = Scene()
    device = {
        "name": "system",
        "host_api": "JACK Audio Connection Kit",
        "inputs": 8,
        "outputs": 2,
        "rate": 48000,
    }
    scene.studio.answers["device.list"] = Answer(1, result=[device])
    await scene.press("d")
    assert any(" JACK   " in line for line in scene.screen())
    await scene.press("enter")
    assert scene.asked[-1] == ("device.open", {"name": "system", "api": "JACK Audio Connection Kit"})


async def test_the_soundcheck_shows_findings_and_advice() -> None:
    scene = Scene()
    findings = [
        {"name": "disk", "level": "good", "text": "writes 865 MB/s"},
        {"name": "Kick, input 1", "level": "bad", "text": "silent", "advice": "is the microphone on?"},
    ]
    scene.studio.answers["soundcheck.run"] = Answer(1, result={"ready": False, "findings": findings})
    await scene.press("X")
    text = "\n".join(scene.screen())
    assert "not ready yet" in text
    assert "NOT OK" in text
    assert "is the microphone on?" in text
    assert "Enter looks again" in scene.screen()[-1]


async def test_the_soundcheck_is_read_whole() -> None:
    scene = Scene()
    advice = "put your user into the group 'audio' and give it rtprio 95 in /etc/security/limits.d/audio.conf, then log in again"
    findings = [
        {"name": "priority", "level": "warning", "text": "none", "advice": advice},
        *(
            {"name": f"Overheads in the large room, input {at}", "level": "good", "text": "-12.0 dB"}
            for at in (3, 14)
        ),
        {"name": "inputs", "level": "warning", "text": "-", "advice": "track.toggle_arm arms a track"},
    ]
    scene.studio.answers["soundcheck.run"] = Answer(1, result={"ready": True, "findings": findings})
    await scene.press("X")
    screen = scene.screen()
    assert " ".join(" ".join(screen).split()).find(advice) > 0
    assert any(", input 3 " in line for line in screen)
    assert any(", input 14 " in line for line in screen)
    assert any("a arms a track" in line for line in screen)
    await scene.press("down", "down")
    assert focus_of(scene.head).parts == ("Overheads in the large room, input 14: ok, -12.0 dB",)


async def test_the_line_does_what_is_typed_and_completes(place) -> None:
    scene = Scene()
    await scene.press(":", *"transport.to", "tab", "enter")
    assert scene.studio.lines == [("transport.toggle", False)]
    await scene.press(":", "up")
    assert scene.head.editor is not None
    assert scene.head.editor.text == "transport.toggle"


async def test_the_line_asks_too_while_recording() -> None:
    scene = Scene(status=status_of("recording"))
    await typed(scene, "track.toggle_arm 1")
    assert scene.studio.lines == []
    await scene.press("y")
    assert scene.studio.lines == [("track.toggle_arm 1", True)]


async def test_what_comes_after_a_yes_is_done_too() -> None:
    scene = Scene(status=status_of("recording"))
    await typed(scene, "transport.stop; track.toggle_arm 1; device.list")
    assert scene.studio.lines == [("transport.stop", False)]
    await scene.press("y")
    assert [line for line, _ in scene.studio.lines] == ["transport.stop", "track.toggle_arm 1", "device.list"]
    assert scene.desk.sentence == "did transport.stop; did track.toggle_arm 1; did device.list"


async def test_what_comes_after_a_no_or_a_refusal_is_not_done_and_told() -> None:
    scene = Scene(status=status_of("recording"))
    await typed(scene, "track.toggle_arm 1; device.list")
    await scene.press("n")
    assert scene.desk.sentence == "track.toggle_arm not done; not done either: 'device.list'"
    scene.studio.answers["no.such"] = REFUSED
    await typed(scene, "no.such; device.list")
    assert scene.desk.sentence == "it cannot be; here; do that; not done either: 'device.list'"
    assert scene.studio.lines == [("no.such", False)]


async def test_what_was_agreed_by_key_is_agreed_when_typed() -> None:
    scene = Scene(status=status_of("recording"))
    await scene.press("a", "y")
    await typed(scene, "track.toggle_arm 2")
    assert scene.studio.lines == [("track.toggle_arm 2", True)]


async def test_an_answer_of_several_lines_is_shown_whole() -> None:
    scene = Scene()
    rows = [f"{number} Overheads, input {number} {'far away ' * 9}" for number in range(30)]
    scene.studio.answers["track.list"] = Answer(1, text="\n".join(rows))
    await typed(scene, "track.list")
    screen = scene.screen()
    assert screen[1].startswith(">0 Overheads, input 0 far away")
    assert screen[2].startswith("     away far away")
    assert screen[-1].startswith(" Answer: arrows scroll, Esc leaves")
    assert "?" not in "".join(screen[1:-3])
    await scene.press(*["down"] * 29)
    assert any(line.startswith(">29 Overheads") for line in scene.screen())
    await scene.press("escape")
    assert scene.head.screen is None


async def test_a_long_answer_leads_back_to_the_screen_before() -> None:
    scene = Scene()
    await scene.press("x")
    palette = scene.head.screen
    scene.head.show_lines(["one", "two"])
    scene.head.show_lines(["three", "four"])
    await scene.press("escape")
    assert scene.head.screen is palette


async def test_help_is_answered_in_the_line() -> None:
    scene = Scene()
    await typed(scene, "help track.add")
    assert scene.screen()[1].startswith(">track.add: make a track")
    await typed(scene, "help")
    text = "\n".join(scene.screen())
    assert "select: all, first, last, move, none, toggle" in text
    assert "watch" not in text
    await typed(scene, "help trakc.add")
    assert scene.desk.sentence == "there is no 'trakc.add'; did you mean track.add?"


async def test_short_words_mean_what_they_mean_at_the_prompt() -> None:
    scene = Scene()
    await typed(scene, "add Bass 5; stop; select.last; last")
    lines = [("track.add Bass 5", False), ("transport.stop", False), ("last", False)]
    assert scene.studio.lines == lines
    assert scene.desk.selection.cursor == 6
    await typed(scene, "quit")
    assert scene.head.question.startswith("close the song?")


async def test_own_actions_take_values_without_their_names_and_complete(place) -> None:
    scene = Scene()
    await typed(scene, "select.move 3")
    assert scene.desk.selection.cursor == 3
    await scene.press(":", *"select.fi", "tab", "enter")
    assert scene.desk.selection.cursor == 0
    await scene.press(":", *"wat", "tab")
    assert scene.head.editor is not None
    assert scene.head.editor.text == "wat"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("bar.step x", "'x' is not a whole number; by of bar.step; write a whole number, as 2 or -3"),
        ("fader.nudge inf", "'inf' is not a number; by of fader.nudge; write a number, as -3.5"),
        ("select.move 1 2", "'2' does not fit select.move; write :select.move [steps=SIGNED]"),
        ("select.move by=2", "'by=2' does not fit select.move; write :select.move [steps=SIGNED]"),
    ],
)
async def test_a_value_that_does_not_fit_is_told_with_what_does(line: str, sentence: str) -> None:
    scene = Scene()
    await typed(scene, line)
    assert (scene.desk.sentence, scene.desk.saying.alarming) == (sentence, True)


async def test_a_value_of_the_key_map_that_does_not_fit_is_told() -> None:
    scene = Scene()
    scene.head.do("select.move", {"steps": "1.5"})
    assert scene.desk.sentence.startswith("'1.5' is not a whole number; steps of select.move")


async def test_leaving_asks_when_it_would_end_the_studio() -> None:
    scene = Scene()
    await scene.press("q", "x")
    assert scene.left == []
    await scene.press("q", "n")
    assert scene.left[0] == "the studio waits on; tui-studio /songs/x comes back to it"
    await scene.press("q", "y")
    assert scene.asked == [("studio.quit", {})]
    scene.head.hear(Goodbye("the studio was asked to end"))
    assert scene.left[-1] == "Quiet grey is closed"


@pytest.mark.parametrize(("state", "heads"), [("recording", 1), ("rolling", 1), ("stopped", 2)])
async def test_leaving_just_detaches_when_something_goes_on(state: str, heads: int) -> None:
    scene = Scene(status=status_of(state, heads=heads))
    await scene.press("q")
    assert len(scene.left) == 1


async def test_an_unbound_key_says_so_and_harms_nothing() -> None:
    scene = Scene()
    await scene.press("B", "f9")
    assert scene.asked == []
    assert "does nothing" in scene.desk.sentence


async def test_messages_are_shown() -> None:
    scene = Scene()
    scene.head.hear(Notice("the device is back", "warning"))
    assert "! the device is back" in scene.screen()[-2]
    scene.studio.song = song_of(tracks=(with_take(scene.studio.song.tracks[0]),))
    scene.head.hear(SongChanged(1, "record Kick", None))
    assert len(scene.desk.song.tracks) == 1
    scene.head.hear(Goodbye("it was asked to end"))
    assert scene.left == ["the studio has ended: it was asked to end"]


async def test_a_broken_key_map_is_told_and_the_shipped_one_used(place) -> None:
    own = place.root / "config" / "keymap.toml"
    own.write_text('[keys]\n"a" = "no.such"\n')
    scene = Scene()
    greet(scene.head)
    assert "no.such" in scene.desk.sentence
    assert scene.desk.saying.alarming
    await scene.press("space")
    assert scene.asked == [("transport.toggle", {})]


async def test_every_size_is_drawn_exactly() -> None:
    scene = Scene(status=status_of("recording", 100_000, tracks={1: meter(-3.0, clips=2)}))
    for screen_key in ("", "?", "x", "d"):
        if screen_key:
            await scene.press("escape", screen_key)
        for width, height in ((80, 24), (160, 45), (40, 10), (20, 5), (200, 60)):
            lines = scene.screen(width, height)
            assert len(lines) == height
            assert {len(line) for line in lines} == {width}


async def test_keys_of_a_view_do_nothing_to_it_under_a_screen() -> None:
    scene = Scene()
    scene.head.do("view.notebook")
    scene.head.do("prompter.open")
    await scene.press("x")
    assert scene.head.screen is not None
    assert scene.head.screen.title == "Palette"

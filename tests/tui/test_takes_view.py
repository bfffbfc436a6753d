"""The Takes view: the comp on the lyric sheet, the take list, the clips."""

from types import SimpleNamespace

import msgspec
import pytest

import tui_studio.studio.actions  # noqa: F401 - declares the actions
from tests.tui.scene import REFUSED, Scene, Studio, certificate, song_of, status_of
from tests.tui.takes_scene import BAR, comp_song, comped, take_of
from tui_studio.song import edits
from tui_studio.song.model import (
    Clip,
    ClipId,
    Comp,
    CompId,
    Gap,
    PassId,
    Segment,
    SourceId,
    Take,
    TakeId,
    Track,
    TrackId,
)
from tui_studio.studio import registry
from tui_studio.studio.wire import Answer, SongChanged
from tui_studio.tui.plain.focus import focus_of
from tui_studio.tui.screen_lines import ScreenLines
from tui_studio.tui.takes.index import TakeIndex
from tui_studio.tui.takes.rows import row_at, rows_of
from tui_studio.tui.takes.view import TakesView
from tui_studio.tui.takes.waves_pane import comp_line
from tui_studio.tui.takes.words import take_words
from tui_studio.tui.view.cells import Tone, cells_of, changed, text_of, width_of
from tui_studio.tui.view.glyphs import ASCII
from tui_studio.tui.view.timeline import Window
from tui_studio.units import short_time

ACTIONS = tuple(found.info for found in registry.actions())


class TakesScene(Scene):
    """A head with the catalogue of a real studio, in the Takes view."""

    def __init__(self, song=None, status=None) -> None:
        super().__init__(comp_song() if song is None else song, status)
        self.studio.catalogue = ACTIONS
        self.head = type(self.head)(self.studio, self.desk, lambda: None, self.left.append)
        self.head.views.show("takes")

    @property
    def asked(self) -> list[tuple[str, dict]]:
        return [(action, params) for action, params, _ in self.studio.asked if action != "take.overview"]

    def change(self, song) -> None:
        self.studio.song = song
        self.head.hear(SongChanged(1, "", None))

    def row(self, words: str) -> str:
        return next(line for line in self.screen()[3:] if words in line)


async def test_lines_are_rows_and_the_take_that_plays_is_in_brackets() -> None:
    scene = TakesScene()
    await scene.press()
    assert "Lead vox · comp A" in scene.screen()[1]
    assert scene.screen()[1].split()[-4:] == ["1", "2", "3", "4"]
    assert scene.screen()[2].split() == ["★★★··", "★★★★·", "-----", "★★★★★"]
    assert scene.row("Morning").split()[-4:] == ["·", "·", "·", "[4]"]
    assert scene.row("Hold on, [C]").split()[-3:] == ["[1]", "·", "·"], "take 3 ends before the chorus"
    assert scene.screen()[4].startswith(">▶"), "the line at the playhead, not its section"
    await scene.press()


async def test_a_gap_is_marked_plainly_in_its_line_and_told_in_words() -> None:
    scene = TakesScene()
    assert scene.row("Coffee").split()[-4:] == ["·", "[2]", "gap", "·"]
    await scene.press("pageup", "down", "down", "3")
    assert scene.asked[-1][0] == "comp.choose"
    scene.change(edits.choose_take(scene.desk.song, TakeId(503), 2 * BAR, 4 * BAR))
    assert "[3]gap" in scene.row("Coffee")
    assert "take 3 plays WITH A GAP" in "\n".join(scene.screen())
    assert "1 GAP at 0:04.002" in "\n".join(scene.screen()), "the certificate of the take just chosen"


async def test_a_figure_chooses_the_take_for_the_line_pointed_at() -> None:
    scene = TakesScene()
    await scene.press("pageup", "2", "down", "3", "down", "0")
    assert scene.asked == [
        ("comp.choose", {"track": "1", "span": "section 1", "take": "2"}),
        ("comp.choose", {"track": "1", "span": "line 1", "take": "3"}),
        ("comp.clear", {"track": "1", "span": "line 2"}),
    ]


async def test_the_cell_pointed_at_has_the_real_cursor_and_enter_chooses_it() -> None:
    scene = TakesScene()
    await scene.press("pageup", "down", "left", "left")
    lines, (column, row) = ScreenLines(scene.head).draw(80, 24)
    assert "Morning" in text_of(lines[row])
    assert cells_of(lines[row])[column] == ("·", Tone.PICKED)
    assert cells_of(lines[1])[column] == ("2", Tone.PICKED)
    await scene.press("enter")
    assert scene.asked == [("comp.choose", {"track": "1", "span": "line 1", "take": "2"})]


async def test_more_than_nine_takes_are_typed() -> None:
    scene = TakesScene()
    await scene.press("#", "1", "2", "enter")
    assert scene.asked[-1][1]["take"] == "12"


async def test_the_next_take_is_heard_on_trial_and_enter_chooses_it() -> None:
    scene = TakesScene()
    scene.studio.answers["comp.audition"] = Answer(
        1, "comp.audition", {"take": 2, "plays": False}, "take 2 on trial"
    )
    await scene.press("pageup", "down", "tab", "shift+tab")
    assert scene.asked == [
        ("comp.audition", {"track": "1", "span": "line 1", "step": "1"}),
        ("comp.audition", {"track": "1", "span": "line 1", "step": "-1"}),
    ]
    assert scene.desk.sentence == "take 2 on trial; Enter keeps it, Space: the comp"
    await scene.press("enter")
    assert scene.asked[-1] == ("comp.choose", {"track": "1", "span": "line 1", "take": "2"})


async def test_a_line_is_heard_in_place_and_looped() -> None:
    scene = TakesScene()
    await scene.press("pageup", "down", "down", "space")
    assert scene.asked == [("transport.locate", {"to": f"{2 * BAR}f"}), ("transport.play", {"here": "on"})]
    scene.state("rolling")
    await scene.press("space", "l")
    assert scene.asked[2:] == [
        ("transport.toggle", {}),
        ("loop.set", {"start": f"{2 * BAR}f", "end": f"{4 * BAR}f"}),
    ]
    scene.change(edits.set_loop_on(edits.set_loop(scene.desk.song, 2 * BAR, 4 * BAR), True))
    await scene.press("l")
    assert scene.asked[-1] == ("loop.toggle", {})


async def test_stars_by_one_key() -> None:
    scene = TakesScene()
    await scene.press("left", "r")
    assert "how many stars" in scene.screen()[-1]
    await scene.press("4", "r", "x", "+", "-")
    assert [params["stars"] for _, params in scene.asked] == ["4", "1", "0"]
    assert scene.asked[0] == ("take.rate", {"track": "1", "take": "3", "stars": "4"})


async def test_boundaries_fades_and_comps_have_keys() -> None:
    scene = TakesScene()
    await scene.press("pageup", "down", "down", "]", "[", "S", "B", "y")
    assert scene.asked == [
        ("comp.nudge", {"track": "1", "segment": "2", "by": "10ms"}),
        ("comp.nudge", {"track": "1", "segment": "2", "by": "-10ms"}),
        ("comp.settle", {"track": "1", "segment": "2"}),
        ("comp.next", {"track": "1"}),
        ("comp.copy", {"track": "1"}),
    ]
    await scene.press("f", "enter")
    assert scene.asked[-1] == ("comp.fade", {"track": "1", "segment": "2", "length": "20ms"})


async def test_takes_are_hidden_named_recalled_and_coloured() -> None:
    scene = TakesScene()
    await scene.press("h", "P", "e")
    assert scene.head.editor is not None
    assert scene.head.editor.text == "the loud one"
    await scene.press("!", "enter", "D")
    assert [action for action, _ in scene.asked] == ["take.hide", "take.recall", "take.name", "take.delete"]
    assert scene.asked[1][1] == {"pass_id": "704", "span": "line 1", "round": "1"}
    assert scene.asked[2][1] == {"track": "1", "take": "4", "name": "the loud one!"}
    scene.change(edits.hide_take(scene.desk.song, TakeId(504)))
    assert "4" not in scene.screen()[1].split()
    await scene.press("H")
    assert "4h" in scene.screen()[1].split()


async def test_a_suggestion_tells_reasons_and_is_accepted() -> None:
    scene = TakesScene()
    ranked = [
        {
            "name": "line 3", "text": "", "start": 4 * BAR, "end": 6 * BAR,
            "takes": [
                {"take": 2, "score": 1.0, "reasons": ["steadier in pitch"]},
                {"take": 4, "score": 0.5, "reasons": ["12 ms early"]},
            ],
        }
    ]  # fmt: skip
    scene.studio.answers["comp.suggest"] = Answer(1, result=ranked)
    await scene.press("pageup", "down", "down", "down", "b")
    assert scene.asked == [("comp.suggest", {"track": "1", "span": "line 3"})]
    screen = "\n".join(scene.screen())
    assert "line 3       take 2   steadier in pitch" in screen
    assert "12 ms early" in screen
    await scene.press("down", "enter", "b", "a")
    await scene.press("a")
    assert scene.asked[1:] == [
        ("comp.choose", {"track": "1", "span": f"{4 * BAR}f..{6 * BAR}f", "take": "4"}),
        ("comp.suggest", {"track": "1", "span": "line 3"}),
        ("comp.accept", {"track": "1", "span": "line 3"}),
    ]


async def test_a_suggestion_that_fails_says_why() -> None:
    scene = TakesScene()
    scene.studio.answers["comp.suggest"] = REFUSED
    await scene.press("b")
    assert scene.head.screen is None
    assert "it cannot be" in scene.desk.sentence


async def test_what_is_pointed_at_is_said_in_words() -> None:
    scene = TakesScene()
    await scene.press("pageup", "down", "i")
    assert scene.desk.sentence == (
        'line 1 0:00.000-0:04.000: take 4 plays; take 4 "the loud one", 5 stars, 0:24 from 0:00.000, no gaps, peak -3.2 dB'
    )


async def test_a_take_is_as_long_as_in_the_line_head() -> None:
    song = TakesScene().desk.song
    short = msgspec.structs.replace(song.tracks[0].takes[0], frames=int(2.18 * 48_000))
    words = "".join(text for text, _ in take_words(short, song))
    assert f", {short_time(short.frames, 48_000)} from " in words
    assert ", 0:02.2 from " in words


async def test_the_take_list_has_every_take_with_its_wave_and_certificate() -> None:
    scene = TakesScene()
    await scene.press("w")
    screen = scene.screen()
    assert any("rated length peak dB integrity" in line for line in screen)
    assert "Lead vox · comp A, 4 takes" in screen[1]
    assert screen[4].startswith("   1*★★★··   0:24   -3.2  1 xrun")
    assert screen[5].startswith("   2*★★★★·   0:24   -3.2  whole")
    assert "1 GAP" in screen[6]
    assert screen[3].rstrip().endswith("444444422222222222222444444411111111111111")
    await scene.press("up")
    assert scene.screen()[6].startswith(">  3 ")


async def test_the_take_pointed_at_has_its_whole_certificate_under_the_list() -> None:
    track = comped()
    known = certificate(
        inputs=(7,), overs=(2,), first_over=48_000, gaps=(Gap(BAR, 64, "stall"),), latency_frames=312,
        device="UMC1820", host_api="ALSA", checksum="sha256:" + "0f" * 32,
    )  # fmt: skip
    last = msgspec.structs.replace(track.takes[-1], certificate=known)
    scene = TakesScene(comp_song(msgspec.structs.replace(track, takes=(*track.takes[:-1], last))))
    await scene.press("w")
    shown = "\n".join(scene.screen())
    for fact in (
        "GAPS: 1 at 0:02.000", "overs on input 7: 2", "first over: at 0:01.000", "device: UMC1820 (ALSA)", "rate: 48000 Hz",
        "block: 128 frames", "latency used: 312 frames (6.5 ms), reported, not measured", "longest disk stall: 0.0 ms",
        "started: 2026-11-22 10:00:00+00:00", "checksum: " + "0f" * 32, "GAP 1: at 0:02.000, 64 frames (1.3 ms) missing, stall",
    ):  # fmt: skip
        assert fact in shown, fact
    await scene.press("up")
    assert "device: UMC1820" not in "\n".join(scene.screen())
    assert {len(scene.screen(80, height)) for height in (8, 12, 16)} == {8, 12, 16}


async def test_a_key_reads_the_certificate_line_by_line() -> None:
    scene = TakesScene()
    told = "certificate of Lead vox take 4\ngaps: none\nchecksum: " + "0f" * 60
    scene.studio.answers["take.certificate"] = Answer(1, "take.certificate", {}, told)
    await scene.press("C")
    assert scene.asked == [("take.certificate", {"track": "1", "take": "4"})]
    assert focus_of(scene.head).place == "Answer"
    assert focus_of(scene.head).parts == ("certificate of Lead vox take 4",)
    await scene.press("down")
    assert focus_of(scene.head).parts == ("gaps: none",)
    await scene.press("down")
    assert focus_of(scene.head).parts == ("checksum: " + "0f" * 60,), "to a screen reader whole"
    narrow = scene.screen(60)
    assert sum("0f0f0f" in line for line in narrow) == 3, "on a screen broken"
    await scene.press("escape")
    assert scene.head.screen is None


async def test_clips_are_edited_by_keys() -> None:
    clip = Clip(ClipId(40), SourceId(9), 2 * BAR, 0, 2 * BAR, "loop", gain_db=-3.0, fade_in=480)
    track = msgspec.structs.replace(
        comped(), clips=(clip, msgspec.structs.replace(clip, id=41, start=6 * BAR))
    )
    scene = TakesScene(comp_song(track), status_of("stopped", 3 * BAR))
    await scene.press("w", "w")
    assert "2 clips" in scene.screen()[1]
    assert "-3.0 f" in scene.screen()[3]
    await scene.press("s", "]", "h", "m", "r", "right", "A", "D", "f")
    assert scene.asked == [
        ("clip.split", {"clip": "40", "at": f"{3 * BAR}f"}),
        ("clip.trim", {"clip": "40", "end": f"{3 * BAR}f", "ripple": "off"}),
        ("clip.move", {"clip": "40", "at": f"{3 * BAR}f", "ripple": "off"}),
        ("clip.mute", {"clip": "40"}),
        ("clip.reverse", {"clip": "40"}),
        ("clip.move", {"clip": "40", "at": f"{2 * BAR + 480}f", "ripple": "off"}),
        ("clip.remove", {"clip": "40", "ripple": "on"}),
    ]
    assert scene.head.editor is not None
    assert scene.head.editor.text == "-3.0"
    await scene.press("escape", "v", "down", "v", "G")
    assert scene.asked[-1] == ("clip.group", {"clips": "40,41"})


async def test_the_other_tracks_are_reached_and_one_without_takes_says_so() -> None:
    scene = TakesScene()
    await scene.press("t")
    assert "No takes on Bass yet" in "\n".join(scene.screen())
    await scene.press("5")
    assert scene.asked[-1][0] == "comp.choose"
    await scene.press("T", "escape")
    assert scene.head.views.present.name == "record"
    assert scene.desk.selection.cursor == 0


async def test_a_guide_says_what_it_is_and_what_keys_make_and_mute_it() -> None:
    scene = TakesScene()
    await scene.press("t")
    song = scene.desk.song
    tracks = tuple(
        msgspec.structs.replace(track, plays_guide=True) if track.name == "Bass" else track
        for track in song.tracks
    )
    scene.desk.take_song(msgspec.structs.replace(song, tracks=tracks))
    shown = "\n".join(scene.screen())
    assert "Bass is a guide" in shown
    assert "M makes it anew, m mutes it" in shown
    assert "Arm it" not in shown
    assert "is a guide" in scene.head.views.present.spoken()[0]


async def test_any_view_is_reached_by_w_where_figures_choose_takes() -> None:
    scene = TakesScene()
    await scene.press("W", "2")
    assert scene.head.views.present.name == "record"
    await scene.press("3")
    assert scene.head.views.present.name == "takes"


async def test_during_a_take_the_keys_of_the_take_work_here_too() -> None:
    scene = TakesScene(status=status_of("recording"))
    await scene.press("r")
    assert scene.asked == [("transport.record_toggle", {})]


async def test_without_words_rows_are_sections_or_bars() -> None:
    song = comp_song()
    rows = rows_of(song, 20 * BAR, 4)
    assert [row.span for row in rows if row.kind != "line"] == [
        "section 1",
        "section 2",
        "section 3",
        "bars 17-20",
    ]
    bare = rows_of(comp_song(words=False), 10 * BAR, 4)
    assert [(row.name, row.start, row.end) for row in bare] == [
        ("bars 1-4", 0, 4 * BAR),
        ("bars 5-8", 4 * BAR, 8 * BAR),
        ("bars 9-12", 8 * BAR, 12 * BAR),
    ]
    assert row_at(rows, 2 * BAR) == 2
    assert row_at(rows, 99 * BAR) is None
    scene = TakesScene(comp_song(words=False))
    await scene.press("pageup", "z", "2")
    assert scene.asked[-1][1]["span"] == "bars 1-2"


def test_what_plays_is_found_by_place() -> None:
    index = TakeIndex(comped(), hidden=False)
    assert [(part.column, part.start, part.end) for part in index.playing(BAR, 3 * BAR)] == [
        (3, BAR, 2 * BAR),
        (1, 2 * BAR, 3 * BAR),
    ]
    assert index.main(0, 8 * BAR) in (1, 3)
    assert index.main(20 * BAR, 21 * BAR) is None
    assert (index.segment_at(0), index.segment_at(7 * BAR), index.segment_at(12 * BAR)) == (1, 3, None)
    assert index.boundary_near(2 * BAR + 500, 4 * BAR) == 2
    assert index.sounding(8 * BAR, 9 * BAR) == [0, 1, 3]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 45), (40, 10), (20, 5), (200, 60), (80, 12)])
async def test_every_sheet_fills_any_size_exactly(width: int, height: int) -> None:
    scene = TakesScene(status=status_of("rolling", 3 * BAR))
    for _ in range(3):
        lines = scene.screen(width, height)
        assert len(lines) == height
        assert {width_of(line) for line in lines} == {width}
        await scene.press("w")


async def test_plain_terminals_get_ascii() -> None:
    scene = TakesScene()
    scene.desk.glyphs = ASCII
    for _ in range(3):
        text = "".join(scene.screen()[1:])
        assert text.isascii(), [letter for letter in text if not letter.isascii()]
        await scene.press("w")


async def test_only_what_changed_is_drawn_in_a_song_of_many_takes() -> None:
    takes = tuple(
        Take(TakeId(1000 + at), at, PassId(1), SourceId(5000 + at), (at % 12) * BAR, 2 * BAR, certificate())
        for at in range(1, 1001)
    )
    comp = Comp(CompId(9), "A", tuple(Segment(takes[at].id, at * BAR, (at + 1) * BAR) for at in range(11)))
    track = Track(TrackId(1), "Vox", (1,), takes=takes, comps=(comp,), active_comp=comp.id)
    others = tuple(Track(TrackId(at), f"T{at}", (1,), takes=takes) for at in range(2, 25))
    scene = TakesScene(comp_song(track, *others))
    picture = ScreenLines(scene.head)
    first, _ = picture.draw(80, 24)
    again, _ = picture.draw(80, 24)
    assert all(old == new for old, new in zip(first, again, strict=True))
    assert sum(old is new for old, new in zip(first[3:12], again[3:12], strict=True)) >= 8, (
        "rows are kept as they are"
    )
    await scene.press("down")
    moved, _ = picture.draw(80, 24)
    rows = [at for at, (old, new) in enumerate(zip(first, moved, strict=True)) if changed(old, new)]
    assert len(rows) <= 7, "the two rows, the ruler, the words"


def waves_asked(scene: TakesScene) -> list[int]:
    return [params["source"] for action, params, _ in scene.studio.asked if action == "take.overview"]


async def settled(scene: TakesScene) -> None:
    """Until every wave that is wanted has come."""
    count = -1
    while count != len(waves_asked(scene)):
        count = len(waves_asked(scene))
        scene.screen()
        await scene.head.talk.answered()


async def test_only_the_waves_near_the_screen_are_fetched_the_newest_first() -> None:
    takes = tuple(take_of(number) for number in range(1, 301))
    comp = Comp(CompId(9), "A", (Segment(takes[3].id, 0, 12 * BAR),))
    others = tuple(
        msgspec.structs.replace(track, active_comp=comp.id, comps=(comp,))
        for track in (Track(TrackId(at), f"T{at}", (1,), takes=takes) for at in range(2, 9))
    )
    vox = Track(TrackId(1), "Vox", (1,), takes=takes, comps=(comp,), active_comp=comp.id)
    scene = TakesScene(comp_song(vox, *others))
    view = scene.head.views.present
    assert isinstance(view, TakesView)
    await settled(scene)
    view.point_column(299)
    scene.studio.asked.clear()
    await settled(scene)
    asked = waves_asked(scene)
    assert asked[0] == takes[299].source, "the newest that is shown"
    assert 2 <= len(asked) <= 12, "those that are shown and a few around"
    assert asked == sorted(asked, reverse=True)
    await scene.press("w")
    await settled(scene)
    assert len(waves_asked(scene)) <= 24 + 5, "a screen of the list, and a few around"
    await scene.press("W", "2")
    await settled(scene)
    assert len(waves_asked(scene)) <= 24 + 5, "what the tracks play has come before"


async def test_the_cells_of_a_status_are_few() -> None:
    scene = TakesScene()
    picture = ScreenLines(scene.head)
    first, _ = picture.draw(80, 24)
    scene.state("rolling", position=1000)
    moved, _ = picture.draw(80, 24)
    await scene.press()
    assert [
        at for at, (old, new) in enumerate(zip(first[1:22], moved[1:22], strict=True)) if changed(old, new)
    ] == []


async def test_a_song_without_tracks_says_what_to_do() -> None:
    scene = TakesScene(song_of(0))
    assert "No tracks yet" in "\n".join(scene.screen())
    await scene.press("down", "tab", "space", "i", "b", "w", "1")
    assert isinstance(scene.studio, Studio)


async def test_cleaning_up_says_what_goes_and_wants_a_yes() -> None:
    scene = TakesScene()
    found = {"files": ["audio/a.wav", "audio/b.wav"], "bytes": 2_500_000, "removed": False}
    scene.studio.answers["take.clean"] = Answer(1, "take.clean", found, "2 files")
    await scene.press("~")
    assert scene.head.question == "2 files that nothing plays, 2.5 MB: remove for ever? y/n"
    await scene.press("n")
    assert (scene.asked, scene.desk.sentence) == ([("take.clean", {})], "every file stays")
    await scene.press("~")
    await scene.press("y")
    assert scene.asked[-1] == ("take.clean", {"confirm": "on"})
    scene.studio.answers["take.clean"] = Answer(1, "take.clean", {"files": []}, "every file is in use")
    await scene.press("~")
    assert (scene.head.question, scene.desk.sentence) == ("", "every file is in use")


async def test_a_boundary_moves_by_the_grid() -> None:
    scene = TakesScene()
    await scene.press("pageup", "down", "down", ";", "shift+right")
    assert [params["by"] for _, params in scene.asked] == ["-1/16", "1/16"]


def test_the_comps_line_has_numbers_of_two_figures_whole() -> None:
    columns = (SimpleNamespace(number=4), SimpleNamespace(number=12))
    index = SimpleNamespace(columns=columns, main=lambda start, _end: (0, 0, 1, 1, 1, 1, None, 0)[start])
    drawn = comp_line(index, Window(0, 1, 8), ("comp A", Tone.PLAIN), 15, -1)
    assert text_of(drawn) == "comp A 4412 1 4"


async def test_the_key_line_shows_the_way_to_takes_above_nine() -> None:
    scene = TakesScene()
    await scene.press()
    assert "1-9 choose, # any" in scene.screen()[-1]
    await scene.press("#")
    assert "take: " in scene.screen()[-1]


async def test_a_take_whose_file_is_missing_says_so_wherever_it_is_listed() -> None:
    scene = TakesScene()
    gone = {"source": 0, "start": 0, "frames": 0, "missing": True, "peaks": ""}
    scene.studio.answers["take.overview"] = Answer(1, "take.overview", result=gone)
    await settled(scene)
    assert " gone" in scene.row(">  4 ")
    assert "FILE MISSING, silent" in "\n".join(scene.screen())
    await scene.press("w")
    assert "MISSING" in scene.row(">  4")
    scene.head.views.show("record")
    assert "FILE MISSING, silent" in "\n".join(scene.screen(160, 45))
    await scene.head.talk.answered()


async def test_a_file_that_is_back_is_seen_when_other_takes_come_into_view() -> None:
    scene = TakesScene()
    wave = {"source": 0, "start": 0, "frames": 0, "missing": False, "peaks": ""}
    scene.studio.answers["take.overview"] = Answer(1, "take.overview", result={**wave, "missing": True})
    await settled(scene)
    assert scene.desk.waveforms.lost
    scene.studio.answers["take.overview"] = Answer(1, "take.overview", result=wave)
    scene.head.overviews.want({scene.desk.song.tracks[0].takes[0].source})
    await settled(scene)
    assert scene.desk.song.tracks[0].takes[0].source not in scene.desk.waveforms.lost

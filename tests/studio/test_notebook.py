"""The notebook through the door: ideas, words and chords, structure, plan, time, search."""

import asyncio

import numpy as np
import pytest
import soundfile

from tests.studio.conftest import done, refused
from tui_studio.song import edits
from tui_studio.song.lyrics import sung_lines
from tui_studio.song.storage import SongStore
from tui_studio.studio.actions.lyric import written_words
from tui_studio.studio.taps import Taps

VERSE = ("[Am]Morning comes in [F]quiet grey", "[C]Coffee's cold and [G]far away")


async def write_song(head):
    await done(head, "lyric.add {start_of_verse: Verse 1}")
    for line in VERSE:
        await done(head, f"lyric.add {line}")
    await done(head, "lyric.add {end_of_verse}; lyric.add {start_of_chorus: Chorus}; lyric.add [F]Hold on")
    await done(head, 'lyric.add {end_of_chorus}; section.add "Verse 1" 4 92 4/4 Am; section.add Chorus 2 104')


async def test_ideas(head):
    idea = await done(head, "idea.add don't rush the bridge #bridge")
    assert (idea["number"], idea["text"], idea["tags"]) == (1, "don't rush the bridge", ["bridge"])
    await done(
        head, "idea.add four on the floor; idea.tag 2 drums,loud; idea.edit 2 four on the floor, half time"
    )
    assert [each["number"] for each in await done(head, "idea.list drums")] == [2]
    await done(head, "idea.use 1 line")
    assert head.song.notebook.chart[0].text == "don't rush the bridge"
    assert (await done(head, "idea.list"))[0]["used_as"].startswith("line")
    await done(head, "idea.remove 2")
    assert len(await done(head, "idea.list")) == 1
    assert "no idea 7" in await refused(head, "idea.edit 7 x")


async def test_a_song_is_written_by_lines_alone(head):
    await write_song(head)
    sections = await done(head, "section.list")
    assert [(each["name"], each["first_bar"], each["tempo_bpm"], each["lines"]) for each in sections] == [
        ("Verse 1", 1, 92, [1, 2]),
        ("Chorus", 5, 104, [3]),
    ]
    assert [each["number"] for each in sections] == [1, 2]
    lines = await done(head, "lyric.list")
    assert [line["words"] for line in lines] == [
        "Morning comes in quiet grey",
        "Coffee's cold and far away",
        "Hold on",
    ]
    assert lines[1]["start"] == lines[0]["end"] == round(2 * 4 * 60 / 92 * 48000)
    assert [line.number for line in sung_lines(head.song)] == [1, 2, 3]
    await done(head, "section.again Chorus; section.set 3 bars=4")
    assert [each["name"] for each in await done(head, "section.list")][2] == "Chorus 2"
    assert len(await done(head, "lyric.list")) == 4


async def test_metadata_is_in_the_printed_chart_only(head, tmp_path):
    await done(head, 'section.add A 4 92 3/4 Am; lyric.add "{c: %{title}, %{key}, %{tempo}, %{time}}"')
    assert (await done(head, "chart.text"))["lines"] == ["(Song, Am, 92, 3/4)"]
    await done(
        head, f"chart.html {tmp_path}/x.html; lyric.export {tmp_path}/x.cho; lyric.export {tmp_path}/x.txt"
    )
    assert "Song, Am, 92, 3/4" in (tmp_path / "x.html").read_text()
    assert "%{title}" in (tmp_path / "x.cho").read_text()
    assert "Song, Am, 92, 3/4" in (tmp_path / "x.txt").read_text()


async def test_spans_are_written_as_lines_sections_bars_and_times(head):
    await write_song(head)
    line = (await done(head, "lyric.list"))[1]
    loop = await done(head, "loop.span line 2")
    assert (loop["start"], loop["end"], loop["on"]) == (line["start"], line["end"], True)
    punch = await done(head, "punch.span Chorus")
    assert punch["start"] == (await done(head, "section.list"))[1]["start"]
    assert (await done(head, "loop.set from=1.1.0 to=2.1.0"))["start"] == 0
    await done(head, "loop.set 0:01 0:02; punch.set 1.1.0 3.1.0")
    assert "no line 9" in await refused(head, "loop.span line 9")


async def test_structure_asks_what_recorded_audio_does(head):
    await write_song(head)
    await done(
        head,
        "track.add Vox 7; track.arm 1; transport.locate Chorus; transport.record; wait 0.2; transport.stop",
    )
    (take,) = await done(head, "take.list")
    assert "recorded=move" in await refused(head, 'section.set "Verse 1" bars=8')
    await done(head, 'section.set "Verse 1" bars=8 recorded=move')
    (moved,) = await done(head, "take.list")
    assert moved["start"] == (await done(head, "section.list"))[1]["start"]
    await done(head, "edit.undo")
    assert await done(head, "take.list") == [take]


async def test_charts_come_and_go_as_files(head, tmp_path):
    chart = tmp_path / "song.cho"
    chart.write_text(
        "{title: Grey}\n{key: Am}\n{x_mine: kept}\n{sov}\n" + "\n".join(VERSE) + "\n{eov}\n{so\n"
    )
    result = await done(head, f"lyric.import {chart}")
    assert result["problems"][0]["line"] == 8
    await done(head, f"lyric.export {tmp_path / 'out.cho'}")
    assert (tmp_path / "out.cho").read_bytes() == chart.read_bytes()
    answer = await head.line("chart.text")
    assert "Am               F" in answer.text.splitlines()
    await done(head, "chart.transpose 2")
    assert "[Bm]Morning" in head.song.notebook.chart[4].text
    await done(head, "chart.capo 2")
    assert "[Am]Morning" in "".join(line.text for line in head.song.notebook.chart)
    page = (await done(head, f"chart.html {tmp_path / 'page'}"))["path"]
    text = (tmp_path / "page.html").read_text()
    assert page.endswith("page.html")
    assert "<h1>Grey</h1>" in text
    assert 'class="chord">Am<' in text
    plain = tmp_path / "song.txt"
    plain.write_text("Verse 1:\nAm      F\nMorning comes\n")
    await done(head, f"lyric.import {plain}")
    assert head.song.notebook.chart[1].text == "[Am]Morning [F]comes"
    assert "cannot be read" in await refused(head, "lyric.import /nowhere.cho")


async def test_an_editor_sets_the_whole_chart(head):
    await write_song(head)
    ids = [line.id for line in head.song.notebook.chart]
    lines = [line.text for line in head.song.notebook.chart]
    answer = await head.ask("lyric.set", lines=[*lines[:2], "  [C]Tea, [G]far, far away", *lines[3:]])
    assert answer.error is None
    assert head.song.notebook.chart[2].text == "  [C]Tea, [G]far, far away"
    assert [line.id for line in head.song.notebook.chart] == ids


async def test_the_plan_makes_the_tracks(head):
    assert {each["name"] for each in await done(head, "track.plan")} >= {
        "band",
        "podcast",
        "singer-songwriter",
    }
    rows = await done(head, "track.plan singer-songwriter")
    assert [row["state"] for row in rows] == ["planned"] * len(rows)
    assert [track.name for track in head.song.tracks] == [row["name"] for row in rows]
    await done(head, "plan.set 1 done; plan.add Shaker part=melody")
    assert (await done(head, "plan.list"))[0]["state"] == "done"
    assert "no template 'bnd'" in await refused(head, "track.plan bnd")
    await done(head, 'reference.add https://example.org "That record" "the drums"')
    assert (await done(head, "reference.list"))[0]["title"] == "That record"


async def test_time(head, tmp_path):
    await done(head, "tempo.set 92; tempo.set 104 at=5.1.0; tempo.meter 7/8 bar=9")
    shown = await done(head, "tempo.show")
    assert shown["tempos"][1] == {"tick": 4 * 4 * 960, "bpm": 104.0, "ramp": False}
    await done(head, f"tempo.export {tmp_path / 'map.mid'}; tempo.clear; tempo.import {tmp_path / 'map.mid'}")
    assert await done(head, "tempo.show") == shown
    click = await done(head, "click.set on level=-9 outputs=3-4 count_in=2 subdivision=2")
    assert (click["on"], click["level_db"], click["outputs"], click["count_in_bars"]) == (True, -9, [3, 4], 2)
    assert not (await done(head, "click.toggle"))["on"]
    await done(head, "transport.pre_roll 2; transport.post_roll 1")
    assert (head.song.pre_roll, head.song.post_roll) == (2, 1)


def test_tapping():
    taps = Taps()
    assert taps.tap(0) is None
    for beat in range(1, 5):
        tempo = taps.tap(beat * 0.5)
    assert tempo == pytest.approx(120)
    assert taps.tap(30) is None


async def test_search_finds_words_of_all_songs(open_studio, place):
    other = SongStore.create(place.songs / "Older", "Older", 48000)
    other.commit("idea", edits.add_idea(other.song, "a quiet bridge", "2026-11-22T10:00:00+00:00"))
    other.close()
    running = await open_studio()
    head = await running.head()
    await done(head, "lyric.add [Am]Morning comes in [F]quiet grey")
    found = await done(head, "search qui")
    assert {(each["title"], each["kind"]) for each in found} == {("Older", "idea"), ("Song", "lyric")}
    for file in (place.root / "cache").iterdir():
        file.write_bytes(b"damaged")
    assert len(await done(head, "search quiet grey")) == 1
    assert await done(head, "search nothing such") == []
    await head.close()
    await asyncio.sleep(0)


async def test_markers_are_drawn_to_the_grid(head):
    marker = await done(head, "marker.add Drop at=2.1.100 snap=bar")
    assert marker["position"] == 96_000
    assert (await done(head, "marker.move Drop at=3.2.30 snap=beat"))["position"] == 216_000
    assert (await done(head, "marker.rename Drop Break"))["name"] == "Break"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (["a"], ["a", "[Am]b"], "line written: [Am]b"),
        (["a", "b"], ["a"], "line removed: b"),
        (["a", "", "b"], ["a", "b"], "empty line removed"),
        (["a", "b"], ["a", "c"], "line changed: c"),
        (["a"], ["a", "", "{start_of_verse: Verse 1}", "{end_of_verse}"], "part Verse 1"),
        (["a"], ["{start_of_chorus}", "{end_of_chorus}", "a"], "part chorus"),
        (["a", "b"], ["c", "d", "e"], "words, 3 lines for 2"),
        (["a", "a"], ["a", "a", "a"], "line written: a"),
    ],
)
def test_the_history_says_what_was_written(before, after, words):
    assert written_words(before, after) == words


async def test_a_memo_that_becomes_a_track_lies_on_it_and_a_section_is_named(running, head):
    await done(head, "transport.status; memo.start; wait 0.4; memo.stop; transport.locate 0:01")
    idea = await done(head, "idea.use 1 track")
    assert idea["became"].startswith("the track voice memo")
    (clip,) = await done(head, "clip.list")
    assert (clip["start"], clip["frames"] > 10_000) == (48_000, True)
    assert running.studio.song.sources[0].path.startswith("audio/")
    await done(head, "idea.add slow; idea.use 2 section; section.rename slow Bridge")
    assert "became the section Bridge" in (await head.line("idea.list")).text


async def test_a_reference_is_heard_at_the_songs_rate_and_the_playhead_comes_back(running, head, tmp_path):
    soundfile.write(tmp_path / "ref.flac", np.zeros((22_050, 2)), 44_100)
    await done(
        head, f'reference.add {tmp_path / "ref.flac"} "the drums"; reference.add https://example.org/x'
    )
    await done(head, "transport.locate 0:02")
    heard = await done(head, "reference.play 1")
    assert heard == {"title": "the drums", "frames": 24_000}
    for _ in range(300):
        now = await done(head, "transport.status")
        if now["state"] == "stopped" and now["position"] == 96_000:
            break
        await asyncio.sleep(0.02)
    assert (now["state"], now["position"]) == ("stopped", 96_000)
    assert "no audio file" in await refused(head, "reference.play 2")
    assert "no reference 9" in await refused(head, "reference.play 9")


async def test_behind_verse_1_comes_verse_2(head):
    await done(head, 'section.add "Verse 1" 2; section.duplicate "Verse 1"; section.duplicate "Verse 1"')
    assert [one["name"] for one in await done(head, "section.list")] == ["Verse 1", "Verse 3", "Verse 2"]


async def test_a_plan_of_ones_own_is_kept_and_laid_again(head, place):
    assert "nothing to keep" in await refused(head, "plan.save trio")
    await done(
        head, 'tempo.set 92; plan.add "Gitarre \\"12\\"" part=lead; plan.tracks; section.add "Strophe ä" 6'
    )
    kept = await done(head, 'plan.save "My Trio"')
    assert kept["template"] == "my-trio"
    assert "there is a template" in await refused(head, 'plan.save "my trio"')
    await done(head, 'plan.save "My Trio" replace=on')
    shown = await done(head, "track.plan")
    assert "my-trio" in [one["name"] for one in shown]
    await done(head, 'section.remove 1; plan.remove 1; track.plan "my trio"')
    assert [one["name"] for one in await done(head, "plan.list")] == ['Gitarre "12"']
    assert [one["name"] for one in await done(head, "section.list")] == ["Strophe ä"]

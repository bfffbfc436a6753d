"""Edits of the notebook: ideas, chart, sections, lines, plan, references, time."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import new_song, record, song_with
from tests.song.test_timeline import BAR, CHART
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.chordpro import split_lines
from tui_studio.song.lyrics import sung_lines
from tui_studio.song.model import Song
from tui_studio.song.notebook import PlanState
from tui_studio.song.planning import next_planned, plan_rows
from tui_studio.song.spans import find_section, parse_span
from tui_studio.song.template import Template
from tui_studio.song.tempo import MetreChange, TempoChange, TempoMap, steady
from tui_studio.song.timeline import sections_of, tempo_map

TEMPLATES = Path(__file__).parents[2] / "config" / "templates"


def charted(text: str = CHART) -> Song:
    return edits.set_chart(new_song(), split_lines(text).lines)


def texts(song: Song) -> list[str]:
    return [line.text for line in song.notebook.chart]


def ids(song: Song) -> list[int]:
    return [line.id for line in song.notebook.chart]


# ── ideas ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_idea_is_jotted_changed_tagged_and_removed() -> None:
    song = edits.add_idea(
        new_song(), " half-time bridge ", "2026-11-22T15:40:12+01:00", tags=["#Beat", "beat"]
    )
    (idea,) = song.notebook.ideas
    assert (idea.text, idea.tags) == ("half-time bridge", ("beat",))
    song = edits.tag_idea(edits.edit_idea(song, idea.id, "no bridge"), idea.id, ["to do"])
    assert (song.notebook.ideas[0].text, song.notebook.ideas[0].tags) == ("no bridge", ("to-do",))
    assert edits.remove_idea(song, idea.id).notebook.ideas == ()


def test_a_memo_needs_no_words_and_an_idea_without_sound_does() -> None:
    song = edits.add_idea(new_song(), "", "2026-11-22T15:40:12+01:00", audio="ideas/memo-1.wav")
    assert song.notebook.ideas[0].audio == "ideas/memo-1.wav"
    with pytest.raises(BadInputError):
        edits.add_idea(song, " ", "2026-11-22T15:40:12+01:00")
    with pytest.raises(BadInputError):
        edits.add_idea(song, "x", "2026-11-22T15:40:12+01:00", audio="../x.wav")


def test_an_idea_becomes_a_section_lines_or_a_track() -> None:
    song = edits.add_idea(new_song(), "Cello\nslow", "2026-11-22T15:40:12+01:00")
    idea = song.notebook.ideas[0].id
    section = edits.use_idea(song, idea, "section", bars=4)
    assert (section.notebook.sections[0].name, section.notebook.sections[0].bars) == ("Cello slow", 4)
    assert section.notebook.ideas[0].used_as == f"section {section.notebook.sections[0].id}"
    assert texts(edits.use_idea(song, idea, "line")) == ["Cello", "slow"]
    assert edits.use_idea(song, idea, "track").tracks[0].name == "Cello slow"
    with pytest.raises(BadInputError):
        edits.use_idea(song, idea, "car")


# ── chart ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_unchanged_and_corrected_lines_keep_their_ids() -> None:
    song = charted()
    before = ids(song)
    changed = texts(song)
    changed[2] = "[Am]Morning comes in [F]silent grey"
    changed.insert(4, "[Am]A new line")
    after = edits.set_chart(song, changed)
    assert texts(after) == changed
    assert ids(after)[:4] + ids(after)[5:] == before
    assert ids(after)[4] not in before


lines = st.lists(st.sampled_from(["", "[C]a", "b", "{soc}", "{eoc}", "{chorus}", "c\\", "# x"]), max_size=12)


@given(lines, lines)
def test_a_chart_is_kept_to_the_letter_and_ids_stay_unique(old: list[str], new: list[str]) -> None:
    song = edits.set_chart(edits.set_chart(new_song(), old), new)
    assert texts(song) == new
    assert len(set(ids(song))) == len(new)
    assert edits.set_chart(song, new) == song


def test_lines_one_by_one() -> None:
    song = charted()
    first = ids(song)[0]
    song = edits.insert_line(song, "# mine", first)
    assert texts(song)[:2] == ["# mine", "{title: Grey}"]
    song = edits.edit_line(song, ids(song)[0], "# yours")
    assert texts(song)[0] == "# yours"
    assert texts(edits.remove_line(song, ids(song)[0])) == texts(charted())
    for bad in ("a\nb", "a\u2028b"):
        with pytest.raises(BadInputError):
            edits.insert_line(song, bad)


def test_transposing_keeps_ids_and_capo_keeps_the_sound() -> None:
    song = charted()
    up = edits.transpose_chart(song, 2)
    assert ids(up) == ids(song)
    assert texts(up)[2] == "[Bm]Morning comes in [G]quiet grey"
    capo = edits.set_capo(song, 3)
    assert capo.notebook.capo == 3
    assert "{capo: 3}" in texts(capo)
    assert edits.set_capo(capo, 0).notebook == song.notebook


def test_a_section_keeps_its_words_while_lines_come_and_go() -> None:
    song = edits.lay_from_chart(edits.set_chart(new_song(), ["[C]one", "[G]two", "", "[F]three"]))
    assert [line.words for line in sung_lines(song)] == ["one", "two", "three"]
    song = edits.insert_line(song, "[C]zero", song.notebook.chart[0].id)
    assert [line.words for line in sung_lines(song)] == ["zero", "one", "two", "three"]
    song = edits.remove_line(song, song.notebook.chart[1].id)
    assert [line.words for line in sung_lines(song)] == ["zero", "two", "three"]
    song = edits.set_chart(song, [])
    assert sung_lines(song) == ()
    assert [section.chart_part for section in song.notebook.sections] == [None, None]


# ── sections ─────────────────────────────────────────────────────────────────────────────────────────────────


def names(song: Song) -> list[str]:
    return [section.name for section in song.notebook.sections]


def test_sections_are_laid_from_the_chart() -> None:
    song = edits.lay_from_chart(edits.add_section(charted(CHART + "{chorus}\n"), "Intro", 2), 4)
    assert [(one.name, one.bars) for one in song.notebook.sections] == [
        *(("Intro", 2), ("Verse 1", 8), ("Chorus", 4), ("Chorus 2", 4)),
    ]
    assert [line.words for line in sung_lines(song)][-2:] == ["Hold on, hold on"] * 2
    assert edits.lay_from_chart(song, 2) == song


def test_a_new_section_takes_the_words_of_its_name() -> None:
    song = charted()
    for name in ("verse 1", "Bridge", "Chorus", "Chorus 2"):
        song = edits.add_section(song, name, 4)
    verse, bridge, chorus, again = song.notebook.sections
    assert verse.chart_part == song.notebook.chart[1].id
    assert bridge.chart_part is None
    assert chorus.chart_part == again.chart_part == song.notebook.chart[6].id


def test_sections_are_a_list() -> None:
    song = new_song()
    for name in ("Verse", "Chorus"):
        song = edits.add_section(song, name, 8)
    song = edits.add_section(song, "Intro", 4, index=0)
    chorus = find_section(song, "chorus").section.id
    song = edits.duplicate_section(song, chorus)
    assert names(song) == ["Intro", "Verse", "Chorus", "Chorus 2"]
    song = edits.duplicate_section(song, find_section(song, "Chorus 2").section.id, index=1)
    assert names(song) == ["Intro", "Chorus 3", "Verse", "Chorus", "Chorus 2"]
    song = edits.move_section(song, chorus, 0)
    song = edits.rename_section(song, chorus, "Hook")
    song = edits.remove_section(song, find_section(song, "4").section.id)
    assert names(song) == ["Hook", "Intro", "Chorus 3", "Chorus 2"]
    with pytest.raises(BadInputError, match="is taken"):
        edits.add_section(song, "hook", 3)


def test_tempo_metre_key_and_note_of_a_section() -> None:
    song = edits.add_section(edits.add_section(new_song(), "A", 2), "B", 2)
    first, second = (section.id for section in song.notebook.sections)
    song = edits.set_section_tempo(song, first, 92, ramp=True)
    song = edits.set_section_tempo(song, second, 104)
    song = edits.set_section_metre(song, second, 7, 8)
    song = edits.set_section_note(edits.set_section_key(song, second, "F#m"), second, "soft\nthen loud")
    assert tempo_map(song).tempos == (TempoChange(0, 92, ramp=True), TempoChange(8 * 960, 104))
    assert tempo_map(song).metres == (MetreChange(1, 4, 4), MetreChange(3, 7, 8))
    assert edits.set_tempo(song, 80).notebook.sections[0].tempo_bpm == 80
    for call in (
        lambda: edits.set_section_bars(song, first, 0),
        lambda: edits.set_section_tempo(song, first, 9999),
        lambda: edits.set_section_metre(song, first, 4, 5),
        lambda: edits.set_section_key(song, first, "X"),
        lambda: edits.set_section_part(song, first, 999),  # type: ignore[arg-type]
        lambda: edits.remove_section(song, 999),  # type: ignore[arg-type]
    ):
        with pytest.raises(BadInputError):
            call()


# ── plan, templates, references ──────────────────────────────────────────────────────────────────────────────


def test_the_plan_follows_what_is_recorded() -> None:
    song = song_with("Bass")
    for name in ("Drums", "bass", "Lead"):
        song = edits.add_plan_item(song, name, "backbone")
    assert song.notebook.plan[1].track == song.tracks[0].id
    song = edits.make_planned_tracks(song, [(1, 2), (3,), (4,)])
    assert [(track.name, track.inputs) for track in song.tracks] == [
        ("Bass", (1,)),
        ("Drums", (1, 2)),
        ("Lead", (4,)),
    ]
    song = record(song, tracks=(song.tracks[0].id,))
    assert [row.state for row in plan_rows(song)] == ["planned", "recorded", "planned"]
    assert (row := next_planned(song))
    assert row.item.name == "Drums"
    song = edits.set_plan_state(edits.move_plan_item(song, 1, 0), 0, "done")
    assert plan_rows(song)[0].state is PlanState.DONE
    song = record(song, 100, 1000, tracks=(song.tracks[0].id,))
    assert plan_rows(edits.set_plan_state(song, 0, "planned"))[0].state is PlanState.COMPED
    assert len(edits.remove_plan_item(song, 0).notebook.plan) == 2
    with pytest.raises(BadInputError):
        edits.set_plan_state(song, 7, "done")


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_template_makes_a_song_and_changes_nothing_the_second_time(path: Path) -> None:
    template = msgspec.convert(tomllib.loads(path.read_text()), Template)
    song = edits.apply_template(new_song(), template)
    assert [track.name for track in song.tracks] == [item.name for item in template.plan]
    assert names(song) == [section.name for section in template.sections]
    assert edits.apply_template(song, template) == song


def test_references() -> None:
    song = edits.add_reference(new_song(), "", "https://example.org/a", "the drums")
    song = edits.note_reference(song, 0, "the room")
    assert song.notebook.references[0].title == "https://example.org/a"
    assert edits.remove_reference(song, 0).notebook.references == ()
    with pytest.raises(BadInputError):
        edits.remove_reference(song, 1)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_map_without_sections() -> None:
    song = edits.set_tempo_at(new_song(), 2 * BAR, 90.0)
    song = edits.set_metre_at(song, 5, 3, 4)
    assert tempo_map(song) == TempoMap(
        (TempoChange(0, 120.0), TempoChange(8 * 960, 90.0)), (MetreChange(1, 4, 4), MetreChange(5, 3, 4))
    )
    assert tempo_map(edits.set_tempo(song, 100)).tempos == (TempoChange(0, 100.0),)
    assert tempo_map(edits.set_tempo_changes(song, None)) == steady(120.0)
    with pytest.raises(BadInputError, match="sections say its tempo"):
        edits.set_tempo_at(edits.add_section(new_song(), "A", 2), BAR, 90.0)


def test_a_map_is_laid_over_the_sections_which_keep_their_bars() -> None:
    song = edits.add_section(edits.add_section(new_song(), "A", 2, tempo_bpm=100.0), "B", 4, metre=(3, 4))
    changes = TempoMap(
        (TempoChange(0, 120.0), TempoChange(4 * 960, 60.0)), (MetreChange(1, 4, 4), MetreChange(2, 2, 4))
    )
    over = edits.set_tempo_changes(song, changes)
    first, second = sections_of(over)
    assert tempo_map(over) is changes
    assert (first.first_bar, first.end, first.quarters, first.bpm) == (1, 4 * 24_000 + 2 * 48_000, 6, 120.0)
    assert (second.first_bar, second.last_bar, second.bpm, second.beats_per_bar) == (3, 6, 60.0, 2)
    assert second.end - second.start == 8 * 48_000
    with pytest.raises(BadInputError, match="a tempo map lies over"):
        edits.set_section_tempo(over, first.section.id, 90.0)
    with pytest.raises(BadInputError, match="a tempo map lies over"):
        edits.add_section(over, "C", 2, tempo_bpm=90.0)
    longer = edits.set_section_bars(over, first.section.id, 3)
    assert sections_of(longer)[1].start == second.start + 2 * 48_000
    faster = edits.set_tempo_at(over, first.end, 120.0)
    assert sections_of(faster)[1].end == second.start + 8 * 24_000
    assert sections_of(edits.set_tempo_changes(over, None)) == sections_of(song)


def test_what_recorded_audio_does_under_a_map_is_asked() -> None:
    song = edits.add_section(edits.add_section(new_song(), "A", 1), "B", 1)
    song = record(edits.add_track(song, "Vox"), frames=2 * BAR)
    with pytest.raises(BadInputError, match="would move"):
        edits.set_tempo_changes(song, steady(60.0))
    with pytest.raises(BadInputError, match="would move"):
        edits.set_tempo(edits.set_section_tempo(song, song.notebook.sections[0].id, 120.0), 60.0)
    stays = edits.set_tempo_changes(song, steady(60.0), "stay")
    assert [take.start for take in stays.tracks[0].takes] == [0]
    moves = edits.set_tempo_changes(song, steady(60.0), "move")
    assert [take.start for take in moves.tracks[0].takes] == [0, 2 * BAR]


def test_click_and_rolls() -> None:
    song = edits.set_click(new_song(), on=True, outputs=(3, 4), subdivision=2, count_in_bars=2)
    song = edits.set_post_roll(edits.set_pre_roll(song, 2), 0.5)
    assert (song.click.on, song.click.outputs, song.pre_roll, song.post_roll) == (True, (3, 4), 2.0, 0.5)
    for bad in ({"bogus": 1}, {"outputs": (0,)}, {"subdivision": 5}, {"count_in_bars": -1}, {"level_db": 99}):
        with pytest.raises(BadInputError):
            edits.set_click(song, **bad)
    with pytest.raises(BadInputError):
        edits.set_pre_roll(song, -1)


def test_a_loop_by_words() -> None:
    song = edits.add_section(edits.add_section(new_song(), "A", 2), "B", 2)
    span = parse_span(song, "B")
    assert edits.set_loop(song, span.start, span.end).loop == span
    assert sections_of(song)[1].start == span.start


def test_parts_are_laid_where_they_belong_and_sections_stay() -> None:
    song = new_song()
    for name in ("Intro", "Verse 1", "Chorus", "Verse 2", "Chorus 2"):
        song = edits.add_section(song, name, 4)
    chart = (
        "{sov: Verse 1}",
        "one",
        "{eov}",
        "{soc: Chorus}",
        "two",
        "{eoc}",
        "{sob: Bridge}",
        "three",
        "{eob}",
    )
    laid = edits.lay_from_chart(edits.set_chart(song, chart), 1)
    names = [section.name for section in laid.notebook.sections]
    assert names == ["Intro", "Verse 1", "Chorus", "Verse 2", "Chorus 2", "Bridge"]
    assert [line.words for line in sung_lines(laid)] == ["one", "two", "two", "three"]
    moved = edits.move_section(laid, laid.notebook.sections[-1].id, 0)
    assert edits.lay_from_chart(moved, 1).notebook.sections == moved.notebook.sections
    more = edits.set_chart(moved, (*chart[:3], "{sov: Verse 3}", "four", "{eov}", *chart[3:]))
    names = [section.name for section in edits.lay_from_chart(more, 1).notebook.sections]
    assert names == ["Bridge", "Intro", "Verse 1", "Verse 3", "Chorus", "Verse 2", "Chorus 2"]

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.scene import song_of
from tests.tui.takes_scene import BAR, comp_song
from tui_studio.song.model import Marker, MarkerId, Span
from tui_studio.song.notebook import Notebook, Section, SectionId
from tui_studio.tui.view.cells import text_of, width_of
from tui_studio.tui.view.state_line import name_at
from tui_studio.tui.view.timeline import Window, bar_ruler, bars_beats, format_bars, marks, ruler, window_for


def test_bars_and_beats_count_from_one() -> None:
    song = song_of(tempo_bpm=120.0)
    assert bars_beats(song, 0) == (1, 1, 0)
    assert bars_beats(song, 24000) == (1, 2, 0)
    assert bars_beats(song, 96000) == (2, 1, 0)
    assert format_bars(song, 96000 + 12000) == "2.1.480"
    six_eight = song_of(tempo_bpm=120.0, beats_per_bar=6, beat_unit=8)
    assert bars_beats(six_eight, 12000) == (1, 2, 0)
    assert bars_beats(six_eight, 72000) == (2, 1, 0)


def test_the_whole_song_is_shown_and_more_when_it_rolls_past_the_end() -> None:
    song = song_of()
    window = window_for(song, 0, 22, 0)
    assert window.start == 0
    assert window.end >= 8 * 96000
    far = window_for(song, 60 * 48000, 22, 0)
    assert far.holds(60 * 48000)
    assert far.per_column > window.per_column


@given(st.integers(0, 10**9), st.integers(1, 200), st.integers(0, 10))
def test_the_playhead_is_always_in_the_window(position: int, columns: int, zoom: int) -> None:
    window = window_for(song_of(), position, columns, zoom)
    assert window.holds(position)
    assert 0 <= window.column(position) < columns


def test_the_ruler_has_bars_or_the_names_of_markers() -> None:
    window = Window(0, 24000, 22)
    assert text_of(ruler(song_of(), window)).startswith("|1  |2  |3")
    markers = (Marker(MarkerId(1), "Intro", 0), Marker(MarkerId(2), "Verse 1", 10 * 24000))
    assert text_of(ruler(song_of(markers=markers), window)) == "|Intro    |Verse 1    "


def test_marks_show_bounds_and_the_playhead_with_its_place() -> None:
    song = song_of(loop=Span(0, 48000), loop_on=True, punch=Span(72000, 120000))
    line = marks(song, Window(0, 24000, 22), 240000, "^")
    assert text_of(line) == "[] ()     ^ 3.3       "
    late = marks(song, Window(0, 24000, 22), 21 * 24000, "^")
    assert text_of(late).endswith("6.2 ^")
    assert width_of(text_of(late)) == 22


def test_sections_name_the_ruler_and_rule_the_time() -> None:
    song = comp_song()
    window = Window(0, 24000, 64)
    assert text_of(ruler(song, window)).rstrip() == "|Verse 1" + " " * 24 + "|Chorus" + " " * 9 + "|Outro"
    assert name_at(song, 8 * BAR) == "Chorus"
    faster = msgspec.structs.replace(
        song,
        notebook=Notebook(
            sections=(Section(SectionId(1), "A", 2), Section(SectionId(2), "B", 2, tempo_bpm=60.0))
        ),
    )
    assert format_bars(faster, 2 * BAR + 2 * BAR) == "4.1.000"
    assert text_of(bar_ruler(faster, window)).startswith("|1  |2  |3      |4      |5")

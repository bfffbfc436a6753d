"""What is known of a song stands in the printed chart where it is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from tui_studio.song.chordpro import filled, read_chart, to_plain
from tui_studio.song.chordpro.metadata import facts_of, fill
from tui_studio.song.edits import set_capo, set_chart, set_tempo
from tui_studio.song.lyrics import facts_of_song
from tui_studio.song.model import Song

CHART = ("{t: Door}", "{composer: Anna}", "{meta: composer Ben}", "{key: Am}", "{key: C}", "{meta: mood low}")


def printed(*lines: str, **known: str) -> list[str]:
    return list(to_plain(filled(read_chart(lines), known)))


def test_names_become_what_the_chart_says_or_the_song_knows() -> None:
    assert printed("{t: Door}", "{c: %{title} in %{key}, %{tempo}}", key="Am", tempo="92", title="Song") == [
        "Door",
        "(Door in Am, 92)",
    ]
    assert printed("[Am]This is %{title}[F] again", title="Door") == [
        "Am          F",
        "This is Door again",
    ]
    assert printed("{sov: %{title} 1}", "{eov}", title="Door") == ["[Door 1]"]


def test_what_is_not_known_and_what_is_no_name_stays() -> None:
    assert printed("{c: %{album} 100% {x}}") == ["(%{album} 100% {x})"]
    assert printed("{sot}", "%{title}", "{eot}", title="Door")[1] == "%{title}"


def test_several_values_and_conditions() -> None:
    facts = facts_of(read_chart(CHART))
    assert fill("%{composer}: %{composer.1}, %{composer.-1}, %{key}, %{mood}", facts) == (
        "Anna; Ben: Anna, Ben, Am, low"
    )
    assert fill("%{capo|Capo %{}|no capo}%{mood|, %{} mood}", facts) == "no capo, low mood"
    assert fill("%{key=Am|sad %{title|%{}}|glad}%{key=C|no}", facts) == "sad Door"


def test_the_song_knows_title_tempo_time_and_capo() -> None:
    song = set_capo(set_tempo(set_chart(Song("u", "Door"), ["[Am]x"]), 92.5), 3)
    assert facts_of_song(song) == {"title": "Door", "tempo": "92.5", "time": "4/4", "capo": "3"}


@given(st.text(st.sampled_from("%{}|=ab."), max_size=60))
def test_any_text_is_filled(text: str) -> None:
    assert isinstance(fill(text, {"a": "1"}), str)


def test_what_is_nested_deeply_stays() -> None:
    text = "%{a|" * 500 + "}" * 500
    assert "%{a|" in fill(text, {"a": "1"})

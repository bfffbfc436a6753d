"""Charts: reading them, changing them, losing nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import (
    Chart,
    LineKind,
    capo_of,
    decode_file,
    encode_file,
    from_plain,
    in_names,
    in_numbers,
    join_lines,
    key_of,
    parts_of,
    read_chart,
    sounding_key,
    split_lines,
    to_plain,
    transpose,
    with_capo,
)
from tui_studio.song.chordpro.directives import KINDS, read_directive

TEXT = """\
# made by another program
{title: Slamming Door}
{subtitle: demo}
{artist: Anna & Band}
{key: Am}
{tempo: 92}
{time: 4/4}
{x_other_program_pedal: 7}

{start_of_verse: label="Verse 1"}
[Am]Morning comes in [F]quiet grey
[C]Coffee's cold and [G/B]far away [*Rit.]now \\
   [Am7]carried on
{end_of_verse}

{soc}
[F]Hold on, [C]hold on ...
{c: softly [Dm]}
{eoc}

{chorus: Final}

{start_of_grid 4x4}
A    || Am . . . | F . % . | C~G . . . |. twice
{end_of_grid}
{sot}
e|--[0]--{no}--
{eot}
{define: Am base-fret 1 frets x 0 2 2 1 0}
{comment-alto: Very softly!}
[Dm]No section [E7]here [^]too
{textcolour: red}
{+settings.memorize: 1}
"""
SONG = TEXT.splitlines()


def chart(*lines: str) -> Chart:
    return read_chart(lines)


def reasons(*lines: str) -> list[str]:
    return [str(problem) for problem in read_chart(lines).problems]


def test_a_song_of_another_program_is_read_without_a_complaint() -> None:
    assert reasons(*SONG) == []
    assert read_chart(SONG).texts == tuple(SONG)


def test_chords_stand_before_their_words() -> None:
    (line,) = chart("[Am]Morning comes in [F]quiet grey").lines
    assert [(piece.chord, piece.text) for piece in line.pieces] == [
        ("Am", "Morning comes in "),
        ("F", "quiet grey"),
    ]
    assert line.words == "Morning comes in quiet grey"
    (line,) = chart("Swing [D]low, sweet [G]chari[D]ot [*Rit.]now").lines
    assert line.words == "Swing low, sweet chariot now"
    assert [piece.chord for piece in line.chords] == ["D", "G", "D"]


def test_lines_have_their_kinds_and_sections() -> None:
    lines = read_chart(SONG).lines
    kinds = [line.kind for line in lines]
    assert kinds[0] is LineKind.REMARK
    assert kinds[8] is LineKind.EMPTY
    assert [line.section for line in lines[9:14]] == ["verse"] * 5
    tab = next(line for line in lines if line.text.startswith("e|"))
    assert (tab.kind, tab.section) == (LineKind.VERBATIM, "tab")
    grid = next(line for line in lines if "twice" in line.text)
    assert [piece.chord for piece in grid.chords] == ["Am", "F", "C", "G"]


def test_a_line_can_carry_on() -> None:
    lines = read_chart(SONG).lines
    assert [line.continued for line in lines[10:13]] == [False, False, True]
    assert lines[11].words.endswith("now ")


def test_escapes_are_shown_as_what_they_mean() -> None:
    (line,) = chart(r"caf\u00e9 \u{1F3B8} \ud800").lines
    assert line.words == "café 🎸 \\ud800"


def test_markup_is_kept_and_not_shown() -> None:
    text = '[C]Roses <span color="red">are</span> <b>[G]red</b>, 1 < 2 > <br>'
    read = chart(text, "{comment: <i>softly</i>}")
    assert read.lines[0].text == text
    assert read.lines[0].words == "Roses are red, 1 < 2 > <br>"
    assert to_plain(read)[-1] == "(softly)"


def test_directives_are_read_in_every_form() -> None:
    for text in ("{t:Song}", "{title Song}", "{ Title : Song }", "  {title: Song}  "):
        read = read_directive(text)
        assert read
        assert (read.name, read.argument) == ("title", "Song")
    read = read_directive("""{image: src="a b.jpg" scale='50%' x=3}""")
    assert read
    assert read.attributes == {"src": "a b.jpg", "scale": "50%", "x": "3"}
    read = read_directive("{define-guitar!: Am frets 0}")
    assert read
    assert (read.name, read.selector, read.argument) == ("define", "guitar!", "Am frets 0")
    read = read_directive("{soc}")
    assert read
    assert (read.name, read.argument, read.label) == ("start_of_chorus", "", "")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_directive_of_the_reference_is_known(kind: object) -> None:
    name, short, argument = kind.name, kind.short, kind.argument  # type: ignore[attr-defined]
    value = {"": "", "number": "2", "key": "G", "metre": "3/4", "time": "3:25", "transpose": "-2"}.get(
        argument, "some text"
    )
    value = "artist Anna" if name == "meta" else value
    for written in (name, *short):
        lines = [f"{{{written}: {value}}}" if value else f"{{{written}}}"]
        section = name.removeprefix("start_of_").removeprefix("end_of_")
        if name.startswith("start_of_"):
            lines.append(f"{{end_of_{section}}}")
        if name.startswith("end_of_"):
            lines.insert(0, f"{{start_of_{section}}}")
        assert reasons(*lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["{title: open"], "line 1: a directive has no closing brace"),
        (["{}"], "line 1: not a directive"),
        (["{ü: x}"], "line 1: not a directive"),
        (["fine", "[Am Morning"], "line 2: a chord's bracket has no partner"),
        (["Am]Morning"], "line 1: a chord's bracket has no partner"),
        (["[]x"], "line 1: the brackets are empty"),
        (["[Coda]x"], "line 1: 'Coda' is not a chord; it is shown as it is"),
        (["{soc}", "x"], "line 1: the section 'chorus' has no end"),
        (["{eoc}"], "line 1: the section 'chorus' ends here, and none is open"),
        (["{soc}", "{eov}"], "line 2: the section 'verse' ends here, and 'chorus' is open"),
        (["{soc}", "{sov}", "{eov}"], "line 1: the section 'chorus' has no end before 'verse' begins"),
        (["{titel: x}"], "line 1: the directive 'titel' is not known"),
        (["{title}"], "line 1: the directive 'title' says nothing"),
        (["{key: Q}"], "line 1: 'Q' is not a key such as Am or Eb"),
        (["{capo: two}"], "line 1: 'two' is not a number"),
        (["{time: four}"], "line 1: 'four' is not a time signature such as 3/4"),
        (["{duration: long}"], "line 1: 'long' is not a duration such as 3:25"),
        (["{transpose: up}"], "line 1: 'up' is not a number of semitones"),
        (["{meta: key}"], "line 1: the directive 'meta' needs a name and a value"),
        (["{meta: key Q}"], "line 1: 'Q' is not a key such as Am or Eb"),
        (["a", "{ns}"], "line 2: a second song begins here; it is kept as part of this chart"),
        (["{sog}", "| Am Xyz |", "{eog}"], "line 2: 'Xyz' is not a chord; it is shown as it is"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(lines: list[str], expected: str) -> None:
    assert reasons(*lines) == [expected]
    assert read_chart(lines).texts == tuple(lines)


lines_of_charts = st.lists(
    st.one_of(
        st.sampled_from(SONG),
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30),
        st.text("[]{}|AmCG7#b/:.%~*\\u0e- ", max_size=20),
    ),
    max_size=12,
)


@given(lines_of_charts)
def test_reading_any_lines_loses_none(lines: list[str]) -> None:
    read = read_chart(lines)
    assert read.texts == tuple(lines)
    assert len(parts_of(read)) <= len(lines)
    to_plain(read)


@given(lines_of_charts, st.integers(-14, 14))
def test_transposing_changes_only_chords(lines: list[str], semitones: int) -> None:
    moved = transpose(read_chart(lines), semitones)
    assert len(moved) == len(lines)
    again = read_chart(moved)
    for before, after in zip(read_chart(lines).lines, again.lines, strict=True):
        assert (before.kind, before.words) == (after.kind, after.words)


@given(lines_of_charts, st.integers(0, 12))
def test_a_capo_keeps_every_line(lines: list[str], fret: int) -> None:
    moved = with_capo(read_chart(lines), fret)
    assert len(moved) >= len(lines) - 1
    assert capo_of(read_chart(moved)) == fret


def test_transposing_follows_the_key() -> None:
    moved = transpose(read_chart(SONG), 3)
    assert moved[4] == "{key: Cm}"
    assert moved[10] == "[Cm]Morning comes in [Ab]quiet grey"
    assert moved[11] == "[Eb]Coffee's cold and [Bb/D]far away [*Rit.]now \\"
    assert moved[17] == "{c: softly [Fm]}"
    assert "A    || Cm . . . | Ab . % . | Eb~Bb . . . |. twice" in moved
    assert "e|--[0]--{no}--" in moved
    assert "{define: Am base-fret 1 frets x 0 2 2 1 0}" in moved
    assert transpose(read_chart(moved), -3) == tuple(SONG)


def test_without_a_key_the_way_decides() -> None:
    assert transpose(chart("[C]a [D]b"), 1) == ("[C#]a [D#]b",)
    assert transpose(chart("[C]a [D]b"), -11) == ("[Db]a [Eb]b",)
    assert transpose(chart("[C]a"), 1, flats=True) == ("[Db]a",)
    assert transpose(chart("{key: C}", "[C]a", "{key: G}", "[G]b"), 1) == (
        "{key: Db}",
        "[Db]a",
        "{key: Ab}",
        "[Ab]b",
    )
    assert transpose(chart("{meta: key C}"), 2) == ("{meta: key D}",)


def test_an_octave_changes_nothing() -> None:
    assert transpose(read_chart(SONG), 12) == tuple(SONG)


def test_a_capo_changes_the_shapes_not_the_sound() -> None:
    bare = chart("{title: x}", "{key: D}", "[D]a [A/C#]b")
    capo = read_chart(with_capo(bare, 2))
    assert capo.texts == ("{title: x}", "{key: C}", "{capo: 2}", "[C]a [G/B]b")
    assert key_of(capo)
    assert sounding_key(capo) == key_of(bare)
    assert with_capo(capo, 0) == bare.texts
    assert with_capo(capo, 4)[1:3] == ("{key: Bb}", "{capo: 4}")
    with pytest.raises(BadInputError):
        with_capo(bare, 25)


def test_numbers_there_and_back() -> None:
    read = chart("{key: G}", "[G]a [Em7]b [D/F#]c [Coda]d", "{key: C}", "[G]e")
    numbers = in_numbers(read)
    assert numbers == ("{key: G}", "[1]a [6-7]b [5/7]c [Coda]d", "{key: C}", "[5]e")
    assert in_names(read_chart(numbers)) == read.texts
    with pytest.raises(BadInputError, match="no key"):
        in_numbers(chart("[G]a"))


def test_parts_are_sections_and_paragraphs() -> None:
    read = read_chart(SONG)
    parts = parts_of(read)
    assert [(part.kind, part.label, part.again) for part in parts] == [
        ("verse", "Verse 1", False),
        ("chorus", "", False),
        ("chorus", "Final", True),
        ("grid", "", False),
        ("tab", "", False),
        ("verse", "Very softly!", False),
    ]
    verse, chorus, final = parts[:3]
    assert [read.lines[index].words[:7] for index in verse.sung] == ["Morning", "Coffee'", "   carr"]
    assert read.lines[verse.first].text.startswith("{start_of_verse")
    assert read.lines[verse.end - 1].text == "{end_of_verse}"
    assert final.sung == chorus.sung
    assert parts_of(chart("{c: Verse}", "a", "b", "", "c"))[1].sung == (4,)


def test_the_printed_chart_has_chords_above_the_words() -> None:
    read = chart(
        "{title: T}",
        "{soc}",
        "[C]Hold [G/B]on, hold [Am]on",
        "[F]I [Bbmaj7]a",
        "[C] [G]",
        "words",
        "{eoc}",
        "# r",
    )
    assert to_plain(read) == (
        "T",
        "[Chorus]",
        "C    G/B      Am",
        "Hold on, hold on",
        "F Bbmaj7",
        "I a",
        "C G",
        "words",
    )
    assert to_plain(chart("[Bbmaj7]a[C]b")) == ("Bbmaj7 C", "a      b")


def test_plain_text_becomes_chordpro() -> None:
    plain = [
        "Some words",
        "",
        "[Verse 1]",
        "Am           F",
        "Morning came in [soft] grey",
        "C   G/B  (x2)",
        "",
        "Chorus:",
        "  N.C.   Fmaj7",
        "日本語の歌",
    ]
    made = from_plain(plain)
    assert made == (
        "Some words",
        "",
        "{start_of_verse: Verse 1}",
        "[Am]Morning came [F]in \\u005bsoft\\u005d grey",
        "[C] [G/B] [*(x2)]",
        "{end_of_verse}",
        "",
        "{start_of_chorus: Chorus}",
        "日[N.C.]本語の[Fmaj7]歌",
        "{end_of_chorus}",
    )
    assert reasons(*made) == []
    words = "".join(line.words for line in read_chart(made).lines)
    assert "Morning came in [soft] grey" in words
    assert "日本語の歌" in words


plain_lines = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=25),
        st.text("AmC G7/#[]{}\\u0e |-x2:", max_size=15),
        st.sampled_from(["[Verse]", "Chorus 2:", "Am  F"]),
    ),
    max_size=8,
)


@given(plain_lines)
def test_no_word_of_a_plain_text_is_lost(lines: list[str]) -> None:
    read = read_chart(from_plain(lines))
    words = "".join(line.words or line.text for line in read.lines)
    chords = {piece.chord.removeprefix("*") for line in read.lines for piece in line.pieces}
    for line in lines:
        for word in line.split():
            assert word in words or word in chords or word.strip("[]:") in words


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_line_ends_come_back(text: str) -> None:
    file = split_lines(text)
    if text.count("\r") == 0:
        assert join_lines(file) == text
    assert "".join(file.lines) == text.replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso-8859-1"])
def test_files_of_every_encoding(encoding: str) -> None:
    assert decode_file("{t: Café}\r\n[Am]Ü\r\n".encode(encoding)).lines == ("{t: Café}", "[Am]Ü")


def test_our_files_are_utf8() -> None:
    assert encode_file(["a", "é"]) == b"a\n\xc3\xa9\n"
    assert encode_file([]) == b""


def test_the_manual_has_every_directive_and_what_is_done_with_it() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "chordpro.md").read_text()
    for kind in KINDS:
        short = ", ".join(f"`{name}`" for name in kind.short)
        assert f"| `{kind.name}` | {short} | {kind.use} |" in manual

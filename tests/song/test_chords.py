"""Chord names, keys and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.song.chordpro.chords import chord_pitches, is_no_chord, read_chord, transpose_chord
from tui_studio.song.chordpro.nashville import from_number, to_number
from tui_studio.song.chordpro.notes import Key, note_name, read_key, read_note

FORMS = {
    "": (0, 4, 7), "m": (0, 3, 7), "min": (0, 3, 7), "mi": (0, 3, 7), "-": (0, 3, 7), "maj": (0, 4, 7),
    "dim": (0, 3, 6), "o": (0, 3, 6), "°": (0, 3, 6), "0": (0, 3, 6), "aug": (0, 4, 8), "+": (0, 4, 8),
    "sus": (0, 5, 7), "sus2": (0, 2, 7), "sus4": (0, 5, 7), "7sus4": (0, 5, 7, 10), "9sus4": (0, 2, 5, 7, 10),
    "2": (0, 2, 4, 7), "4": (0, 5, 7), "5": (0, 7), "6": (0, 4, 7, 9), "m6": (0, 3, 7, 9), "69": (0, 2, 4, 7, 9),
    "6/9": (0, 2, 4, 7, 9), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "-7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11),
    "M7": (0, 4, 7, 11), "^": (0, 4, 7), "^7": (0, 4, 7, 11), "Δ7": (0, 4, 7, 11), "mmaj7": (0, 3, 7, 11),
    "m(maj7)": (0, 3, 7, 11), "dim7": (0, 3, 6, 9), "h": (0, 3, 6, 10), "h7": (0, 3, 6, 10), "ø7": (0, 3, 6, 10),
    "m7b5": (0, 3, 6, 10), "m7-5": (0, 3, 6, 10), "aug7": (0, 4, 8, 10), "7#5": (0, 4, 8, 10), "7+5": (0, 4, 8, 10),
    "9": (0, 2, 4, 7, 10), "m9": (0, 2, 3, 7, 10), "maj9": (0, 2, 4, 7, 11), "add9": (0, 2, 4, 7),
    "madd9": (0, 2, 3, 7), "add2": (0, 2, 4, 7), "add11": (0, 4, 5, 7), "7b9": (0, 1, 4, 7, 10),
    "7#9": (0, 3, 4, 7, 10), "7(b9,#11)": (0, 1, 4, 6, 7, 10), "11": (0, 2, 4, 5, 7, 10),
    "13": (0, 2, 4, 7, 9, 10), "maj13": (0, 2, 4, 7, 9, 11), "maj7#11": (0, 4, 6, 7, 11), "no3": (0, 7),
    "7omit5": (0, 4, 10), "7alt": (0, 1, 3, 4, 6, 8, 10), "(b5)": (0, 4, 6), "-9": (0, 2, 3, 7, 10),
    "7-9": (0, 1, 4, 7, 10), "7+9": (0, 3, 4, 7, 10), "13b9": (0, 1, 2, 4, 7, 9, 10),
}  # fmt: skip


@pytest.mark.parametrize("quality", FORMS)
def test_chord_forms_have_their_notes(quality: str) -> None:
    chord = read_chord(f"C{quality}")
    assert chord
    assert chord.intervals == FORMS[quality]
    assert str(chord) == f"C{quality}"


@pytest.mark.parametrize(
    ("name", "pitch"),
    [("C", 0), ("H", 11), ("Bb", 10), ("Bes", 10), ("Es", 3), ("As", 8), ("Fis", 6), ("Cb", 11), ("E#", 5),
     ("F♯", 6), ("D♭", 1), ("Gbb", 5), ("Fx", 7)],
)  # fmt: skip
def test_roots_of_many_tongues(name: str, pitch: int) -> None:
    chord = read_chord(f"{name}m7")
    assert chord
    assert chord_pitches(chord)[0] == pitch


def test_asus_is_an_a() -> None:
    assert [str(chord.root.name) for chord in (read_chord("Asus4"), read_chord("Esus2")) if chord] == [
        "A",
        "E",
    ]


@pytest.mark.parametrize("name", ["G/B", "Am7/G", "C6/9/E", "(Am)", "(F#m7b5/E)", "Bbmaj7/D", "D/F#"])
def test_basses_and_brackets(name: str) -> None:
    chord = read_chord(name)
    assert chord
    assert str(chord) == name


@pytest.mark.parametrize(
    "name", ["", "Coda", "x2", "Intro", "am", "H#q", "C/", "C/x", "?", "Cmaybe", "8", "()", "Verse 1"]
)
def test_what_is_no_chord(name: str) -> None:
    assert read_chord(name) is None


def test_no_chord_is_said() -> None:
    assert all(is_no_chord(text) for text in ("N.C.", "NC", "n.c.", "No chord"))
    assert not is_no_chord("C")


@given(st.text("ABCDEFGHIVmaj#b♭♯sdimu24567913/()-+°øh ^xo", max_size=12))
def test_reading_any_text_keeps_it(text: str) -> None:
    chord = read_chord(text)
    if chord:
        assert str(chord) == text


@given(st.sampled_from(sorted(FORMS)), st.integers(0, 11), st.integers(-24, 24), st.booleans())
def test_transposed_chords_sound_so_much_higher(quality: str, root: int, semitones: int, flats: bool) -> None:
    chord = read_chord(f"{note_name(root, flats=flats)}{quality}/{note_name(root + 4, flats=flats)}")
    assert chord
    moved = transpose_chord(chord, semitones, flats=flats)
    assert chord_pitches(moved) == tuple((pitch + semitones) % 12 for pitch in chord_pitches(chord))
    again = read_chord(str(moved))
    assert again
    assert chord_pitches(again) == chord_pitches(moved)


@pytest.mark.parametrize(
    ("text", "pitch", "minor"),
    [("C", 0, False), ("Am", 9, True), ("F#", 6, False), ("Bb major", 10, False), ("c", None, None), ("C minor", 0, True),
     ("H-", 11, True), ("Ebm", 3, True), ("Gmaj", 7, False), ("X", None, None), ("C7", None, None), ("", None, None)],
)  # fmt: skip
def test_keys(text: str, pitch: int | None, minor: bool | None) -> None:
    key = read_key(text)
    assert (key.pitch, key.minor) == (pitch, minor) if key else pitch is None


def key(text: str) -> Key:
    found = read_key(text)
    assert found
    return found


def test_keys_know_their_accidentals() -> None:
    assert [name for name in ("C", "F", "Bb", "G", "Dm", "Em", "Cm", "F#", "Gb", "C#m", "Bbm") if key(name).flats] == [
        "F", "Bb", "Dm", "Cm", "Gb", "Bbm",
    ]  # fmt: skip
    assert key("C").transposed(3).name == "Eb"
    assert key("Am").transposed(1).name == "Bbm"
    assert key("Em").transposed(-3).name == "C#m"


@pytest.mark.parametrize(
    ("chord", "in_key", "number"),
    [("G", "G", "1"), ("Em7", "G", "6-7"), ("Cmaj7", "G", "4maj7"), ("D/F#", "G", "5/7"), ("F", "G", "b7"),
     ("Am", "Am", "6-"), ("E7", "Am", "37"), ("Bbm", "Ab", "2-"), ("F#m7b5", "G", "7-7b5"), ("(D)", "G", "(5)"),
     ("C#dim", "G", "#4dim"), ("Gsus4", "C", "5sus4"), ("Dmaj9", "D", "1maj9"), ("Em9", "G", "6-9")],
)  # fmt: skip
def test_nashville_numbers_there_and_back(chord: str, in_key: str, number: str) -> None:
    read = read_chord(chord)
    assert read
    assert to_number(read, key(in_key)) == number
    back = read_chord(number)
    assert back
    assert str(from_number(back, key(in_key))) == chord


@pytest.mark.parametrize(
    ("roman", "in_key", "name"),
    [
        ("ii7", "C", "Dm7"),
        ("V", "G", "D"),
        ("bVII", "C", "A#"),
        ("vii°", "F", "E°"),
        ("IVmaj7/V", "Bb", "Ebmaj7/F"),
    ],
)
def test_roman_numerals(roman: str, in_key: str, name: str) -> None:
    read = read_chord(roman)
    assert read
    assert str(from_number(read, key(in_key))) == name
    assert str(transpose_chord(read, 3, flats=True)) == roman


def test_small_romans_are_minor() -> None:
    chord = read_chord("vi")
    assert chord
    assert chord.minor
    assert chord_pitches(chord, tonic=0) == (9, 0, 4)


def test_notes_are_read_with_their_rest() -> None:
    assert read_note("Bbm7") == ((10, "Bb"), "m7")
    assert read_note("x") is None

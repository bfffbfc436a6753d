"""ChordPro: charts of words and chords. Reading never fails and loses nothing; every change keeps the lines it does not touch."""

from tui_studio.song.chordpro.chart import Chart, Line, LineKind, Piece, Problem, read_chart, without_markup
from tui_studio.song.chordpro.chords import Chord, chord_pitches, read_chord, transpose_chord
from tui_studio.song.chordpro.files import FileText, decode_file, encode_file, join_lines, split_lines
from tui_studio.song.chordpro.metadata import filled
from tui_studio.song.chordpro.notes import Key, read_key
from tui_studio.song.chordpro.parts import Part, parts_of
from tui_studio.song.chordpro.plain import from_plain, to_plain
from tui_studio.song.chordpro.transposing import (
    capo_of,
    in_names,
    in_numbers,
    key_of,
    sounding_key,
    transpose,
    with_capo,
)

__all__ = [
    "Chart",
    "Chord",
    "FileText",
    "Key",
    "Line",
    "LineKind",
    "Part",
    "Piece",
    "Problem",
    "capo_of",
    "chord_pitches",
    "decode_file",
    "encode_file",
    "filled",
    "from_plain",
    "in_names",
    "in_numbers",
    "join_lines",
    "key_of",
    "parts_of",
    "read_chart",
    "read_chord",
    "read_key",
    "sounding_key",
    "split_lines",
    "to_plain",
    "transpose",
    "transpose_chord",
    "with_capo",
    "without_markup",
]

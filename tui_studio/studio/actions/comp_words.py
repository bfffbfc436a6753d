"""What actions on comps are given and what they tell: to programs as data, to people as sentences."""

from __future__ import annotations

from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song.comp import active_comp
from tui_studio.song.comp_rows import CompRow, SegmentRow, comp_rows, segment_rows
from tui_studio.song.model import Comp, Song, Span, Track, TrackId, track_of
from tui_studio.studio.params import Param
from tui_studio.units import format_time

SpanWords = Annotated[
    Span, Param("span", "line 3, lines 3-5, a section's name, bars 5-8, 0:10-0:20 or from..to", rest=True)
]


def the_track(song: Song, track: TrackId) -> Track:
    """The track; it was found by its name just now."""
    found = track_of(song, track)
    assert found is not None
    return found


def find_comp(track: Track, name: str) -> Comp:
    """The comp of this name. Raises BadInputError."""
    found = next((comp for comp in track.comps if comp.name.casefold() == name.casefold()), None)
    if found is None:
        names = ", ".join(comp.name for comp in track.comps) or "none yet"
        raise BadInputError(f"{track.name} has no comp '{name}'", hint=f"its comps: {names}")
    return found


def _row_data(row: CompRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "text": row.text,
        "start": row.start,
        "end": row.end,
        "playing": [{"take": one.take.number, "start": one.start, "end": one.end} for one in row.playing],
        "chosen": row.chosen.number if row.chosen else None,
        "takes": [take.number for take in row.takes],
        "gaps": list(row.gaps),
    }


def segment_data(row: SegmentRow) -> dict[str, Any]:
    """What programs are told of a segment."""
    segment = row.segment
    return {
        "number": row.number,
        "take": row.take.number,
        "take_id": row.take.id,
        "name": row.name,
        "start": segment.start,
        "end": segment.end,
        "slip": segment.slip,
        "fade_in": segment.fade_in,
        "fade_out": segment.fade_out,
        "fade_in_shape": segment.fade_in_shape.value,
        "fade_out_shape": segment.fade_out_shape.value,
        "meets": row.meets,
    }


def comp_data(song: Song, track: Track, around: Span | None = None) -> dict[str, Any]:
    """What programs are told of the comp that plays on a track: all of it, or what lies `around` a span that was changed, each
    segment with those it meets.
    """
    comp = active_comp(track)
    return {
        "track": track.name,
        "comp": comp.name if comp else "",
        "comps": [one.name for one in track.comps],
        "rows": [_row_data(row) for row in comp_rows(song, track, around)],
        "segments": [segment_data(row) for row in segment_rows(song, track, around)],
    }


def row_words(row: dict[str, Any]) -> str:
    """`line 3: take 2, also 1, 4, gap in 4, the line as it stands`."""
    playing = " and ".join(
        f"take {number}" for number in dict.fromkeys(one["take"] for one in row["playing"])
    )
    words = [f"{row['name']}: {playing or 'nothing plays'}"]
    others = [number for number in row["takes"] if number not in {one["take"] for one in row["playing"]}]
    words += [f"also {', '.join(map(str, others))}"] if others else []
    words += [f"gap in {', '.join(map(str, row['gaps']))}"] if row["gaps"] else []
    return ", ".join([*words, *([row["text"]] if row["text"] else [])])


def segment_words(row: dict[str, Any], rate: int) -> str:
    """`segment 2: take 4, 0:12.300 to 0:14.000, slipped +3.0 ms, fade 20 ms equal_power`."""
    bounds = f"{format_time(row['start'], rate)} to {format_time(row['end'], rate)}"
    words = [f"segment {row['number']}: take {row['take']}, {bounds}"]
    words += [f"slipped {row['slip'] / rate * 1000:+.1f} ms"] if row["slip"] else []
    shape = row["fade_in_shape"].replace("_", " ")
    words += [f"fade {row['fade_in'] / rate * 1000:.0f} ms, {shape}"] if row["fade_in"] else []
    return ", ".join(words)

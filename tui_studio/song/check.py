"""Whether a song hangs together: what the types of the model cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from tui_studio.errors import BadInputError, SongError
from tui_studio.song.model import Clip, Comp, Song, Span, Take, Track
from tui_studio.song.names import is_inside
from tui_studio.song.tempo import checked
from tui_studio.song.timeline import tempo_map
from tui_studio.units import FADER_MAX_DB, SILENCE_DB


def check_song(song: Song, *, where: str = "", hint: str = "") -> None:
    """Raises SongError that names the first field that cannot be right."""
    problem = next(problems(song), None)
    if problem:
        raise SongError(f"the song does not hang together: {problem}", where=where, hint=hint)


def problems(song: Song) -> Iterator[str]:
    """Everything that is wrong with the song, as field and reason."""
    yield from _numbers(song)
    yield from _ids(song)
    yield from _notebook(song)
    sources = {source.id for source in song.sources}
    for index, source in enumerate(song.sources):
        if not is_inside(source.path):
            yield f"sources[{index}].path leaves the song folder"
        if source.frames < 0 or source.channels < 1 or source.rate < 1:
            yield f"sources[{index}] has no sound"
    for index, track in enumerate(song.tracks):
        yield from (f"tracks[{index}].{problem}" for problem in _track(track, sources))


def _numbers(song: Song) -> Iterator[str]:
    if not 1 <= song.rate <= 768_000:
        yield f"rate cannot be {song.rate}"
    if not (math.isfinite(song.tempo_bpm) and song.tempo_bpm > 0):
        yield f"tempo_bpm cannot be {song.tempo_bpm}"
    if song.beats_per_bar < 1 or song.beat_unit < 1:
        yield f"the time signature cannot be {song.beats_per_bar}/{song.beat_unit}"
    if song.sample_format not in {"pcm24", "float32"}:
        yield f"sample_format cannot be '{song.sample_format}'"
    for name, span in (("loop", song.loop), ("punch", song.punch)):
        if span and not _ordered(span):
            yield f"{name} ends before it starts"
    yield from (f"master.{problem}" for problem in _levels(song.master.fader_db, song.master.trim_db))


def _ids(song: Song) -> Iterator[str]:
    kinds: dict[str, list[int]] = {
        "tracks": [track.id for track in song.tracks],
        "sources": [source.id for source in song.sources],
        "takes": [take.id for track in song.tracks for take in track.takes],
        "comps": [comp.id for track in song.tracks for comp in track.comps],
        "clips": [clip.id for track in song.tracks for clip in track.clips],
        "markers": [marker.id for marker in song.markers],
        "ideas": [idea.id for idea in song.notebook.ideas],
        "chart lines": [line.id for line in song.notebook.chart],
        "sections": [section.id for section in song.notebook.sections],
    }
    for kind, ids in kinds.items():
        if len(set(ids)) != len(ids):
            yield f"two {kind} have the same id"
        if ids and max(ids) >= song.next_id:
            yield f"next_id {song.next_id} is in use among the {kind}"


def _notebook(song: Song) -> Iterator[str]:
    if song.beats_per_bar < 1 or song.beat_unit < 1:
        return
    for index, section in enumerate(song.notebook.sections):
        if section.bars < 1 or section.tempo_bpm < 0 or section.beats_per_bar < 0 or section.beat_unit < 0:
            yield f"notebook.sections[{index}] has no length, or a tempo or time signature below zero"
            return
    for index, line in enumerate(song.notebook.chart):
        if "\n" in line.text or "\r" in line.text:
            yield f"notebook.chart[{index}].text has a line end"
    try:
        checked(tempo_map(song))
    except BadInputError as error:
        yield f"the tempo map: {error.message}"


def _track(track: Track, sources: AbstractSet[int]) -> Iterator[str]:
    if len(track.inputs) > 2 or any(number < 1 for number in track.inputs):
        yield f"inputs cannot be {list(track.inputs)}"
    yield from (f"strip.{problem}" for problem in _levels(track.strip.fader_db, track.strip.trim_db))
    if not -1.0 <= track.strip.pan <= 1.0:
        yield f"strip.pan cannot be {track.strip.pan}"
    if track.active_comp is not None and all(comp.id != track.active_comp for comp in track.comps):
        yield f"active_comp {track.active_comp} is none of its comps"
    yield from _placed("takes", track.takes, sources)
    yield from _placed("clips", track.clips, sources)
    takes = {take.id for take in track.takes}
    for index, comp in enumerate(track.comps):
        yield from (f"comps[{index}].{problem}" for problem in _comp(comp, takes))


def _placed(kind: str, things: Iterable[Take | Clip], sources: AbstractSet[int]) -> Iterator[str]:
    for index, thing in enumerate(things):
        if thing.source not in sources:
            yield f"{kind}[{index}].source {thing.source} is not among the sources"
        if thing.frames < 0 or thing.offset < 0 or thing.start < 0:
            yield f"{kind}[{index}] lies outside of the song"


def _comp(comp: Comp, takes: AbstractSet[int]) -> Iterator[str]:
    end = 0
    for index, segment in enumerate(comp.segments):
        if segment.take not in takes:
            yield f"segments[{index}].take {segment.take} is not on this track"
        if segment.start < end or segment.end <= segment.start:
            yield f"segments[{index}] overlaps the one before, or is empty"
        end = segment.end


def _levels(fader_db: float, trim_db: float) -> Iterator[str]:
    for name, db in (("fader_db", fader_db), ("trim_db", trim_db)):
        if not SILENCE_DB <= db <= FADER_MAX_DB:
            yield f"{name} cannot be {db}"


def _ordered(span: Span) -> bool:
    return 0 <= span.start < span.end

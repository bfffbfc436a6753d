"""What each track shows on the timeline: the waves of its takes and clips, and of the take that grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tui_studio.song.model import Clip, SourceId, Take, Track
from tui_studio.song.per_track import PerTrack
from tui_studio.tui.view.cells import Line, Run, Tone, line_of
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.tui.view.timeline import Window
from tui_studio.tui.view.waves import Wave, height

UNKNOWN = -1
"""Height of a column whose audio exists but whose wave has not come yet."""


@dataclass(frozen=True)
class Stretch:
    """Audio on the timeline: the frames [start, end) play a source from `offset`, from the last to the first if `reverse`."""

    start: int
    end: int
    source: SourceId
    offset: int
    reverse: bool = False

    def within(self, low: int, high: int) -> tuple[int, int]:
        """The frames of the source that play at [low, high)."""
        if self.reverse:
            return self.offset + self.end - high, self.offset + self.end - low
        return self.offset + low - self.start, self.offset + high - self.start


def stretches(track: Track) -> list[Stretch]:
    """What plays on a track: the active comp's segments, then its clips."""
    comp = next((one for one in track.comps if one.id == track.active_comp), None)
    takes = {take.id: take for take in track.takes} if comp else {}
    found: list[Stretch] = []
    for segment in comp.segments if comp else ():
        take = takes.get(segment.take)
        if take is not None:
            offset = take.offset + segment.start - take.start - segment.slip
            found.append(Stretch(segment.start, segment.end, take.source, offset))
    for clip in track.clips:
        found += clip_stretches(clip)
    return found


def clip_stretches(clip: Clip) -> list[Stretch]:
    """All of a clip."""
    return [Stretch(clip.start, clip.start + clip.frames, clip.source, clip.offset, clip.reverse)]


def take_stretches(take: Take) -> list[Stretch]:
    """All of a take where it was played."""
    return [Stretch(take.start, take.start + take.frames, take.source, take.offset)]


@dataclass
class Growing:
    """A take being recorded."""

    pass_id: int
    round: int
    start: int
    wave: Wave


Shown = TypeVar("Shown")


@dataclass
class Lane(Generic[Shown]):
    """The waveform of a track (or of a take, a clip) in a window, kept until something in it changes."""

    stretches: Callable[[Shown], Sequence[Stretch]]
    track: Shown | None = None
    window: Window | None = None
    steps: int = 0
    heights: list[int] = field(default_factory=list)
    grown: int = 0
    """Frames of the growing take that are in `heights`."""
    grown_columns: tuple[int, int] = (0, 0)
    drawn: Line | None = None
    """The cells as drawn last; None when heights have changed since."""
    drawn_for: tuple[str, int] = ("", -1)

    def update(
        self, track: Shown, window: Window, waves: dict[SourceId, Wave], growing: Growing | None, steps: int
    ) -> None:
        """Bring `heights` (two per column) up to date."""
        if (self.track, self.window, self.steps) != (track, window, steps) or (
            growing is None and self.grown
        ):
            self.track, self.window, self.steps, self.grown = track, window, steps, 0
            self.heights, self.grown_columns, self.drawn = [0] * (2 * window.columns), (0, 0), None
            for stretch in self.stretches(track):
                self._draw(stretch, waves.get(stretch.source), 0)
        if growing is not None and growing.wave.frames > self.grown:
            self._grow(growing)

    def forget(self) -> None:
        """Draw it anew next time."""
        self.track = None

    def _grow(self, growing: Growing) -> None:
        assert self.window is not None
        grown = Stretch(growing.start, growing.start + growing.wave.frames, SourceId(0), 0)
        self._draw(grown, growing.wave, growing.start + self.grown)
        self.grown = growing.wave.frames
        first, last = self.window.column(growing.start), self.window.column(grown.end - 1)
        self.grown_columns = (max(0, first), min(self.window.columns, last + 1))

    def _draw(self, stretch: Stretch, wave: Wave | None, since: int) -> None:
        """Heights of the half columns that the stretch touches, from song frame `since` on."""
        self.drawn = None
        window = self.window
        assert window is not None
        half = window.per_column / 2
        first = max(0, int((max(stretch.start, since) - window.start) // half))
        last = min(len(self.heights), int(-(-(stretch.end - window.start) // half)))
        for at in range(first, last):
            low = max(stretch.start, window.start + round(at * half))
            high = min(stretch.end, window.start + round((at + 1) * half))
            if high > low:
                self.heights[at] = self._height(stretch, wave, low, high)

    def _height(self, stretch: Stretch, wave: Wave | None, low: int, high: int) -> int:
        first, last = stretch.within(low, high)
        if wave is None or first < wave.unknown:
            return UNKNOWN
        return height(wave.loudest(first, last), self.steps) or 1

    def line(self, glyphs: Glyphs, playhead: int) -> Line:
        """The lane as cells; `playhead` is its column or anything outside."""
        if self.drawn is None or self.drawn_for != (glyphs.kind, playhead):
            self.drawn, self.drawn_for = self._cells(glyphs, playhead), (glyphs.kind, playhead)
        return self.drawn

    def _cells(self, glyphs: Glyphs, playhead: int) -> Line:
        runs: list[Run] = []
        first, last = self.grown_columns
        for column in range(len(self.heights) // 2):
            left, right = self.heights[2 * column], self.heights[2 * column + 1]
            known = UNKNOWN not in (left, right)
            sign = glyphs.wave(left, right) if known else glyphs.unknown
            tone = Tone.GROWING if first <= column < last else (Tone.WAVE if known else Tone.DIM)
            runs.append((sign, Tone.PLAYHEAD if column == playhead else tone))
        return line_of(runs, len(runs))


def sources_of(tracks: Iterable[Track]) -> set[SourceId]:
    """All sources the timeline shows on these tracks."""
    return set().union(*map(sources_on, tracks))


sources_on = PerTrack(lambda track: frozenset(stretch.source for stretch in stretches(track)))
"""The sources that the timeline shows on a track."""

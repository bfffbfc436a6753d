"""The Takes view as lines of cells, sheet by sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_studio.song.model import Clip, SourceId, Take, Track
from tui_studio.tui.takes import clips_sheet, lines_sheet, list_sheet
from tui_studio.tui.takes.clip_keys import ClipKeys
from tui_studio.tui.takes.index import TakeIndex
from tui_studio.tui.takes.lines_sheet import CELL, LinesSheet, Look, look_for
from tui_studio.tui.takes.pointer import Pointer, scrolled
from tui_studio.tui.takes.rows import Row, row_at
from tui_studio.tui.takes.waves_pane import Lanes, Place, comp_line, ruler_line, window_around
from tui_studio.tui.takes.words import row_words, take_words
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.integrity import certificate_lines
from tui_studio.tui.view.lanes import clip_stretches, take_stretches
from tui_studio.tui.view.timeline import Window

INFO_LINES = 2
SMALL = 13
"""Below this height there are only the lines."""
FEWEST_WAVES = 2
AROUND = 4
"""Takes out of sight whose waves are fetched, too."""


@dataclass
class Scene:
    """What is drawn: one track with its rows, and where the pointer is."""

    track: Track
    index: TakeIndex
    rows: tuple[Row, ...]
    longest: int
    """Cells of the longest row's text."""
    clips: tuple[Clip, ...]
    pointer: Pointer
    clip_keys: ClipKeys

    @property
    def row(self) -> Row | None:
        """The row pointed at."""
        return self.rows[self.pointer.row] if self.pointer.row < len(self.rows) else None

    @property
    def take(self) -> Take | None:
        """The take of the column pointed at that sounds in the row, else the column's first."""
        if self.pointer.column >= len(self.index.columns):
            return None
        column, row = self.index.columns[self.pointer.column], self.row
        return (row and column.within(row.start, row.end)) or column.first

    @property
    def clip(self) -> Clip | None:
        """The clip pointed at."""
        return self.clips[self.pointer.clip] if self.pointer.clip < len(self.clips) else None

    @property
    def place(self) -> Place:
        """What of the timeline is pointed at."""
        clip = self.clip if self.pointer.sheet == "clips" else None
        if clip is not None:
            return Place(clip.start, clip.start + clip.frames)
        return Place(self.row.start, self.row.end) if self.row else Place(0, 1)


@dataclass
class Picture:
    """Draws scenes; keeps what can be used for the next one."""

    desk: Desk
    sheet: LinesSheet = field(default_factory=LinesSheet)
    takes: Lanes[Take] = field(default_factory=lambda: Lanes(take_stretches))
    clips: Lanes[Clip] = field(default_factory=lambda: Lanes(clip_stretches))
    seen: set[SourceId] = field(default_factory=set)
    """The sources whose waves were drawn last."""
    cursor: tuple[int, int] = (0, 0)

    def draw(self, scene: Scene, width: int, height: int) -> list[Line]:
        """Exactly `height` lines."""
        self.seen = set()
        draw = {"lines": self._lines, "takes": self._list, "clips": self._clips}[scene.pointer.sheet]
        lines = draw(scene, width, height)
        return (lines + [blank(width)] * height)[:height]

    def around(self, scene: Scene) -> set[SourceId]:
        """The sources of the takes next to those that were drawn last."""
        if not self.seen or scene.pointer.sheet == "clips":
            return set()
        first = scene.pointer.first_take
        columns = scene.index.columns[max(0, first - AROUND) : first + len(self.seen) + AROUND]
        return {column.first.source for column in columns}

    # ── the comp on its lines ────────────────────────────────────────────────────────────────────────────────

    def _lines(self, scene: Scene, width: int, height: int) -> list[Line]:
        desk, pointer, index = self.desk, scene.pointer, scene.index
        look = look_for(width, (scene.rows, scene.longest), index, pointer, desk.glyphs)
        lines = lines_sheet.heading(_title(scene, desk), look)
        waves = _waves_room(len(index.columns), len(scene.rows), height)
        info = INFO_LINES if height > SMALL // 2 else 0
        room = max(1, height - len(lines) - info - (waves + 2 if waves else 0))
        if waves:
            room = min(room, len(scene.rows) + 1)
        now = row_at(scene.rows, desk.status.position)
        lines += self.sheet.draw(look, pointer, now, room)
        self.cursor = _cell_of(pointer, look, len(lines) - room)
        if waves:
            lines += self._waves(scene, width, waves)
        lines += [blank(width)] * (height - info - len(lines))
        return lines + ([self._row_info(scene, width), self._take_info(scene, width)] if info else [])

    def _waves(self, scene: Scene, width: int, room: int) -> list[Line]:
        """The ruler, the comp, and the takes around the one pointed at."""
        window = window_around(self.desk.song, scene.place, width - list_sheet.LABEL, scene.pointer.zoom)
        playhead = window.column(self.desk.status.position)
        index, pointer = scene.index, scene.pointer
        name = f" comp {index.comp.name}" if index.comp else " comp"
        lines = [
            ruler_line(self.desk, window, scene.place, (" ", Tone.PLAIN), width),
            comp_line(index, window, (name, Tone.STRONG), width, playhead),
        ]
        pointer.first_take = scrolled(pointer.first_take, pointer.column, room, len(index.columns))
        row = scene.row
        main = index.main(row.start, row.end) if row else None
        for at in range(pointer.first_take, min(len(index.columns), pointer.first_take + room)):
            label = list_sheet.short_label(
                index.columns[at],
                here=at == pointer.column,
                plays=at == main,
                glyphs=self.desk.glyphs,
                lost=self.desk.waveforms.lost,
            )
            lines.append(self._wave(scene, at, label, window))
        return lines + [blank(width)] * (room + 2 - len(lines))

    def _wave(self, scene: Scene, at: int, label: Line, window: Window) -> Line:
        """The label and the wave of the column's take."""
        column, place = scene.index.columns[at], scene.place
        take = column.within(place.start, place.end) or column.first
        self.seen.add(take.source)
        playhead = window.column(self.desk.status.position)
        return (*label, *self.takes.line(take.id, take, window, self.desk, playhead))

    # ── the take list ────────────────────────────────────────────────────────────────────────────────────────

    def _list(self, scene: Scene, width: int, height: int) -> list[Line]:
        index, pointer, details = scene.index, scene.pointer, list_sheet.details_width(width)
        count = len(index.columns)
        window = window_around(self.desk.song, scene.place, width - details, pointer.zoom)
        playhead = window.column(self.desk.status.position)
        title = f"{_title(scene, self.desk)}, {count} take{'s' * (count != 1)}{', hidden ones too' if pointer.hidden else ''}"
        lines = [
            line_of([(f" {title}", Tone.HEADING)], width),
            ruler_line(self.desk, window, scene.place, (list_sheet.heading(width), Tone.DIM), width),
            comp_line(index, window, ("     the comp plays", Tone.DIM), width, playhead),
        ]
        room = max(1, height - len(lines) - INFO_LINES)
        pointer.first_take = scrolled(pointer.first_take, pointer.column, room, count)
        for at in range(pointer.first_take, min(count, pointer.first_take + room)):
            label = list_sheet.detailed_label(
                index.columns[at],
                index,
                here=at == pointer.column,
                glyphs=self.desk.glyphs,
                width=width,
                rate=self.desk.song.rate,
                lost=self.desk.waveforms.lost,
            )
            lines.append(self._wave(scene, at, label, window))
        self.cursor = (1, 3 + max(0, pointer.column - pointer.first_take))
        lines += self._certificate(scene, width, height - INFO_LINES - len(lines))
        return [*lines, self._row_info(scene, width), self._take_info(scene, width)]

    def _certificate(self, scene: Scene, width: int, room: int) -> list[Line]:
        """Of the take pointed at, as much as has room under an empty line."""
        known = certificate_lines(scene.take, self.desk.song.rate, width) if scene.take else []
        known = known[: max(0, room - 1)]
        return [blank(width)] * (room - len(known)) + known

    # ── the clips ────────────────────────────────────────────────────────────────────────────────────────────

    def _clips(self, scene: Scene, width: int, height: int) -> list[Line]:
        pointer, details, song = scene.pointer, clips_sheet.DETAILS, self.desk.song
        window = window_around(song, scene.place, width - details, pointer.zoom)
        playhead = window.column(self.desk.status.position)
        count = len(scene.clips)
        title = f"{scene.track.name}, {count} clip{'s' * (count != 1)}"
        lines = [
            line_of([(f" {title}", Tone.HEADING), (f"   {scene.clip_keys.words}", Tone.DIM)], width),
            ruler_line(self.desk, window, scene.place, (clips_sheet.heading(), Tone.DIM), width),
        ]
        room = max(1, height - len(lines) - 1)
        pointer.first_clip = scrolled(pointer.first_clip, pointer.clip, room, count)
        for at, clip in enumerate(scene.clips[pointer.first_clip :][:room], pointer.first_clip):
            self.seen.add(clip.source)
            label = clips_sheet.clip_label(
                clip,
                song,
                here=at == pointer.clip,
                marked=clip.id in scene.clip_keys.marked,
                lost=self.desk.waveforms.lost,
            )
            lines.append((*label, *self.clips.line(clip.id, clip, window, self.desk, playhead)))
        if not count:
            lines += [line_of([(f"   {word}", Tone.PLAIN)], width) for word in clips_sheet.EMPTY]
        self.cursor = (2, 2 + max(0, pointer.clip - pointer.first_clip))
        lines += [blank(width)] * (height - 1 - len(lines))
        words = clips_sheet.clip_words(scene.clip, song, self.desk.waveforms.lost) if scene.clip else ""
        return [*lines[: height - 1], line_of([(f" {words}", Tone.PLAIN)], width)]

    # ── in words ─────────────────────────────────────────────────────────────────────────────────────────────

    def _row_info(self, scene: Scene, width: int) -> Line:
        row = scene.row
        words: list[Run] = row_words(row, scene.index, self.desk.song) if row else []
        return line_of([(" ", Tone.PLAIN), *words], width)

    def _take_info(self, scene: Scene, width: int) -> Line:
        take = scene.take
        words: list[Run] = take_words(take, self.desk.song, self.desk.waveforms.lost) if take else []
        return line_of([(" ", Tone.PLAIN), *words], width)


def _title(scene: Scene, desk: Desk) -> str:
    comp, count = scene.index.comp, len(scene.track.comps)
    if comp is None:
        return scene.track.name
    place = f" of {count}" if count > 1 else ""
    return f"{scene.track.name} {desk.glyphs.off} comp {comp.name}{place}"


def _waves_room(takes: int, rows: int, height: int) -> int:
    """Lines for waves: what the rows leave, and never less than a fifth, unless the screen is small."""
    if height < SMALL or not takes:
        return 0
    free = height - lines_sheet.HEADING_LINES - INFO_LINES - 2 - rows
    return min(takes, max(free, FEWEST_WAVES, height // 6))


def _cell_of(pointer: Pointer, look: Look, above: int) -> tuple[int, int]:
    column = 2 + look.text + max(0, pointer.column - pointer.first_column) * CELL + 2
    return min(column, look.width - 1), above + max(0, pointer.row - pointer.first_row)

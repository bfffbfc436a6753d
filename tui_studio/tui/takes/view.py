"""View 3 of the head: what its keys do, and what they are done to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui_studio.song.model import Clip, Take, Track, song_end
from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.asking import track_words
from tui_studio.tui.takes.cleaning import Cleaning
from tui_studio.tui.takes.clip_keys import ClipKeys
from tui_studio.tui.takes.clips_sheet import clip_words
from tui_studio.tui.takes.hearing import Hearing
from tui_studio.tui.takes.index import TakeIndex, clips_of
from tui_studio.tui.takes.picture import Picture, Scene
from tui_studio.tui.takes.pointer import SHEETS, Pointer
from tui_studio.tui.takes.rating import Rating
from tui_studio.tui.takes.rows import Row, row_at, rows_of
from tui_studio.tui.takes.words import row_sung, row_words, take_words
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of, width_of
from tui_studio.units import format_db

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own

NO_TAKES = (
    "",
    "   No takes on {name} yet.",
    "   Arm it and record in the Record view (Esc); every pass becomes a take here.",
    "   t and T go to the other tracks.",
    "   Figures are takes here: Esc goes back, W and a figure shows another view.",
)
A_GUIDE = (
    "",
    "   {name} is a guide, made from the chart to play along with: it has no takes.",
    "   It follows the chart by itself, and no bounce has it unless asked.",
    "   M makes it anew, m mutes it; in the Record view (Esc) D takes it out of the song.",
    "   t and T go to the other tracks, w to its clip.",
)


class TakesView:
    """The takes of the track pointed at."""

    name = "takes"
    title = "3 Takes"

    def __init__(self, head: Head) -> None:
        self._head = head
        self._desk = head.desk
        self.pointer = Pointer()
        self._picture = Picture(head.desk)
        self._index: TakeIndex | None = None
        self._index_of: tuple[Track, bool] | None = None
        self._rows: tuple[Row, ...] = ()
        self._rows_of: tuple[object, ...] = ()
        self._longest = 0
        self._pointed_number = 0
        self.hearing = Hearing(head, self)
        self.rating = Rating(head, self)
        self.cleaning = Cleaning(head)
        self.clip_keys = ClipKeys(head, self)

    @property
    def keys(self) -> str:
        """Clips have keys of their own."""
        return "clips" if self.pointer.sheet == "clips" else "takes"

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def scene(self) -> Scene | None:
        """The track pointed at, indexed; None without tracks."""
        track = self._desk.selection.pointed
        if track is None:
            return None
        index = self._indexed(track)
        rows = self._laid(track)
        clips = clips_of(track)
        pointer = self.pointer
        pointer.row = max(0, min(pointer.row, len(rows) - 1))
        pointer.clip = max(0, min(pointer.clip, len(clips) - 1))
        return Scene(track, index, rows, self._longest, clips, pointer, self.clip_keys)

    def _indexed(self, track: Track) -> TakeIndex:
        """The column pointed at stays the same take when others come or go, unless another one was chosen to play."""
        pointer, known = self.pointer, self._index_of
        if self._index is None or known is None or known[0] is not track or known[1] != pointer.hidden:
            other = known is None or known[0].id != track.id
            before = None if other else self._playing_number()
            self._index, self._index_of = TakeIndex(track, hidden=pointer.hidden), (track, pointer.hidden)
            now = self._playing_number()
            if not other and now and now != before:
                self._pointed_number = now
            last = len(self._index.columns) - 1
            if other:
                pointer.column, pointer.first_take, pointer.first_column = max(0, last), 0, 0
                pointer.clip = 0
            else:
                pointer.column = self._index.at_number.get(self._pointed_number, min(pointer.column, last))
        pointer.column = max(0, min(pointer.column, len(self._index.columns) - 1))
        self._pointed_number = self._index.columns[pointer.column].number if self._index.columns else 0
        return self._index

    def _playing_number(self) -> int:
        """The take that plays in the row pointed at; 0 for none. One that has just been chosen is pointed at."""
        if self._index is None or self.pointer.row >= len(self._rows):
            return 0
        row = self._rows[self.pointer.row]
        main = self._index.main(row.start, row.end)
        return self._index.columns[main].number if main is not None else 0

    def _laid(self, track: Track) -> tuple[Row, ...]:
        song = self._desk.song
        end = max((song_end(song), *(clip.start + clip.frames for clip in track.clips)))
        of = (
            song.notebook, song.tempo_changes, song.map_rules, song.tempo_bpm, song.beats_per_bar, song.beat_unit, song.rate, end,
            self.pointer.bars,
        )  # fmt: skip
        if of != self._rows_of:
            pointed = self._rows[self.pointer.row].start if self.pointer.row < len(self._rows) else 0
            self._rows, self._rows_of = rows_of(song, end, self.pointer.bars), of
            self._longest = max((width_of(row.text) for row in self._rows), default=0)
            self.pointer.row = row_at(self._rows, pointed) or 0
        return self._rows

    def lines(self, width: int, height: int) -> list[Line]:
        """The sheet that is shown."""
        scene = self.scene
        if scene is None:
            return _told(("", "   No tracks yet; in the Record view t adds one."), width, height)
        if self.pointer.sheet != "clips" and not scene.index.columns:
            words = A_GUIDE if scene.track.plays_guide else NO_TAKES
            return _told([word.format(name=scene.track.name) for word in words], width, height)
        lines = self._picture.draw(scene, width, height)
        self._head.overviews.want(self._picture.seen, self._picture.around(scene))
        return lines

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """The cell pointed at."""
        return self._picture.cursor

    def enter(self) -> None:
        """Point at what is sung at the playhead, and at the take that plays there."""
        scene = self.scene
        if scene is None:
            return
        here = row_at(scene.rows, self._desk.status.position)
        self.pointer.row = here if here is not None else self.pointer.row
        main = scene.index.main(scene.row.start, scene.row.end) if scene.row else None
        if main is not None:
            self.point_column(main)

    def follow(self) -> None:
        """Nothing to be done: what is shown is looked up with every drawing."""

    # ── what is pointed at, for actions ──────────────────────────────────────────────────────────────────────

    def supply(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """The take, the row's span, the clip, the comp, the segment; a track alone where an action means its takes."""
        scene = self.scene
        if scene is None:
            return None
        if param.kind == "track" and not param.many:
            return track_words((scene.track,), self._desk)
        known: dict[str, Callable[[], object]] = {
            "take": lambda: scene.take and scene.take.number,
            "span": lambda: scene.row and scene.row.span,
            "clip": lambda: scene.clip and scene.clip.id,
            "segment": lambda: scene.row and segment_for(info.id, scene.row, scene.index),
            "pass_id": lambda: scene.take and scene.take.pass_id,
            "round": lambda: scene.take and round_of(scene.take, scene.track),
            "snap_to": lambda: self.clip_keys.snap,
            "ripple": lambda: "on" if self.clip_keys.ripple else "off",
            "comp": lambda: scene.index.comp and scene.index.comp.name,
        }
        find = known.get(param.kind) or known.get(param.name)
        found = find() if find else None
        return str(found) if found else None

    def present(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """What is changed by typing: names, notes, a clip's gain."""
        scene = self.scene
        if scene is None or info.id.partition(".")[0] not in ("take", "clip", "comp"):
            return None
        shown = scene.clip if info.id.startswith("clip.") else scene.take
        match param.name:
            case "name" if info.id.startswith("comp."):
                return ""
            case "name" | "note" | "colour":
                return str(getattr(shown, param.name, ""))
            case "db":
                return format_db(scene.clip.gain_db) if scene.clip else ""
            case _:
                return None

    # ── what the keys do ─────────────────────────────────────────────────────────────────────────────────────

    @property
    def handlers(self) -> Mapping[str, Own]:
        """By the ids in `takes.actions`."""
        return {
            "takes.move": lambda params: self._move(int(params.get("steps", "1"))),
            "takes.column": lambda params: self.step_column(int(params.get("steps", "1"))),
            "takes.sheet": lambda _params: self._next_sheet(),
            "takes.hidden": lambda _params: self._toggle_hidden(),
            "takes.closer": lambda _params: self.pointer.closer(1),
            "takes.wider": lambda _params: self.pointer.closer(-1),
            "takes.say": lambda _params: self._say(),
            "takes.best": lambda _params: self._open_best(),
            **self.hearing.handlers,
            **self.rating.handlers,
            **self.cleaning.handlers,
            **self.clip_keys.handlers,
        }

    def _move(self, steps: int) -> None:
        """Up and down: rows, or takes, or clips."""
        pointer = self.pointer
        if pointer.sheet == "takes":
            self.step_column(steps)
        elif pointer.sheet == "clips":
            pointer.clip = max(0, pointer.clip + steps)
        else:
            pointer.row = max(0, pointer.row + steps)

    def step_column(self, steps: int) -> None:
        """Another take; the one pointed at stays within those there are."""
        scene = self.scene
        if scene is not None and scene.index.columns:
            self.point_column(max(0, min(self.pointer.column + steps, len(scene.index.columns) - 1)))

    def point_column(self, at: int) -> None:
        """Point at a column."""
        self.pointer.column = at
        if self._index is not None and at < len(self._index.columns):
            self._pointed_number = self._index.columns[at].number

    def _next_sheet(self) -> None:
        at = (SHEETS.index(self.pointer.sheet) + 1) % len(SHEETS)
        self.pointer.sheet = SHEETS[at]
        words = {"lines": "the comp on its lines", "takes": "the take list", "clips": "the clips"}
        self._desk.say(f"{words[self.pointer.sheet]}; w goes on")

    def _open_best(self) -> None:
        from tui_studio.tui.takes.best import SUGGEST, BestScreen

        scene = self.scene
        if scene is None or SUGGEST not in self._head.actions:
            self._desk.say("this studio has nothing to suggest", alarming=True)
            return
        self._head.open_screen(BestScreen(self._head, scene.track, scene.row))

    def _toggle_hidden(self) -> None:
        self.pointer.hidden = not self.pointer.hidden
        self._desk.say("hidden takes are shown, too" if self.pointer.hidden else "hidden takes are not shown")

    def spoken(self) -> tuple[str, ...]:
        """What is pointed at: the line with the take that plays in it, and the take of the column; or the clip."""
        scene = self.scene
        if scene is None:
            return ("no tracks yet: 2 is the Record view, t adds one there",)
        if self.pointer.sheet == "clips":
            return (self._clip_words(scene.clip) if scene.clip else "no clips: i imports a file",)
        if not scene.index.columns and scene.track.plays_guide:
            return (f"{scene.track.name} is a guide made from the chart: M makes it anew, m mutes it",)
        if not scene.index.columns:
            return (f"no takes on {scene.track.name} yet: arm it and record",)
        take = "".join(text for text, _ in self._take_runs(scene.take)) if scene.take else "no take"
        if self.pointer.sheet == "takes" or scene.row is None:
            return (take,)
        return (row_sung(scene.row, scene.index), take)

    def _say(self) -> None:
        """What is pointed at, in words."""
        scene = self.scene
        if scene is None or scene.row is None:
            return
        runs = row_words(scene.row, scene.index, self._desk.song)
        if scene.take is not None:
            runs += [("; ", Tone.PLAIN), *self._take_runs(scene.take)]
        self._desk.say("".join(text for text, _ in runs))

    def _clip_words(self, clip: Clip) -> str:
        return clip_words(clip, self._desk.song, self._desk.waveforms.lost)

    def _take_runs(self, take: Take) -> list[Run]:
        return take_words(take, self._desk.song, self._desk.waveforms.lost)


def segment_for(action: str, row: Row, index: TakeIndex) -> int | None:
    """The segment an action means: one that moves or fades means the boundary nearest to the row's start, others what plays
    in its middle.
    """
    if action == "comp.slip":
        return index.segment_at((row.start + row.end) // 2)
    return index.boundary_near(row.start, row.end)


def round_of(take: Take, track: Track) -> int:
    """The round of its pass that a take is, from 1."""
    rounds = [one.id for one in track.takes if one.pass_id == take.pass_id and not one.hidden]
    return rounds.index(take.id) + 1 if take.id in rounds else 0


def _told(words: tuple[str, ...] | list[str], width: int, height: int) -> list[Line]:
    lines = [line_of([(word, Tone.PLAIN)], width) for word in words][:height]
    return lines + [blank(width)] * (height - len(lines))

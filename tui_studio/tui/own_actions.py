"""The actions the head does by itself, by id."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio.paths import user_songs
from tui_studio.song.model import song_end
from tui_studio.song.timeline import sections_of
from tui_studio.tui.asking import track_words
from tui_studio.tui.view.editor import Editor
from tui_studio.tui.view.timeline import bar_start, bars_beats, names_of
from tui_studio.units import FADER_MAX_DB, SILENCE_DB, format_db

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

BOTTOM_DB = -60.0
"""Below this a nudged fader is shut."""

Own = Callable[[Mapping[str, str]], None]


class OwnActions:
    """Handlers of `head_actions.HEAD_ACTIONS`."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._desk = head.desk
        self._history: list[str] = []
        self._handlers: dict[str, Own] = {
            "head.help": lambda _params: self._open_help(),
            "head.palette": lambda _params: self._open_palette(),
            "head.devices": lambda _params: self._open_devices(),
            "head.soundcheck": lambda _params: self._open_soundcheck(),
            "head.notices": lambda _params: self._open_notices(),
            "head.line": lambda _params: self._line(),
            "head.leave": lambda _params: self._leave(),
            "head.redraw": lambda _params: head.redraw(),
            "select.move": lambda params: self._desk.selection.point(
                self._desk.selection.cursor + int(params.get("steps", "1"))
            ),
            "select.first": lambda _params: self._desk.selection.point(0),
            "select.last": lambda _params: self._desk.selection.point(len(self._desk.song.tracks) - 1),
            "select.toggle": lambda _params: self._desk.selection.toggle(),
            "select.all": lambda _params: self._desk.selection.toggle_all(),
            "select.none": lambda _params: self._desk.selection.selected.clear(),
            "timeline.closer": lambda _params: self._desk.closer(1),
            "timeline.wider": lambda _params: self._desk.closer(-1),
            "bar.step": self._step_bars,
            "marker.step": self._step_markers,
            "fader.nudge": self._nudge,
            **head.views.handlers(),
        }

    def find(self, action: str) -> Own | None:
        """The handler of an action of the head; None for the studio's."""
        return self._handlers.get(action) or self._head.views.find(action)

    # ── screens: imported when they are opened ───────────────────────────────────────────────────────────────

    def _open_help(self) -> None:
        from tui_studio.tui.screens.help import HelpScreen

        self._head.open_screen(HelpScreen(self._head))

    def _open_palette(self) -> None:
        from tui_studio.tui.screens.palette import PaletteScreen

        self._head.open_screen(PaletteScreen(self._head))

    def _open_devices(self) -> None:
        from tui_studio.tui.screens.devices import DeviceScreen

        self._head.open_screen(DeviceScreen(self._head))

    def _open_soundcheck(self) -> None:
        from tui_studio.tui.screens.soundcheck import SoundcheckScreen

        self._head.open_screen(SoundcheckScreen(self._head))

    def _open_notices(self) -> None:
        from tui_studio.tui.screens.notices import NoticesScreen

        self._head.open_screen(NoticesScreen(self._head))

    # ── the line ─────────────────────────────────────────────────────────────────────────────────────────────

    def _line(self) -> None:
        from tui_studio.tui.line_entry import completer, load_history

        self._history = self._history or load_history()
        editor = Editor(":", history=tuple(self._history), complete=completer(self._head))
        self._head.ask_text(editor, self._entered)

    def _entered(self, text: str) -> None:
        from tui_studio.tui.line_entry import remember
        from tui_studio.tui.typed_line import TypedLine

        if text:
            self._history = remember(self._history, text)
            TypedLine(self._head, text).go_on()

    # ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────

    def _step_bars(self, params: Mapping[str, str]) -> None:
        """Back goes to the bar's beginning first, unless the playhead is on it (or just behind, while it rolls)."""
        desk, by = self._desk, int(params["by"])
        here = desk.status.position
        if by > 0:
            self._locate(bar_start(desk.song, bars_beats(desk.song, here)[0] + by))
            return
        grace = desk.song.rate // 4 if desk.status.state == "rolling" else 1
        bar = bars_beats(desk.song, max(0, here - grace))[0]
        on_it = bar_start(desk.song, bar) >= here - grace
        self._locate(bar_start(desk.song, max(1, bar + by + (not on_it))))

    def _step_markers(self, params: Mapping[str, str]) -> None:
        desk, by = self._desk, int(params["by"])
        ends = [song_end(desk.song), *(placed.end for placed in sections_of(desk.song)[-1:])]
        places = sorted({0, *ends, *(position for position, _ in names_of(desk.song))})
        grace = desk.song.rate // 4 if desk.status.state == "rolling" else 0
        here = desk.status.position
        wanted = (
            [place for place in places if place > here] if by > 0 else [p for p in places if p < here - grace]
        )
        if wanted:
            self._locate(wanted[0 if by > 0 else -1])

    def _locate(self, position: int) -> None:
        self._head.send("transport.locate", {"to": f"{position}f"})

    def _nudge(self, params: Mapping[str, str]) -> None:
        step = float(params["by"])
        for track in self._desk.selection.chosen:
            wanted = nudged(self._desk.fader_of(track), step)
            self._desk.moving[track.id] = wanted
            given = {"track": track_words((track,), self._desk), "db": format_db(wanted), "moving": "on"}
            self._head.send("strip.fader", given)

    def _leave(self) -> None:
        status = self._desk.status
        busy = status.state in ("recording", "rolling", "locating", "stopping")
        if busy or status.heads > 1:
            self._head.leave(self._goes_on(status.heads - 1))
            return
        self._head.ask_key(
            "close the song? y closes it, n leaves it running, any other key stays", self._left
        )

    def _left(self, key: str) -> None:
        if key in ("n", "N"):
            self._head.leave(self._goes_on(0))
        elif key in ("y", "Y"):
            self._head.closing = True
            self._head.send("studio.quit")
        else:
            self._desk.say("still here")

    def _goes_on(self, others: int) -> str:
        state = self._desk.status.state
        doing = "records" if state == "recording" else "plays" if state == "rolling" else "waits"
        more = f" with {others} other head{'s' * (others != 1)}" if others > 0 else ""
        return (
            f"the studio {doing} on{more}; {_command(self._head.client.welcome.song_folder)} comes back to it"
        )


def nudged(fader_db: float, step: float) -> float:
    """A fader one step further: never above the top, silence below the bottom, out of silence onto the bottom."""
    if fader_db <= SILENCE_DB:
        return BOTTOM_DB if step > 0 else SILENCE_DB
    wanted = min(FADER_MAX_DB, round(fader_db + step, 1))
    return wanted if wanted >= BOTTOM_DB else SILENCE_DB


def _command(song_folder: str) -> str:
    """What opens this song, as it is typed in a shell."""
    program, folder = Path(sys.argv[0]), Path(song_folder)
    name = program.name if shutil.which(program.name) else str(program)
    if not name.endswith("tui-studio"):
        name = "tui-studio"
    return f"{name} {shlex.quote(folder.name if folder.parent == user_songs() else song_folder)}"

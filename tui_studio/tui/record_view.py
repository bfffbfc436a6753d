"""View 2, Record: what its drawing needs of the head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_studio.song.model import Song
from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.view.cells import Line
from tui_studio.tui.view.lanes import sources_of
from tui_studio.tui.view.record import cursor_cell, record_lines

AROUND = 8
"""Tracks out of sight whose waves are fetched, too."""

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own


class RecordView:
    """The tracks."""

    name = "record"
    title = "2 Record"
    keys = "record"

    def __init__(self, head: Head) -> None:
        self._head = head
        self._desk = head.desk
        self._shown: tuple[Song, int, int] | None = None

    @property
    def handlers(self) -> Mapping[str, Own]:
        """None but those of the head."""
        return {}

    def supply(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """Nothing but tracks, which the head supplies."""
        return None

    def present(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """The head knows what stands in tracks and strips."""
        return None

    def enter(self) -> None:
        """Another view may have wanted other waves."""
        self._shown = None

    def follow(self) -> None:
        """The desk has followed."""

    def lines(self, width: int, height: int) -> list[Line]:
        """The tracks, and what belongs to the one pointed at."""
        lines = record_lines(self._desk, width, height)
        self._want_waves(height)
        return lines

    def _want_waves(self, height: int) -> None:
        """Of the tracks on the screen, and of a few above and below."""
        song, first = self._desk.song, self._desk.first_row
        if self._shown is not None and self._shown[0] is song and self._shown[1:] == (first, height):
            return
        self._shown = song, first, height
        around = song.tracks[max(0, first - AROUND) : first + height + AROUND]
        self._head.overviews.want(sources_of(song.tracks[first : first + height]), sources_of(around))

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """The name of the track pointed at."""
        return cursor_cell(self._desk, height)

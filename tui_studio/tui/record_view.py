"""View 2, Record: what its drawing needs of the head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.view.cells import Line
from tui_studio.tui.view.record import cursor_cell, record_lines

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own


class RecordView:
    """The tracks."""

    name = "record"
    title = "2 Record"
    keys = "record"

    def __init__(self, head: Head) -> None:
        self._desk = head.desk

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
        """Nothing to be done."""

    def follow(self) -> None:
        """The desk has followed."""

    def lines(self, width: int, height: int) -> list[Line]:
        """The tracks, and what belongs to the one pointed at."""
        return record_lines(self._desk, width, height)

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """The name of the track pointed at."""
        return cursor_cell(self._desk, height)

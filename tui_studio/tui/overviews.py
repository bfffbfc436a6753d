"""Fetches the waves of takes and clips that this head has not seen being recorded."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tui_studio.song.model import SourceId, source_of
from tui_studio.studio.wire import Answer
from tui_studio.tui.view.waves import Wave, decode

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

ACTION = "take.overview"
WIDEST = 4096
"""Hops in the wave of a source; a screen is never wider, and zoomed in it is still sharp."""
FINEST = 256
"""Frames in the shortest hop."""


class Overviews:
    """Asks for one source after the other, so that nothing else waits long."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._asked: set[SourceId] = set()
        self._busy = False
        self._wanted: list[SourceId] = []
        """What is shown, then what lies around it, each the newest first."""
        self._wanted_for: tuple[Collection[SourceId], Collection[SourceId]] = ((), ())

    def want(self, shown: Collection[SourceId], around: Collection[SourceId] = ()) -> None:
        """The view shows these, and would show those after a few keys. What was wanted before is wanted no more."""
        if self._wanted_for != (shown, around):
            self._asked -= self._head.desk.waveforms.lost  # it may be back
            self._wanted_for = shown, around
            self._wanted = [*sorted(shown, reverse=True), *sorted(set(around) - set(shown), reverse=True)]
            self.look()

    def look(self) -> None:
        """Ask for a wave that is missing, if any is."""
        if self._busy or ACTION not in self._head.actions:
            return
        source = self._missing()
        if source is not None:
            self._asked.add(source)
            self._busy = True
            self._ask(source)

    def _missing(self) -> SourceId | None:
        return next(filter(self._unknown, self._wanted), None)

    def _unknown(self, source: SourceId) -> bool:
        return source not in self._head.desk.waveforms.waves and source not in self._asked

    def _ask(self, source: SourceId) -> None:
        found = source_of(self._head.desk.song, source)
        if found is None:
            return self._next()
        hop = max(FINEST, -(-found.frames // WIDEST))
        width = max(1, -(-found.frames // hop))
        params = {"source": source, "width": width, "frames": width * hop}
        return self._head.send(ACTION, params, then=lambda answer: self._came(source, hop, answer))

    def _next(self) -> None:
        self._busy = False
        self.look()

    def _came(self, source: SourceId, hop: int, answer: Answer) -> None:
        told = answer.result if answer.error is None else None
        if told and told["missing"]:
            self._head.desk.waveforms.lost.add(source)
        elif told:
            wave = Wave(hop)
            wave.put(0, decode(told["peaks"]))
            self._head.desk.waveforms.keep(source, wave)
        self._next()

"""Fetches the waves of takes and clips that this head has not seen being recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_studio.song.model import Song, SourceId, source_of
from tui_studio.studio.wire import Answer
from tui_studio.tui.view.lanes import sources_of
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
        self._wanted: set[SourceId] = set()
        self._song: Song | None = None
        self._queue: list[SourceId] = []
        """What that song's timeline plays, the next to be asked for last."""

    def want(self, sources: set[SourceId]) -> None:
        """A view shows these, besides what the timeline plays."""
        if not sources <= self._wanted:
            self._wanted = set(sources)
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
        """What a view shows first, then what the timeline plays; that is looked through once for each change of the song."""
        song = self._head.desk.song
        if song is not self._song:
            self._song = song
            self._queue = sorted(sources_of(song), reverse=True)
        for source in self._wanted:
            if self._unknown(source):
                return source
        while self._queue:
            source = self._queue.pop()
            if self._unknown(source):
                return source
        return None

    def _unknown(self, source: SourceId) -> bool:
        return source not in self._head.desk.waves and source not in self._asked

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
        if answer.error is None and answer.result:
            wave = Wave(hop)
            wave.put(0, decode(answer.result["peaks"]))
            self._head.desk.take_wave(source, wave)
        self._next()

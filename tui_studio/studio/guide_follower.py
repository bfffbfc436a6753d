"""Keeps the guide equal to the chart: made anew in a job when words, structure, tempo or key changed, outside of the history."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from pathlib import Path

from tui_studio.errors import TuiStudioError
from tui_studio.song.model import Song
from tui_studio.studio.heads import Heads
from tui_studio.studio.jobs.runner import JobRunner
from tui_studio.studio.song_keeper import SongKeeper

REST_SECONDS = 0.7
"""It follows when nothing was changed for so long."""
LABEL = "the guide follows the chart"


class GuideFollower:
    """See the module. Nothing is changed while something is recorded; it follows afterwards."""

    def __init__(
        self,
        *,
        folder: Path,
        keeper: SongKeeper,
        jobs: JobRunner,
        heads: Heads,
        recording: Callable[[], bool],
        renewed: Callable[[], None],
    ) -> None:
        """`renewed` is called when a file that the song had already has been made again."""
        self._folder = folder
        self._keeper = keeper
        self._jobs = jobs
        self._heads = heads
        self._recording = recording
        self._renewed = renewed
        self._lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = False
        """For the end of a recording."""

    def song_changed(self, old: Song | None, new: Song) -> None:
        """Follow soon when there is a guide and what it is made of changed; `old` None: whatever changed."""
        if any(track.guide_part for track in new.tracks) and (old is None or _basis(old) != _basis(new)):
            self._soon()

    def transport_moved(self) -> None:
        """A recording may have ended."""
        if self._waiting and not self._recording():
            self._soon()

    async def caught_up(self) -> None:
        """Returns when the guide is that of the chart. Raises TuiStudioError when it cannot be made."""
        self._cancel()
        async with self._lock:
            while not self._recording():
                song = self._keeper.song
                if not any(track.guide_part for track in song.tracks):
                    return
                from tui_studio.song.edits.guides import renew_guides
                from tui_studio.studio.guides import guide_chart, make_guides, parts_due, playing_files

                chart = guide_chart(song, song.guide_transpose)
                parts = parts_due(song, self._folder, chart)
                if not parts:
                    return
                guides = await self._jobs.run(
                    "make the guide anew",
                    make_guides,
                    self._folder,
                    song.rate,
                    chart,
                    parts,
                    playing_files(song),
                )
                if not self._recording():
                    await self._keeper.follow(LABEL, functools.partial(renew_guides, guides=guides))
                    self._renewed()

    def close(self) -> None:
        """Follow no more."""
        self._cancel()
        for task in self._tasks:
            task.cancel()

    def _soon(self) -> None:
        self._cancel()
        self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._begin)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self) -> None:
        self._waiting = self._recording()
        if not self._waiting:
            task = asyncio.create_task(self._follow())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _follow(self) -> None:
        try:
            await self.caught_up()
        except (TuiStudioError, OSError) as error:
            self._heads.notice(f"the guide is older than the chart: {error}", "warning")
        self._waiting = self._recording()


def _basis(song: Song) -> tuple[object, ...]:
    """What a guide is made of, and where it plays."""
    notebook = song.notebook
    return (
        notebook.chart,
        notebook.sections,
        notebook.capo,
        song.tempo_bpm,
        song.beats_per_bar,
        song.beat_unit,
        song.tempo_changes,
        song.map_rules,
        song.guide_transpose,
        [track.clips for track in song.tracks if track.guide_part],
    )

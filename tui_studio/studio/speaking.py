"""Renders the names of sections, spoken, into the song's cache, ahead of the time when they are heard."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tui_studio.errors import TuiStudioError
from tui_studio.song.model import Song
from tui_studio.studio.heads import Heads
from tui_studio.studio.jobs.desk import Desk
from tui_studio.studio.jobs.runner import JobRunner
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.spoken import name_key, name_path, rendered_names

REST_SECONDS = 0.5
"""Names are spoken when none was changed for so long."""


def speak_names(desk: Desk, names: list[str], folder: Path, rate: int) -> None:
    """Render the names that are not there yet. Called from: a worker process. Raises AudioFileError."""
    from tui_studio.audio.speech import speak

    (folder / "cache").mkdir(exist_ok=True)
    for done, name in enumerate(names):
        scratch = folder / "cache" / f"speech-{name_key(name, rate)}.wav"
        frames = speak(name, scratch, rate)
        scratch.replace(name_path(folder, name_key(name, rate), frames))
        desk.progress((done + 1) / len(names))


def find_voice(_desk: Desk) -> tuple[str, str]:
    """The name of the synthesiser (empty for none), and the command that installs one. Called from: a worker process."""
    from tui_studio.audio.speech import INSTALL_HERE, find_synthesiser

    return find_synthesiser(), INSTALL_HERE


class Speaker:
    """Sees to it that the names of all sections are rendered while they are to be spoken."""

    def __init__(
        self, *, folder: Path, keeper: SongKeeper, jobs: JobRunner, heads: Heads, reconciler: Reconciler
    ) -> None:
        self._folder = folder
        self._keeper = keeper
        self._jobs = jobs
        self._heads = heads
        self._reconciler = reconciler
        self._timer: asyncio.TimerHandle | None = None
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def song_changed(self, old: Song | None, new: Song) -> None:
        """Speak soon what has another name now; `old` None: whatever is missing."""
        if new.click.speak_sections and (
            old is None or not old.click.speak_sections or old.notebook.sections != new.notebook.sections
        ):
            self.close()
            self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._begin)

    async def caught_up(self) -> None:
        """Returns when every name is rendered and the engine knows. Raises TuiStudioError."""
        async with self._lock:
            song = self._keeper.song
            there = rendered_names(self._folder)
            wanted = dict.fromkeys(section.name for section in song.notebook.sections)
            missing = [name for name in wanted if name_key(name, song.rate) not in there]
            if song.click.speak_sections and missing:
                await self._jobs.run(
                    "speak the sections' names", speak_names, missing, folder=self._folder, rate=song.rate
                )
        self._reconciler.look_again()

    async def voice(self) -> tuple[str, str]:
        """As `find_voice`."""
        return await self._jobs.run("look for a voice", find_voice)

    def close(self) -> None:
        """What is waiting to be spoken is not."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self) -> None:
        task = asyncio.create_task(self._speak())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _speak(self) -> None:
        try:
            await self.caught_up()
        except (TuiStudioError, OSError) as error:
            self._heads.notice(f"section names are not spoken: {error}", "warning")

"""Voice memos: recorded beside whatever else happens, and ideas when they are whole."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path

from tui_studio.engine.client import EngineClient
from tui_studio.engine.protocol import (
    EngineStatus,
    ForgetMemo,
    MemoClosed,
    MemoStart,
    MemoStop,
    PassReport,
)
from tui_studio.engine.protocol import Status as AskStatus
from tui_studio.errors import EngineError, NotNowError, TuiStudioError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.song.notebook import Idea
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.heads import Heads
from tui_studio.studio.room import Room
from tui_studio.studio.salvaging import forgotten, still_written
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.takes import relative_path
from tui_studio.units import short_time

CLOSE_SECONDS = 30.0
FOLDER = "ideas"


class Memos:
    """See the module."""

    def __init__(
        self, *, folder: Path, keeper: SongKeeper, engine: EngineKeeper, room: Room, heads: Heads
    ) -> None:
        self._folder = folder
        self._keeper = keeper
        self._engine = engine
        self._room = room
        self._heads = heads
        self._closing: asyncio.Future[Idea] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.recording = ""
        """The file of the memo being recorded; empty for none."""

    async def start(self, number: int) -> Path:
        """Record this input (from 1) from now on. Raises EngineError, NotNowError."""
        if self.recording:
            raise NotNowError("a memo is being recorded", hint="memo.stop ends it")
        await asyncio.to_thread((self._folder / FOLDER).mkdir, exist_ok=True)
        path = _free(self._folder / FOLDER, datetime.now().astimezone().strftime("memo-%Y%m%d-%H%M%S"))
        song = self._keeper.song
        await self._engine.ask(
            MemoStart(
                path=str(path),
                inputs=(number - 1,),
                sample_format=song.sample_format,
                reserve_bytes=self._room.reserve_bytes,
            )
        )
        self.recording = str(path)
        self._closing = asyncio.get_running_loop().create_future()
        return path

    async def stop(self) -> Idea:
        """End it; the idea it became. Raises NotNowError when none is being recorded."""
        closing = self._closing
        if not self.recording or closing is None:
            raise NotNowError("no memo is being recorded", hint="memo.start begins one")
        with contextlib.suppress(EngineError):  # an engine that died has closed it in its way
            await self._engine.ask(MemoStop())
        try:
            return await asyncio.wait_for(asyncio.shield(closing), CLOSE_SECONDS)
        except TimeoutError:
            raise EngineError(
                "the memo is not whole yet", hint="it comes when the disk has written it"
            ) from None

    def closed(self, event: MemoClosed) -> None:
        """The engine has closed a memo's file."""
        task = asyncio.create_task(self._take_told(event.report))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take_told(self, report: PassReport) -> None:
        path = next((take.path for round_ in report.rounds for take in round_), self.recording)
        try:
            idea = await self._take_in(report)
        except TuiStudioError as error:
            self._heads.notice(f"a memo is on the disk but no idea yet: {error}", "alarm")
            self._settle(path, error=error)
            return
        self._settle(path, idea)
        with contextlib.suppress(EngineError):
            await self._engine.ask(ForgetMemo(path))

    async def _take_in(self, report: PassReport) -> Idea:
        take = next((take for round_ in report.rounds for take in round_), None)
        if take is None or take.frames == 0:
            raise NotNowError(
                "the memo has no sound in it", hint="memo.start records another; let it run a moment"
            )
        audio = _within(take.path, self._folder)
        text = f"voice memo, {short_time(take.frames, report.rate)}"
        created = report.started_at or datetime.now().astimezone().isoformat(timespec="seconds")

        def entered(now: Song) -> Song:
            """Once, whether the engine tells of it or its ledger is found, or both."""
            return now if _idea_of(now, audio) else edits.add_idea(now, text, created, audio=audio)

        idea = _idea_of(await self._keeper.edit("voice memo", entered), audio)
        assert idea is not None
        return idea

    def _settle(self, path: str, idea: Idea | None = None, error: TuiStudioError | None = None) -> None:
        if path != self.recording:
            return
        self.recording = ""
        if self._closing is not None and not self._closing.done():
            if idea is not None:
                self._closing.set_result(idea)
            elif error is not None:
                self._closing.set_exception(error)
                self._closing.exception()  # somebody may wait for it, nobody has to

    # ── coming and going ─────────────────────────────────────────────────────────────────────────────────────

    async def connected(self, client: EngineClient) -> None:
        """Go on with the memo an adopted engine is recording; make ideas of what a dead one left."""
        status = await client.ask_for(EngineStatus, AskStatus())
        if status.memo and not self.recording:
            self.recording = status.memo
            self._closing = asyncio.get_running_loop().create_future()
            self._heads.notice("attached to an engine that is recording a memo; it goes on", "warning")
        await self.salvage(spare=status.memo)
        if self.recording != status.memo:
            self._nothing_left()

    async def salvage(self, spare: str = "") -> None:
        """Ideas of the memos that nobody closed, but for the one an engine has in hand."""
        left, written = await asyncio.to_thread(_left, self._folder, spare)
        for ledger in written:
            self._heads.notice(still_written("a memo", ledger), "warning")
        for ledger, report in left:
            with contextlib.suppress(NotNowError):
                await self._take_in(report)
                self._heads.notice("a memo was interrupted: it is kept among the ideas", "warning")
            if trouble := await asyncio.to_thread(forgotten, ledger):
                self._heads.notice(trouble, "warning")
            for round_ in report.rounds:
                for take in round_:
                    self._settle(take.path, _idea_of(self._keeper.song, _within(take.path, self._folder)))

    async def engine_died(self) -> None:
        """What the dead engine was recording becomes an idea."""
        await self.salvage()
        self._nothing_left()

    def _nothing_left(self) -> None:
        """The memo that was being recorded, if any, is in no engine's hand and was not found on the disk."""
        hint = "memo.start records another once the engine is back"
        error = EngineError("the engine stopped, and the memo had no sound yet", hint=hint)
        self._settle(self.recording, error=error)


def _idea_of(song: Song, audio: str) -> Idea | None:
    return next((idea for idea in song.notebook.ideas if idea.audio == audio), None)


def _within(path: str, folder: Path) -> str:
    found = relative_path(path, folder)
    return found if found.startswith(f"{FOLDER}/") else f"{FOLDER}/{Path(path).name}"


def _left(folder: Path, spare: str) -> tuple[list[tuple[Path, PassReport]], list[Path]]:
    """The ledgers of memos with their files as they are, and those that somebody alive still writes, but for that of `spare`.

    Called from: a thread of its own.
    """
    from tui_studio.engine.ledger import find_ledgers, has_writer, read_ledger

    left: list[tuple[Path, PassReport]] = []
    written: list[Path] = []
    for ledger in find_ledgers(folder / FOLDER):
        if has_writer(ledger):
            written += [ledger] if ledger.stem != Path(spare).stem else []
            continue
        with contextlib.suppress(TuiStudioError, OSError):
            report = read_ledger(ledger)
            if not spare or _path_of(report) != spare:
                left.append((ledger, _as_found(report)))
    return left, written


def _path_of(report: PassReport) -> str:
    """The memo's file; empty for one that ended without a frame."""
    return next((take.path for round_ in report.rounds for take in round_), "")


def _as_found(report: PassReport) -> PassReport:
    """The report with the frames of the file as it is, its header made true. Raises AudioFileError, OSError."""
    import msgspec

    from tui_studio.audio.reader import open_source
    from tui_studio.audio.wav_writer import true_up

    path = _path_of(report)
    if not path:
        return report
    true_up(Path(path))
    reader = open_source(Path(path))
    frames = reader.frames
    reader.close()
    return msgspec.structs.replace(
        report, rounds=((msgspec.structs.replace(report.rounds[0][0], frames=frames),),)
    )


def _free(folder: Path, stem: str) -> Path:
    number, path = 1, folder / f"{stem}.wav"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.wav"
    return path

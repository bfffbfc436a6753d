"""Making takes of what an interrupted pass has left on the disk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_studio.errors import AudioFileError, EngineError, TuiStudioError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.song.storage.files import song_error
from tui_studio.song.storage.salvage import FoundFile, LeftPass, SalvagePlan, plan_salvage
from tui_studio.studio.heads import Heads
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.takes import all_takes

if TYPE_CHECKING:
    from tui_studio.engine.protocol import PassReport

LAST_SECONDS, LOOK_SECONDS = 5.0, 0.05
LEDGERS = "*.ledger"
SOUND_FILES = (".wav", ".rf64", ".aiff", ".aif", ".flac")


@dataclass
class _Find:
    """What lies in the audio folder."""

    unknown: set[str] = field(default_factory=set)
    """Paths of files that the song does not play; its history may know them."""
    files: list[FoundFile] = field(default_factory=list)
    left: list[LeftPass] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def has_ledgers(folder: Path) -> bool:
    """Whether a pass may have been interrupted."""
    return any((folder / "audio").glob(LEDGERS))


async def salvage(
    keeper: SongKeeper, heads: Heads, *, spare: Collection[int] = (), everything: bool = False
) -> str:
    """Every file of the passes that were not finished becomes a take, one history entry a pass.

    `spare` holds passes that a living engine still has in hand; with `everything` the other files in `audio/` that belong to
    nothing are named, too. The sentence that tells it, empty when there was nothing.
    """
    try:
        return await _salvage(keeper, heads, spare, everything)
    except OSError as error:
        text = str(song_error(error, "interrupted recordings cannot be looked for", keeper.folder / "audio"))
        heads.notice(text, "alarm")
        return ""


async def _salvage(keeper: SongKeeper, heads: Heads, spare: Collection[int], everything: bool) -> str:
    song = keeper.song
    find = await asyncio.to_thread(_look, keeper.folder, song, frozenset(spare), everything)
    if not find.left and not find.notices and not find.unknown:
        return ""
    entered = await keeper.paths_in_history()
    await asyncio.to_thread(_look_closer, keeper.folder, find, entered)
    if not find.left and not find.notices and not find.files:
        return ""
    plan = plan_salvage(keeper.song, find.files, find.left, taken_back=entered)
    failed = [text for one in plan.passes if (text := await _keep(keeper, one))]
    for text in (*find.notices, *plan.notices):
        heads.notice(text, "warning")
    for text in failed:
        heads.notice(text, "alarm")
    if not failed:
        for text in await asyncio.to_thread(_clear, keeper.folder, plan):
            heads.notice(text, "warning")
    return "; ".join(plan.notices)


async def _keep(keeper: SongKeeper, one: LeftPass) -> str:
    """Why the takes of this pass could not be entered; empty when they were."""
    names = ", ".join(dict.fromkeys(take.track_name or "a track" for take in one.takes))
    try:
        await keeper.edit(
            f"salvage {names}", lambda song: edits.add_pass(song, one.takes, pass_id=one.pass_id)
        )
    except TuiStudioError as error:
        return f"the interrupted pass {one.pass_id} is on the disk but not in the song: {error}"
    return ""


def _clear(folder: Path, plan: SalvagePlan) -> list[str]:
    """Forget the ledgers that have served; what could not be. Called from: a thread of its own."""
    return [text for name in plan.done if (text := forgotten(folder / "audio" / name))]


def forgotten(ledger: Path) -> str:
    """Remove the ledger of what is in the song; why it cannot be, empty when it is gone. May wait for the disk."""
    from tui_studio.engine.ledger import remove_ledger

    try:
        remove_ledger(ledger)
    except OSError as error:
        return str(song_error(error, "an interrupted recording is done with, but its ledger stays", ledger))
    return ""


def still_written(what: str, ledger: Path) -> str:
    """The sentence of a recording that somebody alive has in hand, who is not our engine."""
    return (
        f"another engine still writes {what} of this song, which is left alone: {ledger}; open the song with the "
        "XDG_RUNTIME_DIR of the login that began it, or end that engine and open the song again"
    )


async def let_go(ledgers: Collection[Path]) -> None:
    """Returns when nobody writes these passes any more, or after a while: a dying engine holds them for a moment."""
    from tui_studio.engine.ledger import has_writer

    for _ in range(round(LAST_SECONDS / LOOK_SECONDS)):
        if not any([await asyncio.to_thread(has_writer, ledger) for ledger in ledgers]):
            return
        await asyncio.sleep(LOOK_SECONDS)


def _look(folder: Path, song: Song, spare: Collection[int], everything: bool) -> _Find:
    """The ledgers, and what else the song does not know. Called from: a thread of its own."""
    find = _Find()
    in_hand = _read_ledgers(folder, song, spare, find)
    find.unknown = {take.path for one in find.left for take in one.takes}
    if everything:
        find.unknown |= {f"audio/{name}" for name in _sound_files(folder / "audio")}
    find.unknown -= {source.path for source in song.sources} | in_hand
    return find


def _sound_files(audio: Path) -> Iterator[str]:
    """Names of all of them. A song may have many: none is looked into."""
    if audio.is_dir():
        with os.scandir(audio) as entries:
            for entry in entries:
                visible = not entry.name.startswith(".")
                if visible and entry.name.lower().endswith(SOUND_FILES) and entry.is_file():
                    yield entry.name


def _look_closer(folder: Path, find: _Find, entered: Collection[str]) -> None:
    """The unknown files, their headers made true. Called from: a thread of its own.

    A file that the song had once (`entered`: taken back since) is no find.
    """
    find.left = [_not_entered(one, entered) for one in find.left]
    for path in sorted(find.unknown - set(entered)):
        if (folder / path).exists():
            find.files.append(_probe(folder, path))


def _not_entered(one: LeftPass, entered: Collection[str]) -> LeftPass:
    """The pass without what was in the song once: if it is not any more, the user took it back."""
    return msgspec.structs.replace(one, takes=tuple(take for take in one.takes if take.path not in entered))


def _read_ledgers(folder: Path, song: Song, spare: Collection[int], find: _Find) -> set[str]:
    """The left passes into `find`; the paths of those that an engine has in hand, ours or another one."""
    from tui_studio.engine.ledger import find_ledgers, has_writer

    in_hand: set[str] = set()
    for path in find_ledgers(folder / "audio"):
        try:
            report = _report_of(path)
        except EngineError as error:
            find.notices.append(str(error))
            continue
        takes = tuple(all_takes(report, folder, song))
        ours = report.pass_id in spare
        if ours or has_writer(path):
            in_hand |= {take.path for take in takes}
            find.notices += [] if ours else [still_written("a recording", path)]
        else:
            find.left.append(LeftPass(report.pass_id, path.name, takes, report.closed))
    return in_hand


def _report_of(ledger: Path) -> PassReport:
    """What is known of the pass, its last rounds among it. Raises EngineError."""
    from tui_studio.engine.ledger import read_ledger
    from tui_studio.engine.left_rounds import (
        with_left_rounds,  # brings NumPy, which an ordinary start does without
    )

    return with_left_rounds(read_ledger(ledger))


def _probe(folder: Path, path: str) -> FoundFile:
    """The file as it is, its header made true first."""
    from tui_studio.audio.reader import open_source
    from tui_studio.audio.wav_writer import true_up

    try:
        true_up(folder / path)
        source = open_source(folder / path)
    except (AudioFileError, OSError) as error:
        return FoundFile(path, problem=str(error))
    try:
        return FoundFile(path, source.channels, source.frames, source.rate, source.sample_format)
    finally:
        source.close()

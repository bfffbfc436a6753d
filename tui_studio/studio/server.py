"""The studio as a process: opens the song, listens for heads on a private socket, ends clean.

Run as `python -m tui_studio.studio.begin FOLDER [--options JSON] [--report]`; with `--report` it says `ready`, or why it is not,
in one line on its standard output and closes it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_studio import paths
from tui_studio.engine.starting import start_early
from tui_studio.errors import EngineError, SongError, SongLockedError, TuiStudioError
from tui_studio.studio import early_end
from tui_studio.studio.opening import open_store
from tui_studio.studio.options import StudioOptions, decode_options
from tui_studio.studio.wire import LONGEST_ASK, Failure, Goodbye

if TYPE_CHECKING:
    from tui_studio.song.storage import SongStore
    from tui_studio.studio.studio import Studio

log = logging.getLogger(__name__)

SETTLED_SECONDS = 2.0
"""How long the start of everything is left alone."""
ASKED = "the studio was asked to end"
LOCKED_SECONDS = 20.0
"""How long to wait for a studio that is ending, or for one that was a moment faster to listen."""


async def serve(
    folder: Path,
    options: StudioOptions | None = None,
    *,
    ready: Callable[[], None] | None = None,
    child: subprocess.Popen[bytes] | None = None,
) -> None:
    """Be the studio of this song until it is ended. `ready` is called when heads can attach; `child` is an engine that
    is starting. Once the song is open, whatever ends the studio ends its engine.

    Raises SongError when the song cannot be opened, SongLockedError when another studio has it.
    """
    options = options or StudioOptions()
    store = await asyncio.to_thread(open_store, folder, options)
    child = child or start_early(folder)  # it loads while we do
    try:
        await _serve(store, options, ready or _nothing, child)
    except BaseException:
        if child is not None:
            child.terminate()
        raise


async def _serve(
    store: SongStore,
    options: StudioOptions,
    ready: Callable[[], None],
    child: subprocess.Popen[bytes] | None,
) -> None:
    import tui_studio.studio.actions
    import tui_studio.surfaces  # noqa: F401 - both name the modules that declare actions
    from tui_studio.studio import action_index
    from tui_studio.studio.assembly import assemble, wake
    from tui_studio.studio.salvaging import has_ledgers

    action_index.recall()
    ending: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    studio = assemble(store, options, lambda reason: None if ending.done() else ending.set_result(reason))
    _on_signals(studio)
    for text in store.notices:
        studio.heads.notice(text, "warning")
    interrupted = await asyncio.to_thread(has_ledgers, studio.folder)
    await asyncio.gather(wake(studio, child), _tell_missing(studio))
    await _start_foot_switch(studio)
    if interrupted:
        await _salvaged(studio)
    try:
        listening = await _listen(studio)
        ready()
        gc.freeze()
        gc.enable()
        declaring = asyncio.create_task(_declare_the_rest())
        reason = await ending
        declaring.cancel()
        listening.close()
        paths.studio_socket(studio.folder).unlink(missing_ok=True)
        await _end(studio, reason)
    finally:
        paths.studio_socket(studio.folder).unlink(missing_ok=True)


async def _tell_missing(studio: Studio) -> None:
    from tui_studio.studio.missing import missing_files, missing_words, paths_of, used_sources

    song = studio.song
    if gone := await missing_files(studio.folder, paths_of(song, used_sources(song))):
        studio.heads.notice(f"{missing_words(gone)}; take.list shows which takes", "alarm")


async def _start_foot_switch(studio: Studio) -> None:
    from tui_studio.studio.machine import load_machine

    if load_machine().foot_switch is not None:
        from tui_studio.surfaces.pedal_actions import start_foot_switch

        await start_foot_switch(studio)


async def _declare_the_rest() -> None:
    """Have all actions at hand, bit by bit: what is installed may be changed while the studio runs."""
    from tui_studio.studio.registry import declare_next

    await asyncio.sleep(SETTLED_SECONDS)
    try:
        while declare_next():
            await asyncio.sleep(0.05)
    except Exception:
        log.exception("an action's module cannot be imported; who asks for the action is told")


async def _salvaged(studio: Studio) -> None:
    """Wait until interrupted passes are takes: by the engine that has them in hand, or without one."""
    try:
        await studio.engine.connected()
        await studio.recording.caught_up()
    except EngineError:
        await studio.recording.salvage()


async def _end(studio: Studio, reason: str) -> None:
    from tui_studio.studio.assembly import rest

    try:
        await rest(studio)
    finally:
        studio.heads.send(Goodbye(reason))
        await asyncio.gather(*(head.close() for head in studio.heads))


async def _listen(studio: Studio) -> asyncio.Server:
    from tui_studio.studio.sessions import Session

    path = paths.studio_socket(studio.folder)
    path.unlink(missing_ok=True)  # of a studio that was killed: the song's lock is ours
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    mask = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError as error:
        raise SongError(
            "the studio cannot listen", where=f"{path}: {error.strerror}", hint="set XDG_RUNTIME_DIR"
        ) from error
    finally:
        os.umask(mask)

    async def attached(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the studio has ended; nobody waits for this task
            await Session(studio, reader, writer).run()

    return await asyncio.start_unix_server(attached, sock=listener, limit=LONGEST_ASK)


def _on_signals(studio: Studio) -> None:
    loop = asyncio.get_running_loop()
    early = early_end.remembered()
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # not the main thread
        loop.add_signal_handler(signal.SIGTERM, studio.end, ASKED)
        loop.add_signal_handler(signal.SIGINT, studio.end, ASKED)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if early.asked:
        studio.end(ASKED)


# ── as a process ─────────────────────────────────────────────────────────────────────────────────────────────


def main(arguments: list[str] | None = None, child: subprocess.Popen[bytes] | None = None) -> int:
    """Parse, log, serve. The exit code."""
    folder, options, patient = _wishes(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    report = _report if patient else _nothing
    try:
        _serve_when_free(folder, options, report, patient=patient, child=child)
    except Exception as error:
        if child is not None and not isinstance(error, SongLockedError):  # another studio may have found it
            child.terminate()
        report(msgspec.json.encode(_failure(error, folder)))
        return 1
    return 0


def _failure(error: Exception, folder: Path) -> Failure:
    """Called from: an except block."""
    if isinstance(error, TuiStudioError):
        log.error("%s", error)
        return Failure(error.message, error.where, error.hint)
    log.exception("the studio failed")
    what = f"{type(error).__name__}: {error}".strip(": ")
    return Failure(f"the studio failed, {what}", hint=f"{paths.log_file(folder, 'studio')} has the details")


def _wishes(words: list[str]) -> tuple[Path, StudioOptions, bool]:
    """The folder, the options, and whether somebody waits for a report. Not for people: a wrong line raises ValueError."""
    folder, *rest = words
    options = StudioOptions()
    if "--options" in rest:
        options = decode_options(rest[rest.index("--options") + 1])
    return Path(folder).resolve(), options, "--report" in rest


def _serve_when_free(
    folder: Path,
    options: StudioOptions,
    report: Callable[[bytes], None],
    *,
    patient: bool,
    child: subprocess.Popen[bytes] | None,
) -> None:
    """Serve; another studio that is ending is waited for, one that listens is as good as ours."""
    deadline = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            asyncio.run(serve(folder, options, ready=lambda: report(b"ready"), child=child))
        except SongLockedError:
            if not patient or time.monotonic() > deadline or early_end.remembered().asked:
                raise
            if _other_listens(folder):
                report(b"ready")
                return
            time.sleep(0.05)
        else:
            return


def _report(line: bytes) -> None:
    """One line to whoever started us; after that the output leads nowhere."""
    with contextlib.suppress(OSError):
        os.write(1, line + b"\n")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _nothing(*_words: bytes) -> None:
    pass


def _other_listens(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
        probe.connect(str(paths.studio_socket(folder)))
        return True
    return False

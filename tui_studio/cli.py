"""The command line: puts the parts together. What a command does not need is not imported."""

from __future__ import annotations

import io
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio import paths
from tui_studio.arguments import USAGE, parse
from tui_studio.errors import BadInputError, TuiStudioError

if TYPE_CHECKING:
    from tui_studio.settings import Settings
    from tui_studio.studio.options import StudioOptions

FAILED, INTERRUPTED = 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status: 0, 1 for a failure, 2 for a wrong command line."""
    _open_what_is_closed()
    options = parse(list(sys.argv[1:] if argv is None else argv))
    try:
        return _COMMANDS[options.command](options)
    except TuiStudioError as error:
        return _failed(error, options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        what = f"{type(error).__name__}: {error}".strip(": ")
        return _failed(TuiStudioError(f"tui-studio failed, {what}", hint=_logged()), options)


def _logged() -> str:
    """Write down the fault being handled; where it can be read."""
    try:
        log = paths.user_state() / "cli.log"
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    except (OSError, TuiStudioError):
        return ""
    return f"{log} has the details"


def _open_what_is_closed() -> None:
    """A caller may have closed our standard streams; and what a stream cannot write must not stop us."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


# ── the commands ──────────────────────────────────────────────────────────────────────────────────────────


def _open(options: Namespace) -> int:
    from tui_studio import settings as user_settings

    settings = user_settings.load()
    folder = _demo(settings, options) if options.demo else _wanted_song(settings, options)
    if folder is None:
        return USAGE
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if options.plain and not (on_terminal and os.name == "posix"):
        return _line_head(folder, settings, options, follow=True)
    if not on_terminal:
        raise BadInputError("the screen needs a terminal", hint="tui-studio line SONG works without one")
    return _screen(folder, settings, options)


def _screen(folder: Path, settings: Settings, options: Namespace) -> int:
    """The studio is on its way before the heavy head is imported."""
    from tui_studio.studio.launching import launch

    studio = _studio_options(settings, options)
    launched = launch(folder, studio)
    if launched is None:
        _use_device(folder, options)
    _keep_noise_off_the_screen(paths.log_file(folder, "tui"))
    from tui_studio.tui import run, run_plain

    if options.plain:
        return run_plain(folder, studio, launched)
    return run(folder, studio, launched, settings)


def _keep_noise_off_the_screen(log: Path) -> None:
    """Libraries print on descriptor 2, Textual draws on `sys.__stderr__`: part them before its import.

    Where descriptor 2 leads into a file the screen is drawn on standard output.
    """
    terminal = os.dup(2 if os.isatty(2) else 1)
    sys.__stderr__ = os.fdopen(terminal, "w", encoding="utf-8", errors="replace")  # type: ignore[misc]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _line(options: Namespace) -> int:
    from tui_studio import settings as user_settings

    settings = user_settings.load()
    return _line_head(_song_folder(options.song, settings), settings, options, follow=options.follow)


def _line_head(folder: Path, settings: Settings, options: Namespace, *, follow: bool) -> int:
    from tui_studio.line.head import run
    from tui_studio.line.session import LineOptions

    _use_device(folder, options)
    return run(
        LineOptions(
            folder=folder,
            studio=_studio_options(settings, options),
            commands=getattr(options, "commands", None),
            as_json=getattr(options, "json", False),
            keep_going=getattr(options, "keep_going", False),
            stay=getattr(options, "stay", False),
            follow=follow,
            history_size=settings.line.history_size,
            device=options.device or "",
            sizes={name: size for name, size in _sizes(options).items() if size},
        )
    )


def _use_device(folder: Path, options: Namespace) -> None:
    """What the command line says of the device is wanted of a studio that runs already, too."""
    sizes = _sizes(options)
    if not options.device and not any(sizes.values()):
        return
    from tui_studio.line import replies
    from tui_studio.line.looking import use_device

    words = use_device(folder, options.device or "", api=options.host_api, **sizes)
    if words and getattr(options, "json", False):
        words = replies.to_json({"event": "notice", "text": words})
    elif words:
        words = f"notice: {words}"
    sys.stderr.write(f"{words}\n" if words else "")


def _sizes(options: Namespace) -> dict[str, int]:
    """Those of the device; 0 for one that is not named."""
    return {name: getattr(options, name) for name in ("rate", "block", "inputs", "outputs")}


def _serve(options: Namespace) -> int:
    from tui_studio import settings as user_settings
    from tui_studio.studio.service import serve_in_foreground

    settings = user_settings.load()
    return serve_in_foreground(_song_folder(options.song, settings), _studio_options(settings, options))


def _status(options: Namespace) -> int:
    from tui_studio import settings as user_settings
    from tui_studio.line.looking import show_status

    return show_status(_song_folder(options.song, user_settings.load()), as_json=options.json)


def _stop(options: Namespace) -> int:
    from tui_studio import settings as user_settings
    from tui_studio.line.looking import stop_studio

    return stop_studio(_song_folder(options.song, user_settings.load()), confirmed=options.yes)


def _devices(options: Namespace) -> int:
    from tui_studio.line.looking import show_devices

    return show_devices(as_json=options.json)


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "open": _open,
    "line": _line,
    "serve": _serve,
    "status": _status,
    "stop": _stop,
    "devices": _devices,
}


# ── songs and options ─────────────────────────────────────────────────────────────────────────────────────


def _song_folder(text: str, settings: Settings) -> Path:
    """The folder of the song named: a path if it has a slash or is a song here, else in the songs folder."""
    from tui_studio.song.folder import is_song
    from tui_studio.studio.places import song_folder

    here = Path(text)
    return here.resolve() if is_song(here) else song_folder(text, settings.songs_folder)


def _demo(settings: Settings, options: Namespace) -> Path:
    from tui_studio.studio.demo import demo_song

    return demo_song(settings.songs_folder, options.rate)


def _wanted_song(settings: Settings, options: Namespace) -> Path | None:
    """The song named, or chosen from the list; the demo if there is none to choose from."""
    if options.song:
        return _song_folder(options.song, settings)
    from tui_studio.studio.songs import songs_in

    songs = songs_in(settings.songs_folder)
    return _choose(songs) if songs else _demo(settings, options)


def _choose(songs: list[Path]) -> Path | None:
    """Ask which one, by number or name."""
    print("songs, last opened first:")
    for number, folder in enumerate(songs, 1):
        print(f"{number}  {folder.name}")
    if not sys.stdin.isatty():
        sys.stderr.write("error: which song; tui-studio NAME opens it\n")
        return None
    while True:
        try:
            word = input("number or name of the song (Enter leaves): ").strip()
        except EOFError:
            return None
        if not word:
            return None
        fitting = [song for number, song in enumerate(songs, 1) if word in (str(number), song.name)]
        if fitting:
            return fitting[0]
        print(f"there is no '{word}'; a new song is made by tui-studio '{word}'")


def _studio_options(settings: Settings, options: Namespace) -> StudioOptions:
    """What the command line says, else the settings."""
    from tui_studio.studio.options import StudioOptions

    audio = settings.audio
    return StudioOptions(
        device=options.device or audio.device,
        host_api=options.host_api or audio.host_api,
        output_device=audio.output_device,
        rate=options.rate or audio.rate,
        block=options.block or audio.block,
        inputs=options.inputs or audio.inputs,
        outputs=options.outputs or audio.outputs,
        retrospective_seconds=settings.capture.retrospective_seconds,
        songs=str(settings.songs_folder),
        sample_format=audio.sample_format,
        pedal_press=settings.pedal.press,
        pedal_hold=settings.pedal.hold,
        pedal_hold_seconds=settings.pedal.hold_seconds,
        reserve_bytes=settings.recording.reserve_megabytes * 1_000_000,
    )


def _failed(error: TuiStudioError, options: Namespace) -> int:
    from tui_studio.line import replies

    failure = replies.failure_of(error)
    if getattr(options, "json", False):
        print(replies.json_failure(failure), flush=True)
    sys.stderr.write(replies.error_text(failure) + "\n")
    return FAILED

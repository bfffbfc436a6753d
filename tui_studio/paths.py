"""Where things live on this machine. The only module that knows."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio.errors import ConfigError

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

APP = "tui-studio"
LONGEST_SOCKET = 103
"""Bytes of a socket's path; Linux takes 107."""
_OTHER_FOLDER = "set XDG_RUNTIME_DIR to a folder of your own with mode 0700"

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe (FIFO)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def config_data() -> Path:
    """The folder of shipped data (`defaults.toml`, `keymaps/`, …), in a wheel and in a checkout alike."""
    packaged = Path(__file__).parent / "config"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "config"


def _platform() -> PlatformDirs:
    """Imported when it is asked: where everything is set, it never is."""
    from platformdirs import PlatformDirs

    return PlatformDirs(APP)


def _temporary() -> str:
    import tempfile

    return tempfile.gettempdir()


def user_config() -> Path:
    """The user's configuration folder; may not exist."""
    return Path(os.environ.get("TUI_STUDIO_CONFIG") or _platform().user_config_dir)


def user_state() -> Path:
    """What this machine remembers (device, measured latencies, line history); created when missing.

    Where it cannot be written a private folder that lasts as long as the login takes its place: no take is to fail
    for that. Raises ConfigError as `runtime`.
    """
    folder = Path(os.environ.get("TUI_STUDIO_STATE") or _platform().user_state_dir)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    return _private(runtime() / "state")


def user_cache() -> Path:
    """What can be made anew at any time; may not exist."""
    return Path(os.environ.get("TUI_STUDIO_CACHE") or _platform().user_cache_dir)


def user_songs() -> Path:
    """The folder in which songs named without a path are looked for and made."""
    return Path(os.environ.get("TUI_STUDIO_SONGS") or Path(_platform().user_music_dir) / "tui_studio")


def runtime() -> Path:
    """The user's private runtime folder (mode 0700), created when missing.

    Raises ConfigError when it cannot be made, belongs to somebody else or is open to others.
    """
    base = os.environ.get("TUI_STUDIO_RUNTIME") or os.environ.get("XDG_RUNTIME_DIR")
    name = APP if base else f"{APP}-{os.getuid()}"
    return _private(Path(base or _temporary()) / name)


def _private(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError as error:
        raise ConfigError(
            f"the runtime folder cannot be made: {(error.strerror or str(error)).lower()}",
            where=str(folder),
            hint=_OTHER_FOLDER,
        ) from error
    private = status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077
    if not (private and stat.S_ISDIR(status.st_mode)):
        raise ConfigError(
            "the runtime folder is not private", where=str(folder), hint=f"remove it, or {_OTHER_FOLDER}"
        )
    return folder


def song_key(song: Path) -> str:
    """A short stable name for the song folder at this place, for sockets and shared memory."""
    return hashlib.blake2b(os.fsencode(song.resolve()), digest_size=8).hexdigest()


def studio_socket(song: Path) -> Path:
    """The socket on which the studio of this song listens to heads."""
    return _socket(f"{song_key(song)}.studio")


def engine_socket(song: Path) -> Path:
    """The socket on which the engine of this song listens to its studio."""
    return _socket(f"{song_key(song)}.engine")


def _socket(name: str) -> Path:
    """Raises ConfigError when the name is longer than the system takes for a socket."""
    path = runtime() / name
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise ConfigError("the runtime folder's name is too long", where=str(path), hint=_OTHER_FOLDER)
    return path


def shared_block(song: Path) -> Path:
    """The file behind the block of memory shared by studio and engine; on tmpfs where there is one.

    One for each socket: an engine started for the song from another runtime folder, soon refused, has its own.
    """
    memory = Path("/dev/shm")
    folder = memory if os.access(memory, os.W_OK) else runtime()
    return folder / f"{APP}-{os.getuid()}-{song_key(engine_socket(song))}"


def log_file(song: Path, process: str) -> Path:
    """Where a process of this song writes its log; nowhere, when there is no writing to that place."""
    log = user_state() / "logs" / f"{song_key(song)}-{process}.log"
    try:
        log.parent.mkdir(exist_ok=True)
        os.close(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600))
    except OSError:
        return Path(os.devnull)
    return log


def out_of_files(path: Path) -> bool:
    """Whether the file system of `path` has room, and yet takes no further file: its inode table is full."""
    there = next((folder for folder in (path, *path.parents) if folder.exists()), Path("/"))
    with contextlib.suppress(OSError):
        status = os.statvfs(there)
        return status.f_files > 0 and status.f_favail == 0 and status.f_bavail > 0
    return False


def not_a_file(path: Path) -> str:
    """What lies there in words, when it is no file: a pipe is waited for without end, a device may give without end.

    Empty for a file, and where nothing is, or nobody may look.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    return next((words for fits, words in _KINDS if fits(mode)), "")

"""What all actions declare, as it was when their modules were last imported: remembered in the cache while no source changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tui_studio import __version__, paths
from tui_studio.studio import registry
from tui_studio.studio.wire import ActionInfo

NAME = "actions.json"
ROOMS = ("studio", "surfaces", "song")
"""What the declarations are made of lies in these."""


class _Index(msgspec.Struct, frozen=True):
    sources: str
    known: dict[str, tuple[str, ActionInfo]]


def recall() -> None:
    """Tell the registry what is remembered; if nothing is, have all modules imported, and remember that.

    Where the sources cannot be looked at, in an archive, all modules are imported.
    """
    try:
        file, sources = paths.user_cache() / NAME, _sources()
    except OSError:
        return
    with contextlib.suppress(OSError, ValueError):
        index = msgspec.json.decode(file.read_bytes(), type=_Index)
        if index.sources == sources:
            registry.remember(index.known)
            return
    known = {each.info.id: (each.handler.__module__, each.info) for each in registry.actions()}
    with contextlib.suppress(OSError):
        _write(file, _Index(sources, known))


def _write(file: Path, index: _Index) -> None:
    """As a whole or not at all: several studios may do so at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f"{NAME}.{os.getpid()}")
    scratch.write_bytes(msgspec.json.encode(index))
    scratch.replace(file)


def _sources() -> str:
    """A word for the sources as they are."""
    package = Path(__file__).resolve().parents[1]
    words = [f"{__version__} {package}"]
    words += sorted(word for room in ROOMS for word in _files(str(package / room)))
    return hashlib.blake2b("\n".join(words).encode(), digest_size=16).hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_mtime_ns} {status.st_size}"
            elif entry.is_dir() and not entry.name.startswith("_"):
                yield from _files(entry.path)

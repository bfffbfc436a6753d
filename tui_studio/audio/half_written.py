"""Files that are seen under their name only when they are whole."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tui_studio.durable import sync_folder

_PREFIX: Final = ".tui-studio-"
_SUFFIX: Final = ".part"


class HalfWritten:
    """A temporary name in the folder of a file to be; gone after the `with` block unless it was kept.

    What a killed program left in the same folder is removed on entering.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"

    def __enter__(self) -> Self:
        with contextlib.suppress(OSError):
            for left in self._folder.glob(f"{_PREFIX}*{_SUFFIX}"):
                if not _alive(left):
                    left.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def keep_as(self, path: Path) -> None:
        """Give the whole file its name, in place of what bore it before. Raises OSError."""
        self.path.replace(path)

    def keep_new(self, name: str, suffix: str) -> Path:
        """Give the whole file the first free name of `name`, `name-2`, `name-3`, … Raises OSError.

        The name is on the disk itself when this returns.
        """
        number = 1
        while True:
            path = self._folder / (f"{name}{suffix}" if number == 1 else f"{name}-{number}{suffix}")
            try:
                path.touch(exist_ok=False)
            except FileExistsError:
                number += 1
                continue
            self.keep_as(path)
            sync_folder(self._folder)
            return path


def _alive(left: Path) -> bool:
    try:
        os.kill(int(left.name.removeprefix(_PREFIX).split("-")[0]), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OSError):
        return True
    return True

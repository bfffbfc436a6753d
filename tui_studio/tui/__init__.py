"""The full-screen head, and the same in plain lines."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_studio.settings import Settings
    from tui_studio.studio.client import Launched
    from tui_studio.studio.options import StudioOptions


def run(song_folder: Path, options: StudioOptions, launched: Launched | None, settings: Settings) -> int:
    """Show the song until the user leaves; the exit status.

    `launched` is the studio that is starting for it, if one is. Raises SongError when the song cannot be opened.
    """
    _prepare(os.environ)
    gc.disable()  # what is loaded now stays; `show` turns it on again
    from tui_studio.tui.app import show

    return show(song_folder, options, launched, settings)


def run_plain(song_folder: Path, options: StudioOptions, launched: Launched | None) -> int:
    """The same in plain lines; the exit status. Raises SongError when the song cannot be opened."""
    from tui_studio.tui.plain.app import show

    return show(song_folder, options, launched)


def _prepare(environ: os._Environ[str]) -> None:
    """Textual reads these once, when it is imported."""
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if environ.get("TERM", "").split("-")[0] in ("linux", "dumb", "vt100", "vt220"):
        environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

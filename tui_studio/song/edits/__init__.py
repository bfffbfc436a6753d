"""Edits: pure functions from a song to the changed song. What does not fit raises BadInputError.

All of them are names of this package, loaded together when the first is used: opening a song needs none.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_studio.song.edits.every import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(import_module(f"{__name__}.every"), name)

"""The `:` line while it is typed: the plain-text head's completion and its history file."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio import paths
from tui_studio.line.completion import completions
from tui_studio.tui.typed_line import WORDS
from tui_studio.tui.view.editor import Completer

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

REMEMBERED = 1000


def completer(head: Head) -> Completer:
    """Completes ids of actions, the head's own too, names of parameters, and tracks."""

    def complete(before: str, word: str) -> list[str]:
        actions = tuple(head.actions.values())
        return completions(before.rpartition(";")[2], word, actions, head.desk.song, WORDS)

    return complete


def load_history() -> list[str]:
    """Lines typed before, oldest first."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return _file().read_text(encoding="utf-8").splitlines()[-REMEMBERED:]
    return []


def remember(history: list[str], text: str) -> list[str]:
    """The history with the line added, on disk too unless it was the last one already."""
    if history and history[-1] == text:
        return history
    with contextlib.suppress(OSError), _file().open("a", encoding="utf-8") as file:
        file.write(text + "\n")
    return [*history, text][-REMEMBERED:]


def _file() -> Path:
    return paths.user_state() / "line-history"

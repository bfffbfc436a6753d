"""The `:` line: the plain-text head inside the screen, with the same completion and the same history file."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui_studio import paths
from tui_studio.line.completion import completions
from tui_studio.line.script import split_commands
from tui_studio.tui.view.editor import Completer

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

REMEMBERED = 1000


def completer(head: Head) -> Completer:
    """Completes action ids, names of parameters, and tracks."""

    def complete(before: str, word: str) -> list[str]:
        actions = head.client.welcome.actions
        return completions(before.rpartition(";")[2], word, actions, head.desk.song)

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


def perform(head: Head, text: str) -> None:
    """Do what the line says; own words of the head by themselves, all else by the studio."""
    for command in split_commands(text):
        word = command.split(maxsplit=1)[0]
        info = head.actions.get(word)
        if info is not None and head.own.find(word) is not None:
            head.do(word, _named(command))
        elif info is None or not head.doing.reason_to_ask(info):
            head.talk.send_line(command)
        else:
            head.doing.confirm(info, partial(head.talk.send_line, command, confirmed=True))
            return


def _named(command: str) -> dict[str, str]:
    pairs = (word.partition("=") for word in command.split()[1:])
    return {name: value for name, equals, value in pairs if equals}


def _file() -> Path:
    return paths.user_state() / "line-history"

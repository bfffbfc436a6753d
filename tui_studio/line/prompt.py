"""The prompt on a terminal: editing, history and completion by the standard library's readline."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

from tui_studio import paths
from tui_studio.errors import TuiStudioError
from tui_studio.line import interrupts
from tui_studio.line.completion import completions
from tui_studio.line.manual import OWN_WORDS, in_full
from tui_studio.line.replies import failure_of
from tui_studio.line.script import split_commands
from tui_studio.line.session import Leave, LineSession

readline: ModuleType | None = None
with contextlib.suppress(ImportError):  # some Pythons have none; the prompt is plain then
    readline = importlib.import_module("readline")

_LINE_START = "\n" if os.environ.get("TERM", "dumb") == "dumb" else "\r\x1b[K"
"""Leaves the line that is being typed for another one."""
WORD_ENDS = " \t\n;"


class Prompt:
    """Reads lines and performs them until the user leaves or the studio ends in good order."""

    def __init__(self, session: LineSession) -> None:
        self._session = session
        self._text = f"{session.connection.song.title}> "
        self._offers: list[str] = []
        self._typing = False
        self._old_lines = 0
        session.output.between = self._show_between
        session.brief_help = True

    def run(self) -> None:
        """Until `quit`, end of file, or the studio's end. Ctrl-C raises KeyboardInterrupt."""
        history = paths.user_state() / "line-history"
        self._prepare(history)
        try:
            with interrupts.heard():
                while self._goes_on() and self._step():
                    pass
        finally:
            self._session.output.between = None
            self._keep(history)

    def _goes_on(self) -> bool:
        """A studio that was killed is no end: the next command starts another one."""
        connection = self._session.connection
        return connection.killed or not connection.gone

    def _step(self) -> bool:
        """One line; False to leave."""
        try:
            line = self._read()
        except EOFError:
            print()
            return False
        for command in split_commands(line):
            try:
                if not self._perform(command):
                    break
            except Leave:
                return False
        return True

    def _read(self) -> str:
        self._typing = True
        try:
            return input(self._text)
        finally:
            self._typing = False

    def _perform(self, command: str) -> bool:
        """Do it; while recording, an action that wants a yes gets the question."""
        session = self._session
        try:
            if session.connection.killed and command.split(maxsplit=1)[0] not in ("quit", "exit"):
                session.attach_again()
            command = self._in_full(command)
        except TuiStudioError as error:
            session.output.refuse(failure_of(error))
            return False
        word = command.split(maxsplit=1)[0]
        known = {action.id: action for action in session.connection.welcome.actions}
        action = known.get(word)
        if (
            action is None
            or action.while_recording != "ask"
            or "confirm=" in command
            or not self._recording()
        ):
            return session.perform(command)
        if not _yes(f"recording: do {word}? y or n: "):
            print("ok not done")
            return False
        return session.perform(command, confirmed=True)

    def _in_full(self, command: str) -> str:
        """`record` is `transport.record` here: one who types need not type all of it. Raises BadInputError."""
        word, *rest = command.split(maxsplit=1)
        if word in (*OWN_WORDS, "exit", "?"):
            return command
        found = in_full(word, self._session.connection.welcome.actions)
        return " ".join([found or word, *rest])

    def _recording(self) -> bool:
        answer = self._session.connection.ask("transport.status")
        return answer.error is None and answer.result.get("state") == "recording"

    def _show_between(self, text: str) -> None:
        """A line above the one being typed, which is shown again as it was."""
        if self._typing:
            typed = readline.get_line_buffer() if readline is not None else ""
            sys.stdout.write(f"{_LINE_START}{text}\n{self._text}{typed}")
        else:
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def _prepare(self, history: Path) -> None:
        if readline is None:
            return
        with contextlib.suppress(OSError):
            readline.read_history_file(history)
        self._old_lines = readline.get_current_history_length()
        readline.set_history_length(self._session.options.history_size)
        readline.set_completer_delims(WORD_ENDS)
        readline.set_completer(self._complete)
        on_mac = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if on_mac else "tab: complete")

    def _keep(self, history: Path) -> None:
        """Add the new lines to the file; other heads add theirs."""
        if readline is None or not self._session.options.history_size:
            return
        with contextlib.suppress(OSError, AttributeError):
            history.touch(0o600)
            readline.append_history_file(readline.get_current_history_length() - self._old_lines, history)

    def _complete(self, word: str, number: int) -> str | None:
        if number == 0 and readline is not None:
            before = readline.get_line_buffer()[: readline.get_begidx()].rpartition(";")[2]
            connection = self._session.connection
            self._offers = completions(before, word, connection.welcome.actions, connection.song)
        return self._offers[number] if number < len(self._offers) else None


def _yes(question: str) -> bool:
    """Ask; the answer does not go into the history."""
    if readline is not None:
        readline.set_auto_history(False)
    try:
        return input(question).strip().lower() in ("y", "yes")
    finally:
        if readline is not None:
            readline.set_auto_history(True)

"""The plain-text head as the command line starts it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from tui_studio.errors import DeviceError
from tui_studio.line.announcements import notice_event
from tui_studio.line.output import Output
from tui_studio.line.replies import failure_of
from tui_studio.line.script import read_commands, split_commands
from tui_studio.line.session import LineOptions, LineSession

INTERRUPTED = 130


class HungUpError(Exception):
    """The terminal went away: leave at once, touch nothing."""


def run(options: LineOptions) -> int:
    """Attach, do what is asked, leave. The exit status: 0, or 1 if anything was refused.

    Raises TuiStudioError when the studio cannot be reached, or the device that is named cannot be opened.
    """
    asked = options.commands is None and sys.stdin.isatty() and sys.stdout.isatty() and not options.as_json
    output = Output(as_json=options.as_json, beside=sys.stdout.isatty())
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ended)
    session = LineSession(options, output)
    leave = session.leave
    try:
        _check_device(session, asked=asked)
        _tell_latest(session, all_of_it=asked or session.connection.started)
        _stay_in(session, asked=asked)
        return 1 if session.failed and not asked else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except HungUpError:
        leave = session.detach
        return 128 + signal.SIGHUP
    except BrokenPipeError:
        _forget_stdout()
        return 1
    finally:
        leave()


def _check_device(session: LineSession, *, asked: bool) -> None:
    """Without the device that was named nothing is done, but at the prompt another can be opened."""
    try:
        session.check_device()
    except DeviceError as error:
        if not asked:
            raise
        session.output.refuse(failure_of(error))


def _stay_in(session: LineSession, *, asked: bool) -> None:
    options = session.options
    if options.commands is not None:
        session.run(split_commands(options.commands), keep_going=options.keep_going)
    elif asked:
        from tui_studio.line.prompt import Prompt

        print("help lists what can be done, tab completes, quit leaves", flush=True)
        Prompt(session).run()
    else:
        session.run(_dialogue(session), keep_going=True)


def _dialogue(session: LineSession) -> Iterator[str]:
    """What is piped in; nothing more is waited for once the studio was ended by a command."""
    for command in read_commands(sys.stdin):
        yield command
        if session.ended:
            return


def _tell_latest(session: LineSession, *, all_of_it: bool) -> None:
    for notice in session.connection.welcome.latest if all_of_it else ():
        if not session.is_told(notice.text):
            session.output.event(notice_event(notice))


def _ended(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGHUP:
        raise HungUpError
    raise KeyboardInterrupt


def _forget_stdout() -> None:
    """Nobody reads any more: what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

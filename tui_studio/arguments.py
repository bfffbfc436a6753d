"""How the command line is written."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from tui_studio import __version__

USAGE = 2
"""Exit status of a wrong command line."""

ABOUT = """\
A multitrack recorder that lives in the terminal.

  tui-studio [SONG]          open a song, a new one if there is none of that name
  tui-studio --demo          open the demo song
  tui-studio line SONG       the same by plain text: for scripts, screen readers, pipes
  tui-studio serve SONG      a studio without a head, in the foreground
  tui-studio status SONG     what the song's studio does
  tui-studio stop SONG       end the song's studio
  tui-studio devices         the sound cards

SONG is a name in your songs folder, or a path. COMMAND --help tells more of each."""


LINE_STATUS = """\
Without -c commands are read from the terminal, or from a pipe, one a line. The exit status is 0 when all was done, 1 when
something was refused, 2 for a wrong command line, 130 after Ctrl-C.

  tui-studio line Song -c "track.add Kick 1; track.arm Kick; transport.record; wait 10; transport.stop"
  tui-studio line Song --json -c take.list"""


class _Parser(argparse.ArgumentParser):
    """Tells a wrong command line in one plain line; where JSON is wanted, as an object too."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        hint = f"{self.prog} --help tells how it is written"
        if self.as_json:
            said = {"ok": False, "action": "", "error": {"message": message, "hint": hint}}
            print(json.dumps(said, ensure_ascii=False), flush=True)
        sys.stderr.write(f"error: {message}; {hint}\n")
        raise SystemExit(USAGE)


def parse(argv: list[str]) -> argparse.Namespace:
    """The options, with `command`; those of the device may stand before or after the command."""
    command = next((word for word in _positionals(argv)), "")
    if command in _PARSERS:
        argv.remove(command)
        parser = _PARSERS[command]()
        parser.as_json = "--json" in argv
        return parser.parse_args(argv, argparse.Namespace(command=command))
    parser = _open_parser()
    near = difflib.get_close_matches(command, _PARSERS, 1)
    if near and len(_positionals(argv)) > 1:
        parser.error(f"there is no command '{command}', did you mean {near[0]}?")
    return parser.parse_args(argv, argparse.Namespace(command="open"))


def _positionals(argv: list[str]) -> list[str]:
    """The words that are neither options nor their values."""
    found, skip = [], False
    for word in argv:
        if word == "--":
            break
        if not skip and not word.startswith("-"):
            found.append(word)
        skip = not skip and word in _WITH_VALUE
    return found


_TEXTS = {
    "--device": "its name; 'virtual' is the virtual interface",
    "--host-api": "the way to it: ALSA, JACK Audio Connection Kit, Core Audio, ...",
}
_NUMBERS = {
    "--rate": (8000, 192_000, "frames per second; a song with sound keeps its own"),
    "--block": (32, 2048, "frames per block"),
    "--inputs": (1, 128, "how many inputs to open"),
    "--outputs": (1, 128, "how many outputs to open"),
}
_WITH_VALUE = {*_TEXTS, *_NUMBERS, "-c"}


class _Joined(argparse.Action):
    """An option that may be given several times: its texts, a line each."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Put another text behind those before."""
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, values if before is None else f"{before}\n{values}")


def _between(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from {least} to {most}")
        return int(text)

    return number


def _parser(name: str, about: str) -> _Parser:
    parser = _Parser(
        prog=f"tui-studio {name}".strip(),
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    group = parser.add_argument_group("the sound card (remembered by this machine, not in the song)")
    for option, about_it in _TEXTS.items():
        group.add_argument(option, default="", metavar="NAME", help=about_it)
    for option, (least, most, about_it) in _NUMBERS.items():
        group.add_argument(option, type=_between(least, most), default=0, metavar="N", help=about_it)
    return parser


def _open_parser() -> _Parser:
    parser = _parser("", ABOUT)
    parser.add_argument("song", nargs="?", default="", metavar="SONG")
    parser.add_argument("--plain", action="store_true", help="the same keys and views, told in lines")
    parser.add_argument("--demo", action="store_true", help="open the demo song")
    parser.add_argument("--version", action="version", version=f"tui-studio {__version__}")
    return parser


def _song_parser(name: str, about: str) -> _Parser:
    parser = _parser(name, about)
    parser.add_argument("song", metavar="SONG")
    return parser


def _line_parser() -> _Parser:
    parser = _song_parser("line", "Everything by plain text: 'help' lists what can be said.")
    parser.epilog = LINE_STATUS
    parser.add_argument(
        "-c", dest="commands", action=_Joined, metavar="'A; B; C'", help="do these, in order, and leave"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object per reply, events to stderr")
    parser.add_argument("--keep-going", action="store_true", help="with -c: go on when something is refused")
    parser.add_argument("--stay", action="store_true", help="leave the studio running at the end")
    parser.add_argument("--follow", action="store_true", help="tell every change of the machine and the song")
    return parser


def _status_parser() -> _Parser:
    parser = _song_parser("status", "What the song's studio does. Exit status 1 if none is running.")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    return parser


def _devices_parser() -> _Parser:
    parser = _parser("devices", "The sound cards, the virtual interface last.")
    parser.add_argument("--json", action="store_true", help="as a JSON list")
    return parser


def _stop_parser() -> _Parser:
    parser = _song_parser("stop", "End the song's studio.")
    parser.add_argument("--yes", action="store_true", help="even while recording: the take is kept")
    return parser


_PARSERS: dict[str, Callable[[], _Parser]] = {
    "line": _line_parser,
    "serve": lambda: _song_parser("serve", "A studio without a head, until it is told to end."),
    "status": _status_parser,
    "devices": _devices_parser,
    "stop": _stop_parser,
}

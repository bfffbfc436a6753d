"""Commands from text: one a line, or several in a line parted by semicolons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def split_commands(text: str) -> list[str]:
    """The commands of a text: parted at line ends and at `;` outside quotation marks, without `#` comments.

    Quotation marks, backslashes and comments are those of `studio.grammar`; the commands keep them.
    """
    return [command for line in text.splitlines() for command in _split_line(line)]


def read_commands(lines: Iterable[str]) -> Iterator[str]:
    """The commands of a stream, each as soon as its line is there."""
    for line in lines:
        yield from split_commands(line)


def _split_line(line: str) -> list[str]:
    commands, quote, escaped, start = [""], "", False, True
    for at, letter in enumerate(line):
        if not (quote or escaped):
            if letter == "#" and start and _begins_comment(commands[-1], line[at + 1 : at + 2]):
                break
            if letter == ";":
                commands.append("")
                start = True
                continue
        commands[-1] += letter
        start = letter.isspace() and not (quote or escaped)
        if escaped:
            escaped = False
        elif letter == "\\" and quote != "'":
            escaped = True
        elif letter == quote or (letter in "\"'" and not quote and not _is_apostrophe(commands[-1])):
            quote = "" if quote else letter
    return [command.strip() for command in commands if command.strip()]


def _begins_comment(before: str, after: str) -> bool:
    """A `#` instead of a command, or with a space behind it; `#bridge` is a tag."""
    return not before.strip() or not after.strip()


def _is_apostrophe(written: str) -> bool:
    """Whether the quotation mark just written is one as in `don't`."""
    return written[-1] == "'" and written[-2:-1].isalnum()

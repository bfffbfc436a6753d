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
    commands: list[str] = []
    begin, end, quote, escaped, starts = 0, len(line), "", False, True
    for at, letter in enumerate(line):
        if not (quote or escaped):
            if letter == "#" and starts and _begins_comment(line, begin, at):
                end = at
                break
            if letter == ";":
                commands.append(line[begin:at])
                begin, starts = at + 1, True
                continue
        starts = letter.isspace() and not (quote or escaped)
        if escaped:
            escaped = False
        elif letter == "\\" and quote != "'":
            escaped = True
        elif letter == quote or (letter in "\"'" and not quote and not _is_apostrophe(line, begin, at)):
            quote = "" if quote else letter
    commands.append(line[begin:end])
    return [command.strip() for command in commands if command.strip()]


def _begins_comment(line: str, begin: int, at: int) -> bool:
    """A `#` instead of a command, or with a space behind it; `#bridge` is a tag."""
    return not line[at + 1 : at + 2].strip() or not line[begin:at].strip()


def _is_apostrophe(line: str, begin: int, at: int) -> bool:
    """Whether the quotation mark there is one as in `don't`."""
    return line[at] == "'" and at > begin and line[at - 1].isalnum()

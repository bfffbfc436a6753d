"""How an answer looks: as text for people, as one JSON object for programs."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from tui_studio.errors import TuiStudioError
from tui_studio.studio.wire import Answer, Failure


def failure_of(error: TuiStudioError) -> Failure:
    """The failure that tells this error."""
    return Failure(message=error.message, where=error.where, hint=error.hint)


def as_text(answer: Answer) -> str:
    """`ok …` or `error: what; where; what to do`; several lines stand indented below a lone `ok`."""
    if answer.error is not None:
        return error_text(answer.error)
    lines = lines_of(answer)
    if len(lines) <= 1 and (answer.text or not isinstance(answer.result, dict | list)):
        return " ".join(["ok", *lines])
    return "\n".join(["ok", *(f"  {line}".rstrip() for line in lines)])


def lines_of(answer: Answer) -> list[str]:
    """What an answer that is no failure says: its text, or its result in words."""
    return [printable(line) for line in (answer.text or _plain(answer.result)).strip("\n").splitlines()]


def error_text(failure: Failure) -> str:
    """`error: what; where; what to do`, on one line."""
    parts = (failure.message, failure.where, failure.hint)
    return "error: " + printable("; ".join(" ".join(part.split()) for part in parts if part))


def printable(text: str) -> str:
    """One line without control characters: no name and no remark can move the cursor or ring the bell."""
    return text if text.isprintable() else "".join(one if one.isprintable() else "?" for one in text)


def as_json(answer: Answer) -> str:
    """One object a line: `{"ok":true,"action":…,"result":…}` or `{"ok":false,"action":…,"error":{…}}`."""
    if answer.error is None:
        result = {} if answer.result is None else answer.result
        return to_json({"ok": True, "action": answer.action, "result": result})
    return json_failure(answer.error, answer.action)


def json_failure(failure: Failure, action: str = "") -> str:
    """The object that tells a failure."""
    error = {"message": failure.message, "hint": failure.hint}
    if failure.where:
        error["where"] = failure.where
    return to_json({"ok": False, "action": action, "error": error})


def to_json(value: Any) -> str:
    """JSON on one line; numbers JSON does not have become null."""
    return msgspec.json.encode(value).decode()


def _plain(result: Any, indent: str = "") -> str:
    """A result without a sentence, as lines `name: value`."""
    if isinstance(result, dict):
        lines = (f"{indent}{_words(str(name))}: {_value(value, indent)}" for name, value in result.items())
        return ("\n" if not indent else "") + "\n".join(lines)
    if isinstance(result, list):
        return "\n" + "\n".join(_plain(entry, indent).lstrip("\n") for entry in result)
    return "" if result is None else _value(result, indent)


def _value(value: Any, indent: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else str(value)
    if isinstance(value, list) and not any(isinstance(entry, dict | list) for entry in value):
        return ", ".join(_value(entry, indent) for entry in value) or "none"
    if isinstance(value, dict | list):
        return "\n" + _plain(value, indent + "  ").lstrip("\n")
    return "none" if value is None else str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")

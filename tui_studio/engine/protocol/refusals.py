"""Errors as replies, and back: who is refused can tell by the kind of the error what it is about."""

from __future__ import annotations

from typing import Final

from tui_studio.engine.protocol.events import Reply
from tui_studio.errors import DeviceError, DeviceMissingError, EngineError, RateRefusedError, TuiStudioError

_KINDS: Final[dict[str, type[EngineError]]] = {
    kind.__name__: kind for kind in (DeviceError, DeviceMissingError, RateRefusedError)
}


def refusal(number: int, error: TuiStudioError) -> Reply:
    """What the request of this number is answered with."""
    return Reply(number, None, error.message, error.where, error.hint, type(error).__name__)


def error_of(reply: Reply, usual: type[EngineError] = EngineError) -> EngineError:
    """The error that a reply tells of: of its own kind where that is a kind of the `usual`, else the usual."""
    kind = _KINDS.get(reply.kind, usual)
    fitting = kind if issubclass(kind, usual) else usual
    return fitting(reply.error, where=reply.where, hint=reply.hint)

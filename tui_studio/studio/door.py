"""The one door: every head and every surface does things through here."""

from __future__ import annotations

from pathlib import Path

from tui_studio.errors import NotNowError
from tui_studio.studio import grammar, registry
from tui_studio.studio.grammar import Call
from tui_studio.studio.registry import Action, Done
from tui_studio.studio.studio import Studio
from tui_studio.studio.values import bind


def calls_of(action: str, params: dict[str, object], line: str) -> list[Call]:
    """What is asked: one action with parameters, or what a line says. Raises BadInputError."""
    if line or not action:
        return grammar.parse_line(line)
    return [Call(registry.find(action).info.id, params)]


def waits(calls: list[Call]) -> bool:
    """Whether any of these takes its time."""
    return any(registry.find(call.action).waits for call in calls)


async def perform(studio: Studio, call: Call, *, folder: Path | None = None) -> Done:
    """Do it. Relative paths lie in `folder`. Raises TuiStudioError."""
    found = registry.find(call.action)
    _guard(studio, found, call.confirmed)
    return await found.handler(studio, **bind(found, call.params, studio.song, folder))


def _guard(studio: Studio, found: Action, confirmed: bool) -> None:
    if found.info.ends_take and studio.transport.locked and studio.transport.recording and not confirmed:
        raise NotNowError(
            "the take is locked", hint="confirm it, or write confirm=on behind it; transport.lock off unlocks"
        )
    policy = found.info.while_recording
    if policy == "free" or not studio.transport.recording or (policy == "ask" and confirmed):
        return
    if policy == "never":
        raise NotNowError(
            f"{found.info.id} is not possible while recording", hint="transport.stop ends the take first"
        )
    raise NotNowError(
        f"{found.info.id} while recording wants a yes", hint="confirm it, or write confirm=on behind it"
    )

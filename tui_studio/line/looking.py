"""Looking in from outside: what a studio does, which sound cards there are, and ending a studio."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
from pathlib import Path
from typing import Any

import msgspec

from tui_studio import paths
from tui_studio.errors import DeviceError, NotNowError, SongError
from tui_studio.line import replies
from tui_studio.studio.client import StudioClient
from tui_studio.studio.left_engine import LeftEngine, left_engine
from tui_studio.studio.wire import Answer
from tui_studio.units import format_time

NOT_RUNNING = 1
END_SECONDS = 60.0
TAKEN_OVER = "opening the song takes the engine over; what it records goes on and is kept"
SIZES = ("rate", "block", "inputs", "outputs")


def show_status(folder: Path, *, as_json: bool) -> int:
    """Print what the song's studio does; 1 if none is running."""
    answer = asyncio.run(_ask(folder, "studio.status"))
    if answer is None:
        left = left_engine(folder)
        said = {"running": False, "song": str(folder), **(_left_data(left) if left else {})}
        print(
            replies.to_json(said) if as_json else "no studio is running" + (_left_words(left) if left else "")
        )
        return NOT_RUNNING
    if answer.error is not None:
        raise SongError(answer.error.message, where=answer.error.where, hint=answer.error.hint)
    print(replies.to_json({"running": True, **answer.result}) if as_json else answer.text)
    return 0


def _left_data(left: LeftEngine) -> dict[str, Any]:
    """What programs are told of an engine whose studio died."""
    return {"studio_pid": None, **msgspec.to_builtins(left), "hint": TAKEN_OVER}


def _left_words(left: LeftEngine) -> str:
    where = f"{left.state} at {format_time(left.position, left.rate or 1)}"
    return (
        f"; its engine lives on: process {left.engine_pid}, {where}, {left.device}. {TAKEN_OVER.capitalize()}"
    )


def show_devices(*, as_json: bool) -> int:
    """Print the sound cards."""
    from tui_studio.studio.device_list import list_devices_apart

    devices = list_devices_apart()
    print(replies.to_json(devices) if as_json else "\n".join(map(_device_line, devices)))
    return 0


def _device_line(device: dict[str, Any]) -> str:
    api = f" ({device['host_api']})" if device["host_api"] else ""
    extra = [device["note"]] if device["note"] else []
    extra += ["the default"] if device["is_default"] else []
    sizes = [f"{device['inputs']} in", f"{device['outputs']} out", f"{device['rate']} Hz"]
    return f"{device['name']}{api}: {', '.join([*sizes, *extra])}"


def stop_studio(folder: Path, *, confirmed: bool) -> int:
    """End the song's studio, if one is running. Raises NotNowError while it records, unless confirmed."""
    answer = asyncio.run(_ask(folder, "studio.quit", confirmed=confirmed, wait_end=True))
    if answer is None:
        _refuse_left(folder)
        print("ok no studio was running")
    elif answer.error is not None:
        raise NotNowError(
            answer.error.message, where=answer.error.where, hint="--yes ends it; the take is kept"
        )
    else:
        print(f"ok {answer.text or 'the studio has ended'}")
    return 0


def _refuse_left(folder: Path) -> None:
    """Raises NotNowError when the song's engine lives on and records: only a studio makes takes of that."""
    left = left_engine(folder)
    if left is not None and left.recording:
        raise NotNowError(
            "no studio is running, but its engine lives on and is recording",
            where=f"process {left.engine_pid}",
            hint=f"tui-studio line {shlex.quote(str(folder))} -c studio.quit takes it over, keeps the take and ends both",
        )


def use_device(folder: Path, name: str, **wishes: Any) -> str:
    """Have a studio that runs already open this device so, unless it has; without a name, the one that is open.

    `wishes` are parameters of device.open. What happened; empty for nothing. While recording the device stays:
    another name is only said, other sizes raise NotNowError. Raises DeviceError when it cannot be opened.
    """
    running = asyncio.run(_ask(folder, "studio.status"))
    if running is None or running.error is not None:
        return ""
    now = running.result
    others = [word for word in SIZES if wishes.get(word) not in (0, None, now[word])]
    if not others and (not name or _is_open(name, now)):
        return ""
    there = now["device"] or "no device"
    if now["recording"]:
        _refuse_sizes(there, others, now)
        return f"{there} stays open: it is recording"
    if name:
        return _open_device(folder, there, {"name": name, **wishes})
    if not now["device_wishes"]:
        hint = "--device names one; tui-studio devices shows what there is"
        raise DeviceError("no device is open", where=", ".join(f"--{word}" for word in others), hint=hint)
    return _open_device(folder, there, now["device_wishes"] | {word: wishes[word] for word in others})


def _refuse_sizes(there: str, others: list[str], now: dict[str, Any]) -> None:
    """Raises NotNowError when there are others than it is open with."""
    if others:
        sizes = ", ".join(f"{word} {now[word]}" for word in others)
        hint = f"leave out {' and '.join(f'--{word}' for word in others)}, or stop it first"
        raise NotNowError(f"{there} stays open with {sizes}: it is recording", hint=hint)


def _is_open(name: str, now: dict[str, Any]) -> bool:
    """Whether the device that is open is the one that is called so; `now` is what `studio.status` tells."""
    wanted, api = name.casefold(), now["host_api"].partition(" ")[0].casefold()
    known = (now["device_asked"].casefold(), api)
    return bool(now["device"]) and (wanted in now["device"].casefold() or wanted in known)


def _open_device(folder: Path, there: str, params: dict[str, Any]) -> str:
    opened = asyncio.run(_ask(folder, "device.open", params=params))
    if opened is None:
        return ""
    if opened.error is not None:
        told = opened.error
        raise DeviceError(f"{told.message}; {there} stays open", where=told.where, hint=told.hint)
    return opened.text


async def _ask(
    folder: Path,
    action: str,
    *,
    confirmed: bool = False,
    wait_end: bool = False,
    params: dict[str, Any] | None = None,
) -> Answer | None:
    """The studio's answer; None if none is running."""
    try:
        client = await StudioClient.connect(paths.studio_socket(folder), name="look")
    except OSError:
        return None
    try:
        answer = await client.ask(action, confirmed=confirmed, **(params or {}))
        if wait_end and answer.error is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(client.closed.wait(), END_SECONDS)
        return answer
    finally:
        await client.close()

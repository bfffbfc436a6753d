"""The studio itself: what runs, what can be done, ending it, and saying where we are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import msgspec

from tui_studio.song.model import Song, Track
from tui_studio.song.timeline import grid_of, section_at
from tui_studio.studio import registry
from tui_studio.studio.actions.counters import counter_words, counters_data
from tui_studio.studio.actions.track import input_words
from tui_studio.studio.heads import LOOKING
from tui_studio.studio.registry import Done, action
from tui_studio.studio.room import room_words
from tui_studio.studio.studio import Studio
from tui_studio.studio.wire import Status
from tui_studio.units import format_db, format_time


@action(
    "studio.status",
    help="what runs: processes, transport, device, load, heads",
    while_recording="free",
    waits=True,
)
async def status(studio: Studio) -> Done:
    """For `tui-studio status --json`. Waits for an engine that is starting."""
    await studio.engine.awaited()
    now, numbers = studio.status.status(), studio.status.numbers()
    device = studio.devices.current
    data: dict[str, Any] = {
        "song": str(studio.folder),
        "studio_pid": os.getpid(),
        "engine_pid": studio.engine.pid or None,
        "sound_pid": studio.engine.sound_pid or None,
        "state": now.state,
        "position": now.position,
        "rate": now.rate,
        "block": now.block,
        "inputs": device.inputs if device else 0,
        "outputs": device.outputs if device else 0,
        "device": now.device,
        "host_api": now.host_api,
        "device_asked": studio.devices.asked,
        "device_wishes": _device_wishes(studio),
        "device_error": _device_error(studio),
        "device_note": now.device_note,
        **counters_data(numbers),
        "load": now.load,
        "heads": len(studio.heads),
        "head_names": [head.name for head in studio.heads if head.name != LOOKING],
        "recording": studio.transport.recording,
        "remaining_seconds": now.remaining_seconds,
    }
    device_words = (
        now.device or f"no device{f' ({studio.devices.trouble})' if studio.devices.trouble else ''}"
    )
    words = f"{now.state} at {format_time(now.position, now.rate)}, {device_words}, load {now.load:.0%}"
    counted, heads = counter_words(numbers, now.rate), len(studio.heads)
    return Done(data, f"{words}, {counted}, {heads} head{'s' * (heads != 1)}")


def _device_wishes(studio: Studio) -> dict[str, str | int]:
    """Parameters of device.open that open the device that is open once more; empty without one."""
    spec = studio.devices.spec
    if spec is None:
        return {}
    sizes = {"rate": spec.rate, "block": spec.block, "inputs": spec.inputs, "outputs": spec.outputs}
    return {"name": spec.name, "api": spec.host_api, "output": spec.output_name, **sizes}


def _device_error(studio: Studio) -> dict[str, str] | None:
    """Why the device that is wanted is not open; None when one is."""
    failure = studio.devices.failure
    if failure is None:
        return None
    return {"message": failure.message, "where": failure.where, "hint": failure.hint}


@action("studio.quit", help="end the studio; a take being recorded is kept", waits=True, ends_take=True)
async def quit_(studio: Studio) -> Done:
    """The engine ends too. Answers when the takes are in the song."""
    await studio.recording.finish(studio.transport)
    studio.end("the studio was asked to end")
    return Done(None, "the studio ends")


@action(
    "status.say",
    help="say where we are, what is armed, levels, time left, device",
    while_recording="free",
    waits=True,
)
async def say(studio: Studio) -> Done:
    """For a screen reader, and for eyes that are elsewhere."""
    await studio.engine.awaited()
    now = studio.status.look()
    text = ". ".join(
        [_where(studio, now), _armed(studio, now), room_words(now.remaining_seconds), _machine(now)]
    )
    return Done({"text": text}, text)


def _where(studio: Studio, now: Status) -> str:
    """`recording at 0:03.146, bar 2 beat 1, Verse, loop on`: what it does first, then where, then what else is on."""
    song, numbers = studio.song, studio.status.numbers()
    on = (
        (f"rehearsing {now.practice}", now.practice),
        (f"retake loop {now.retake}", now.retake),
        ("recording a memo", now.memo),
        ("loop on", song.loop_on),
        ("punch on", song.punch_on),
        ("locked", now.locked),
        (counter_words(numbers, now.rate), numbers.xruns or numbers.starved or numbers.dropped),
    )
    place = _lead(studio, now) if now.lead_left > 0 else _place(song, now)
    return ", ".join([*place, *(words for words, holds in on if holds)])


def _machine(now: Status) -> str:
    """`UMC1820 at 48000 Hz, 2 heads`: what it runs on, and who else is there."""
    lacking = f"no device{f': {now.device_note}' if now.device_note else ''}"
    device = f"{now.device} at {now.rate} Hz" if now.device else lacking
    return f"{device}, {now.heads} heads" if now.heads > 1 else device


def _lead(studio: Studio, now: Status) -> list[str]:
    start = format_time(now.position + now.lead_left, now.rate)
    what = "recording" if studio.transport.recording else "rolling"
    return [f"{what} begins at {start} in {now.lead_left / now.rate:.1f} s"]


def _place(song: Song, now: Status) -> list[str]:
    bar, beat, _ = grid_of(song).time_at(max(0, now.position))
    section = section_at(song, now.position)
    words = [f"{now.state} at {format_time(now.position, now.rate)}", f"bar {bar} beat {beat}"]
    return words + ([section.section.name] if section else [])


def _armed(studio: Studio, now: Status) -> str:
    """What is being recorded, and what is only armed."""
    tracks = studio.song.tracks
    into = [track for track in tracks if track.id in now.recorded]
    armed = [track for track in tracks if track.armed and track not in into]
    told = [f"recorded: {_levels(now, into)}"] if into else []
    if armed:
        told.append(f"armed{' for the next pass' if into else ''}: {_levels(now, armed)}")
    return ". ".join(told) or "nothing armed"


def _levels(now: Status, tracks: Sequence[Track]) -> str:
    """`Kick (input 1) -3.0 dB, clipped; Bass (input 5) -12.0 dB`."""
    words = []
    for track in tracks:
        meter = now.tracks.get(track.id)
        level = f" {format_db(max(meter.left, meter.right))} dB" if meter else ""
        clipped = ", clipped" if meter and meter.clips else ""
        words.append(f"{track.name} ({input_words(track.inputs)}){level}{clipped}")
    return "; ".join(words)


@action("action.list", help="every action", while_recording="free")
async def actions(studio: Studio) -> Done:
    """With its parameters, for help and completion."""
    infos = [found.info for found in registry.actions()]
    return Done(msgspec.to_builtins(infos), "\n".join(f"{info.id}: {info.help}" for info in infos))

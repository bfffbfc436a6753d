"""The soundcheck: is this machine ready to record, and if not, what to do."""

from __future__ import annotations

import asyncio
import errno
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_studio.errors import NotNowError
from tui_studio.song.model import Song
from tui_studio.studio.room import AMBER_SECONDS, LEAST_SECONDS
from tui_studio.studio.wire import Meter, Status
from tui_studio.units import format_db, format_span

if TYPE_CHECKING:
    from tui_studio.engine.protocol import DeviceInfo
    from tui_studio.studio.studio import Studio

LISTEN_SECONDS = 1.0
SILENT_DB = -70.0
LARGEST_BLOCK = 2048
"""Frames; no setting asks for more."""
WRITE_BYTES = 32 << 20
SPEED_MARGIN = 4.0
"""So many times what recording needs should the disk be able to write."""
_SAMPLE_BYTES = {"pcm24": 3, "float32": 4}
_FULL = {errno.ENOSPC: "there is no room", errno.EDQUOT: "your quota has no room"}


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at. `level`: `good`, `warning` or `bad`; `advice` is empty when nothing is to be done."""

    name: str
    level: str
    text: str
    advice: str = ""


async def soundcheck(studio: Studio) -> list[Finding]:
    """Look at everything; takes a few seconds. Raises TuiStudioError when there is no engine."""
    if studio.transport.moving:
        raise NotNowError("the soundcheck wants the transport stopped", hint="transport.stop first")
    await studio.engine.connected()
    await studio.room.look()
    status = await _listen(studio)
    speed = await asyncio.to_thread(_measured, studio.folder)
    findings = [_device(studio), _rate(studio), _priority(studio), *_inputs(studio.song, status)]
    return [
        *findings,
        _disk(speed, studio.song),
        _room(status),
        _latency(studio),
        _dropouts(studio.status.numbers().xruns, studio.devices.current),
    ]


async def _listen(studio: Studio) -> Status:
    """The status with the peaks of a second."""
    studio.status.look()
    await asyncio.sleep(LISTEN_SECONDS)
    return studio.status.look()


def _device(studio: Studio) -> Finding:
    device = studio.devices.current
    if device is None:
        return Finding(
            "device", "bad", "no device is open", "device.list shows what there is, device.open opens one"
        )
    if studio.devices.lost:
        return Finding(
            "device",
            "bad",
            f"{device.name} is gone: {studio.devices.lost}",
            "plug it in again, or device.open another",
        )
    if device.name == "virtual":
        return Finding(
            "device",
            "warning",
            "the virtual interface: a synthesised band, no sound card",
            "device.list shows the sound cards",
        )
    text = f"{device.name}, {device.inputs} inputs, {device.outputs} outputs, block of {device.block} frames"
    where = f"{text}; the master goes to {studio.master_outputs.words}"
    advice = device.note or studio.master_outputs.lacking
    return Finding("device", "warning" if advice else "good", where, advice)


def _rate(studio: Studio) -> Finding:
    device, song = studio.devices.current, studio.song
    if device is not None and device.rate != song.rate:
        text = f"the device runs at {device.rate} Hz, the song at {song.rate} Hz"
        return Finding("rate", "bad", text, f"device.open with rate={song.rate}")
    return Finding("rate", "good", f"{song.rate} Hz")


def _priority(studio: Studio) -> Finding:
    device = studio.devices.current
    if device is not None and (device.realtime or device.name == "virtual"):
        return Finding("priority", "good", "real-time priority granted" if device.realtime else "none needed")
    return Finding(
        "priority",
        "warning",
        "no real-time priority: dropouts are likelier while the machine is busy",
        "put your user into the group 'audio' and give it rtprio 95 in /etc/security/limits.d/audio.conf, then log in again",
    )


def _inputs(song: Song, status: Status) -> list[Finding]:
    findings = []
    for track in song.tracks:
        if not track.armed:
            continue
        for number in track.inputs:
            meter = status.inputs[number - 1] if number <= len(status.inputs) else None
            findings.append(_input(track.name, number, meter))
    return findings or [
        Finding("inputs", "warning", "no track is armed", "track.arm the tracks you will record")
    ]


def _input(name: str, number: int, meter: Meter | None) -> Finding:
    title = f"{name}, input {number}"
    if meter is None:
        return Finding(
            title, "bad", "the device has no such input", f'track.inputs "{name}" gives it another'
        )
    level = max(meter.left, meter.right)
    if level <= SILENT_DB:
        return Finding(title, "warning", "silent", "play into it; look at cable, phantom power and gain")
    if level >= -0.1:
        return Finding(
            title, "bad", f"clips ({format_db(level)} dB)", "turn its gain down until peaks stay below -6 dB"
        )
    if level > -3:
        return Finding(title, "warning", f"hot, {format_db(level)} dB", "turn its gain down a little")
    return Finding(title, "good", f"{format_db(level)} dB")


def _disk(speed: float | OSError, song: Song) -> Finding:
    if isinstance(speed, OSError):
        return _unwritable(speed)
    armed = sum(track.channels for track in song.tracks if track.armed) or 2
    needed = armed * _SAMPLE_BYTES[song.sample_format] * song.rate
    text = f"writes {speed / 1e6:.0f} MB/s, recording needs {needed / 1e6:.1f} MB/s"
    if speed < needed * SPEED_MARGIN:
        return Finding(
            "disk", "warning" if speed > needed else "bad", text, "use a faster disk, or arm fewer tracks"
        )
    return Finding("disk", "good", text)


def _unwritable(error: OSError) -> Finding:
    if error.errno in _FULL:
        text = f"the disk is full: {_FULL[error.errno]} for a test of {WRITE_BYTES >> 20} MB"
        return Finding("disk", "bad", text, "free space on it, or move the song to another disk")
    text = f"the song's folder cannot be written: {(error.strerror or str(error)).lower()}"
    return Finding("disk", "bad", text, "look at the disk and its rights")


def _room(status: Status) -> Finding:
    left = status.remaining_seconds
    if left < 0:
        return Finding("room", "warning", "room unknown: the disk does not tell")
    text = f"room for {format_span(left)}"
    if left < LEAST_SECONDS:
        return Finding("room", "bad", text, "free space on this disk: recording will not start")
    return Finding(
        "room",
        "warning" if left < AMBER_SECONDS else "good",
        text,
        "" if left >= AMBER_SECONDS else "free space soon",
    )


def _latency(studio: Studio) -> Finding:
    frames, _ = studio.devices.latency()
    basis, advice = studio.devices.latency_basis()
    words = f"{frames} frames ({frames / studio.song.rate * 1000:.1f} ms)"
    return Finding("latency", "warning" if advice else "good", f"{words}, {basis}", advice)


def _dropouts(xruns: int, device: DeviceInfo | None) -> Finding:
    if xruns == 0:
        return Finding("dropouts", "good", "none since cleared")
    return Finding(
        "dropouts",
        "warning",
        f"{xruns} xrun{'s' * (xruns > 1)} since cleared",
        _steadier(device),
    )


def _steadier(device: DeviceInfo | None) -> str:
    """What makes xruns fewer with this device."""
    block = device.block if device is not None else 0
    if device is not None and device.host_api.startswith("JACK"):
        return f"a longer period of the JACK server helps: jackd with -p {2 * block or 1024}"
    if block >= LARGEST_BLOCK:
        return "the block is as large as can be: end what else is busy on this machine"
    return f"a larger block helps: device.open with block={min(LARGEST_BLOCK, 2 * block or 256)}"


def _measured(folder: Path) -> float | OSError:
    """Of `write_speed`, or what it raises."""
    try:
        return write_speed(folder)
    except OSError as error:
        return error


def write_speed(folder: Path) -> float:
    """Bytes a second that reach the disk. Raises OSError when the folder cannot be written. Called from: a thread of its own."""
    path = folder / f".soundcheck-{os.getpid()}"
    chunk = os.urandom(1 << 20)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    began = time.monotonic()
    try:
        for _ in range(WRITE_BYTES // len(chunk)):
            os.write(file, chunk)
        os.fsync(file)
    finally:
        os.close(file)
        path.unlink(missing_ok=True)
    return WRITE_BYTES / max(1e-6, time.monotonic() - began)

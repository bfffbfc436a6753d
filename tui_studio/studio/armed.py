"""Which tracks the device that is open can record, and plain words for those it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui_studio.engine.protocol import DeviceInfo
from tui_studio.errors import BadInputError
from tui_studio.song.model import Track
from tui_studio.units import numbered


def missing(track: Track, device: DeviceInfo | None) -> str:
    """Why this track cannot be recorded: `Far records input 64, and the device has 8`; empty when it can."""
    if not track.inputs:
        return f"{track.name} has no input"
    if device is None or max(track.inputs) <= device.inputs:
        return ""
    lacking = [number for number in track.inputs if number > device.inputs]
    return f"{track.name} records {numbered('input', lacking)}, and the device has {device.inputs}"


def able(tracks: Iterable[Track], device: DeviceInfo | None) -> list[Track]:
    """Those of the tracks that the device can record."""
    return [track for track in tracks if not missing(track, device)]


def check_able(tracks: Sequence[Track], device: DeviceInfo | None) -> None:
    """Raises BadInputError when the device can record none of the tracks."""
    if able(tracks, device):
        return
    raise BadInputError(
        "; ".join(missing(track, device) for track in tracks),
        where=device.name if device else "",
        hint=f'track.inputs "{tracks[0].name}" gives it another',
    )


def left_out(tracks: Iterable[Track], device: DeviceInfo | None) -> str:
    """What must be said when some of the tracks are not recorded: `NOT recorded: Far records input 64, …`."""
    reasons = [reason for track in tracks if (reason := missing(track, device))]
    return f"NOT recorded: {'; '.join(reasons)}" if reasons else ""

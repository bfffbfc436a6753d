"""What every backend holds a device spec to."""

from __future__ import annotations

from typing import Final

from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError, RateRefusedError

LOWEST_RATE: Final = 44_100
HIGHEST_RATE: Final = 192_000
SMALLEST_BLOCK: Final = 32
LARGEST_BLOCK: Final = 2048


def check_limits(spec: DeviceSpec, max_block: int) -> None:
    """Raise DeviceError when the block or channel counts asked for cannot be, RateRefusedError when the rate cannot."""
    name = spec.name or "default device"
    if spec.rate and not LOWEST_RATE <= spec.rate <= HIGHEST_RATE:
        hint = f"ask for {LOWEST_RATE} to {HIGHEST_RATE}"
        raise RateRefusedError(f"a rate of {spec.rate} cannot be used", where=name, hint=hint)
    largest = min(LARGEST_BLOCK, max_block)
    if spec.block and not SMALLEST_BLOCK <= spec.block <= largest:
        hint = f"ask for {SMALLEST_BLOCK} to {largest} frames"
        raise DeviceError(f"a block of {spec.block} frames cannot be used", where=name, hint=hint)
    if spec.inputs < 0 or spec.outputs < 0:
        raise DeviceError("a device cannot have fewer than no channels", where=name, hint="ask for 0 or more")


def check_channels(name: str, kind: str, wanted: int, there: int) -> None:
    """Raise DeviceError when more `kind` ("inputs", "outputs") are wanted than there are."""
    if wanted > there:
        raise DeviceError(
            f"{wanted} {kind} wanted, but there are {there}",
            where=name,
            hint=f"ask for at most {there} {kind}",
        )

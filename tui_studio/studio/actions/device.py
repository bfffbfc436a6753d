"""The sound card."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import NotNowError
from tui_studio.studio.armed import missing
from tui_studio.studio.devices import device_words
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action("device.list", help="the sound cards there are", while_recording="free", waits=True)
async def list_(studio: Studio) -> Done:
    """The virtual interface is always the last."""
    devices = await studio.devices.list()
    current = studio.devices.current
    lines = []
    for info in devices:
        here = current is not None and (info.name, info.host_api) == (current.name, current.host_api)
        lines.append(device_words(info) + (", open" if here else ", default" if info.is_default else ""))
    return Done([msgspec.to_builtins(info) for info in devices], "\n".join(lines))


@action(
    "device.open",
    help="use a sound card; this machine remembers it",
    example="device.open UMC1820 inputs=8 block=128",
    while_recording="never",
    waits=True,
)
async def open_(
    studio: Studio,
    *,
    name: Annotated[
        str, Param("text", "its name (or a part of it), virtual, or empty for the system's")
    ] = "",
    inputs: Annotated[int, Param("count", "how many inputs; 0 for all")] = 0,
    outputs: Annotated[int, Param("count", "how many outputs; 0 for two")] = 0,
    rate: Annotated[int, Param("count", "frames a second; 0 for the song's")] = 0,
    block: Annotated[int, Param("count", "frames a block; 0 for its own")] = 0,
    api: Annotated[str, Param("text", "host API, when several have a device of that name")] = "",
    output: Annotated[str, Param("text", "another device for the outputs")] = "",
) -> Done:
    """A song with sound in it fixes the rate."""
    spec = DeviceSpec(
        name=name, host_api=api, output_name=output, rate=rate, block=block, inputs=inputs, outputs=outputs
    )
    info = await studio.devices.open(spec)
    await studio.reconciler.settled()
    lacks = [missing(track, info) for track in studio.song.tracks if track.armed]
    return Done(
        msgspec.to_builtins(info), "; ".join(filter(None, [f"open: {device_words(info)}", info.note, *lacks]))
    )


@action(
    "master.outputs",
    help="the outputs that carry the master; this machine remembers them for the device",
    example="master.outputs 3-4",
    while_recording="never",
)
async def master_outputs(
    studio: Studio,
    outputs: Annotated[
        tuple[int, ...] | None, Param("inputs", "a pair (3-4) or one output; none: the first two")
    ] = None,
) -> Done:
    """Without outputs: which they are. One output carries the mean of both sides. Stop first: loudspeakers would crack."""
    if outputs is not None:
        if studio.transport.moving:
            raise NotNowError(
                "the outputs of the master change only while the transport stands",
                hint="transport.stop first",
            )
        studio.master_outputs.choose(outputs)
        await studio.reconciler.settled()
    there = studio.master_outputs
    return Done({"outputs": list(there.now)}, there.lacking or f"the master goes to {there.words}")

"""Waiting, for scripts."""

from __future__ import annotations

import asyncio
from typing import Annotated

from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action("wait", help="do nothing for so long", example="wait 2.5", while_recording="free", waits=True)
async def wait(
    studio: Studio, seconds: Annotated[float, Param("seconds", "seconds (2.5) or minutes (1:00)")]
) -> Done:
    """For scripts: `transport.record; wait 60; transport.stop`."""
    await asyncio.sleep(seconds)
    return Done({"seconds": seconds}, f"waited {seconds:g} s")

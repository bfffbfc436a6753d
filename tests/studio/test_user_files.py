"""Files of the user's: what is read, and what is written over."""

import asyncio
import os
from pathlib import Path

from tests.studio.conftest import done, refused
from tui_studio.studio.client import StudioClient


async def test_a_pipe_is_no_file_to_import(head: StudioClient, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    await done(head, "track.add A 1")
    for line in ("clip.import A path={}", "lyric.import {}", "tempo.import {}"):
        said = await asyncio.wait_for(refused(head, line.format(tmp_path / "pipe")), 20)
        assert "is a pipe (FIFO), not a" in said
        assert str(tmp_path / "pipe") in said

"""A voice memo outlives whatever ends around it."""

from __future__ import annotations

import pytest
import soundfile

from tests.rig import processes
from tests.rig.studio import process_ids

pytestmark = pytest.mark.server


def test_a_memo_is_kept_when_studio_and_engine_die(virtual_line, place):
    line = virtual_line("Song")
    line.do("transport.status")
    line.do("memo.start")
    line.do("wait 2")
    for process in process_ids(line.song):
        processes.kill(process)
    line.close()
    again = virtual_line("Song")
    (idea,) = again.wait_for("idea.list", lambda ideas: ideas)
    info = soundfile.info(idea["audio"])
    assert info.frames >= 1.0 * info.samplerate
    assert again.do("take.list") == []

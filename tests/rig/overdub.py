"""An overdub through a cable: clicks played, recorded again, compared to the frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from tests.rig.ramps import write_wav24
from tests.rig.studio import StudioLine

CLICKS = (4_000, 15_111, 30_222, 47_001)


def overdub_offsets(line: StudioLine, folder: Path, rate: int) -> tuple[set[int], dict]:
    """By how many frames each click lies off, and the take. A cable leads from output 1 to input 1."""
    samples = np.zeros(rate * 3 // 2, np.float32)
    samples[list(CLICKS)] = 0.5
    line.do("track.add name=Click inputs=2")
    line.do(f'clip.import track=Click path="{write_wav24(folder / "click.wav", samples, rate)}" at=0')
    line.do("track.add name=Dub inputs=1")
    line.do("track.monitor track=Dub mode=off")
    line.do("track.arm track=Dub")
    line.do("transport.locate to=0")
    line.do("transport.record")
    line.do("wait 2.2")
    line.do("transport.stop")
    (take,) = line.takes("Dub")
    recorded, _ = soundfile.read(take["path"], dtype="float32")
    found = np.flatnonzero(np.abs(recorded) > 0.1) + take["start"]
    if len(found) != len(CLICKS):
        raise AssertionError(f"{len(found)} of {len(CLICKS)} clicks came back")
    return set((found - np.array(CLICKS)).tolist()), take

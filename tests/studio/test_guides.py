"""The files of guides in the cache."""

import os
from typing import Any

from tui_studio.studio.guides import KEPT, GuideChart, make_guides
from tui_studio.studio.jobs.desk import Desk


def test_of_old_guides_those_that_play_stay(tmp_path: Any) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for number in range(KEPT + 3):
        file = cache / f"guide-drums-{number}.wav"
        file.touch()
        os.utime(file, (number, number))
    playing = frozenset({"cache/guide-drums-1.wav"})
    assert make_guides(Desk(tmp_path), tmp_path, 48_000, GuideChart((), ()), [], playing) == []
    gone = {number for number in range(KEPT + 3) if not (cache / f"guide-drums-{number}.wav").exists()}
    assert gone == {0, 2}

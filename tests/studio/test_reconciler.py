"""The engine runs what the song says, whatever it last answered."""

from types import SimpleNamespace
from typing import Any

import pytest

from tui_studio.engine.protocol import ApplySpec, EngineStatus
from tui_studio.errors import EngineError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.studio.reconciler import Reconciler


class Engine:
    """Takes specs, and can be too slow to say so."""

    def __init__(self) -> None:
        self.slow = False
        self.asked: list[ApplySpec] = []

    async def ask(self, request: ApplySpec, _timeout: float) -> None:
        self.asked.append(request)
        if self.slow:
            raise EngineError("the engine did not answer in time")

    async def ask_for(self, _kind: type[EngineStatus], _request: Any) -> Any:
        return SimpleNamespace(spec_serial=0)


async def test_after_a_change_without_an_answer_the_song_is_sent_whole(tmp_path: Any) -> None:
    song = edits.add_track(Song(uid="1", title="Song", rate=48_000), "Vox", (1,))
    engine = Engine()

    async def connected() -> Engine:
        return engine

    kept: Any = SimpleNamespace(ready=False, client=None, connected=connected)
    reconciler = Reconciler(kept, song, SimpleNamespace(), tmp_path)  # type: ignore[arg-type]
    await reconciler.connected(engine)  # type: ignore[arg-type]
    engine.slow = True
    reconciler.song_changed(edits.set_armed(song, song.tracks[0].id, True))
    with pytest.raises(EngineError):
        await reconciler.settled()
    engine.slow = False
    reconciler.song_changed(song)
    await reconciler.settled()
    last = engine.asked[-1]
    assert last.since is None
    assert [track.armed for track in last.spec.tracks] == [False]
    assert last.spec.serial > engine.asked[-2].spec.serial
    await reconciler.settled()
    assert engine.asked[-1] is last

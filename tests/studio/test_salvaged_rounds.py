"""Rounds of a loop that only their files tell of."""

import numpy as np

from tests.studio.conftest import done
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.engine.ledger import write_ledger
from tui_studio.engine.protocol import PassReport, TakeReport
from tui_studio.studio.salvaging import has_ledgers


async def test_rounds_that_the_ledger_of_a_killed_engine_does_not_know_are_salvaged(head, running):
    await done(head, "track.add Kick 1")
    studio = running.studio
    audio = studio.keeper.folder / "audio"
    for name, start, frames in (("kick-p90", 480, 4800), ("kick-p90-r2", 960, 2400)):
        writer = TakeWriter(
            audio / f"{name}.wav", channels=1, rate=48_000, sample_format="pcm24", time_reference=start
        )
        writer.write(np.full((1, frames), 0.25, np.float32))
        writer.close()
    take = TakeReport(1, str(audio / "kick-p90.wav"), 480, 4800, 1, (0,), "pcm24", "")
    report = PassReport(90, ((take,),), "", "card", "ALSA", 48_000, 128, 0, True, "", 0.0)
    write_ledger(audio / "pass-90.ledger", report)
    assert "2 takes kept of Kick" in await studio.recording.salvage()
    takes = studio.song.tracks[0].takes
    assert [(take.start, take.frames) for take in takes] == [(480, 4800), (960, 2400)]
    assert not has_ledgers(studio.keeper.folder)

"""Rehearsing, tuning, guides and memos on a real engine."""

import asyncio
import os
import signal
import wave

import numpy as np
import pytest

from tests.studio.conftest import done, refused
from tests.studio.test_comp import give_takes
from tui_studio.audio.tuning import TUNINGS
from tui_studio.studio.client import attach
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.tuner import TUNING_NAMES, read, reading_words


async def until(head, fits, line="transport.status"):
    """The result of a line once it fits."""
    for _ in range(500):
        result = await done(head, line)
        if fits(result):
            return result
        await asyncio.sleep(0.02)
    raise AssertionError(f"{line} still says {result}")


async def write_song(head):
    for line in ("{sov: Verse}", "[Am]one [F]two", "[C]three [G]four", "{eov}"):
        await done(head, f"lyric.add {line}")
    await done(head, "tempo.set 240; section.add Verse 4")


async def test_a_guide_is_made_from_the_chart_and_is_no_part_of_the_bounce(head, tmp_path):
    await write_song(head)
    made = await done(head, "guide.make")
    assert made == {"tracks": ["Guide drums", "Guide chords", "Guide bass"], "bars": 4, "chords": 4}
    before = await done(head, "clip.list")
    again = await done(head, "guide.make transpose=2")
    assert len(again["tracks"]) == 3
    assert len(await done(head, "clip.list")) == len(before) == 3
    for guides, silent in (("off", True), ("on", False)):
        path = (await done(head, f"mix.bounce path={tmp_path / guides} guides={guides}"))["path"]
        with wave.open(path) as file:
            assert (not any(file.readframes(file.getnframes()))) is silent
    assert len(await done(head, "edit.history")) == 8
    await done(head, "guide.remove")
    assert await done(head, "track.list") == []


async def test_the_guide_follows_the_chart_and_so_does_undo(running, head):
    await write_song(head)
    await done(head, "guide.make transpose=2")
    song = lambda: running.studio.song  # noqa: E731

    def paths():
        sources = {source.id: source.path for source in song().sources}
        return [sources[track.clips[0].source] for track in song().tracks]

    first, history = paths(), await done(head, "edit.history")
    await done(head, "lyric.line 2 [Dm]one [F]two")
    await running.studio.guides.caught_up()
    second = paths()
    assert [one == other for one, other in zip(first, second, strict=True)] == [True, False, False]
    assert len(await done(head, "edit.history")) == len(history) + 1
    await done(head, "tempo.set 200; section.add Bridge 2")
    await until(head, lambda clips: clips[0]["frames"] == 6 * 4 * 14_400, "clip.list")
    assert all(track.clips[0].frames == 6 * 4 * 14_400 for track in song().tracks)
    await done(head, "edit.undo; edit.undo; edit.undo")
    await running.studio.guides.caught_up()
    assert paths() == first
    assert await done(head, "edit.history") == history
    await done(head, "edit.redo")
    await running.studio.guides.caught_up()
    assert paths() == second
    for file in (running.folder / "cache").glob("guide-*"):
        file.unlink()
    await done(head, f"mix.bounce path={running.folder / 'out' / 'g.wav'} guides=on")
    assert all((running.folder / path).exists() for path in second)
    await done(head, "edit.undo; edit.undo")
    assert await done(head, "track.list") == []


async def test_a_section_is_rehearsed_round_and_round_slower_and_nothing_is_kept(running, head):
    await write_song(head)
    await done(head, "guide.make drums")
    history = await done(head, "edit.history")
    going = await done(head, "rehearse.start line 2 speed=50 transpose=-2")
    assert (going["start"], going["end"], going["speed"]) == (96_000, 192_000, 50)
    seen = set()
    for _ in range(20):
        seen.add((await done(head, "transport.status"))["position"])
        await asyncio.sleep(0.01)
    assert all(96_000 <= position <= 192_000 for position in seen)
    assert len(seen) > 2
    assert list((running.folder / "cache").glob("rehearse-*.wav"))
    await done(head, "rehearse.stop")
    await until(head, lambda now: now["state"] == "stopped")
    assert running.studio.reconciler.override is None
    await done(head, "rehearse.start Verse; transport.stop")
    assert running.studio.practice.going == ""
    assert await done(head, "edit.history") == history
    assert "50 to 100" in await refused(head, "rehearse.start Verse speed=20")


async def test_of_rehearsals_asked_in_a_burst_one_goes_on_and_ends_as_one(running, head):
    await write_song(head)
    await done(head, "guide.make drums")
    practice = running.studio.practice
    for _ in range(2):
        lines = (f"rehearse.start line 2 speed={speed}" for speed in (90, 80, 70))
        await asyncio.gather(*(head.line(line) for line in lines))
        await asyncio.sleep(0.2)
        assert practice.going == "line 2"
        assert running.studio.reconciler.override is not None
        await done(head, "rehearse.stop")
        assert (await until(head, lambda now: now["state"] == "stopped"))["practice"] == ""
    late = asyncio.create_task(head.line("rehearse.start line 2 speed=60"))
    await asyncio.sleep(0.02)
    await done(head, "rehearse.stop")
    assert "given up" in (await late).error.message
    assert practice.going == ""
    await done(head, "rehearse.start Verse; click.toggle; wait 0.2")
    assert practice.going == "Verse"
    assert running.studio.reconciler.override is not None


async def test_what_is_heard_goes_on_until_a_rehearsal_is_ready(running, head):
    await write_song(head)
    await done(head, "guide.make drums; rehearse.start Verse")
    late = asyncio.create_task(head.line("rehearse.start Verse speed=60"))
    await asyncio.sleep(0.02)
    assert (await done(head, "transport.status"))["practice"] == "Verse"
    assert (await late).error is None
    assert running.studio.practice.going == "Verse"


async def test_a_guide_of_a_song_without_chords_is_drums(head):
    await done(head, "tempo.set 240; section.add Verse 4")
    assert (await done(head, "guide.make"))["tracks"] == ["Guide drums"]


async def test_what_is_kept_of_a_slow_rehearsal_lies_at_its_place_in_the_song(running, head):
    await write_song(head)
    await done(head, "guide.make drums; track.add Vox 7; track.arm Vox; click.set count_in=1")
    await done(head, "rehearse.start line 2 speed=50")
    await until(head, lambda now: now["position"] > 110_000)
    await done(head, "rehearse.stop")
    answer = await head.line("capture.keep 3")
    assert "played at 50 %" in answer.text
    (take,) = answer.result
    assert take["certificate"]["pace"] == 50
    vox = running.studio.song.tracks[-1]
    (sound,) = vox.takes
    into = 96_000 - sound.start
    assert into > 0
    assert into + 2 * 14_000 < sound.frames
    await done(head, "rehearse.start line 2 speed=50")
    await until(head, lambda now: now["position"] > 100_000)
    await done(head, "rehearse.stop")
    answer = await head.line("capture.keep 3")
    assert answer.text.endswith("not in the comp")
    assert running.studio.song.tracks[-1].comps == vox.comps


async def test_recording_after_a_rehearsal_records_the_song(running, head):
    await write_song(head)
    await done(head, "track.add Vox 7; track.arm Vox; rehearse.start line 2; transport.record; wait 0.2")
    assert running.studio.practice.going == ""
    assert running.studio.reconciler.override is None
    await done(head, "transport.stop")
    (take,) = await done(head, "take.list")
    assert take["start"] >= 96_000


def test_the_tuner_reads_a_tone_to_a_cent():
    rate = 48000
    tone = (0.3 * np.sin(2 * np.pi * 82.9 * np.arange(rate // 3) / rate)).astype("<f4").tobytes()
    reading = read(tone, rate)
    assert reading["note"] == "E2"
    assert reading["hz"] == pytest.approx(82.9, abs=0.05)
    assert "sharp" in reading_words(reading, 6)
    assert read(tone, rate, 440.0, "guitar")["string"] == 1
    assert read(b"", rate)["hz"] is None
    assert set(TUNING_NAMES) == set(TUNINGS)


async def test_the_tuner_listens_to_an_input(head):
    await until(head, lambda reading: reading["hz"], "tuner.read 5")
    assert "no input" in await refused(head, "tuner.read 99")


async def test_a_memo_is_recorded_beside_everything_and_becomes_an_idea(running, head):
    await done(head, "transport.status; memo.start")
    await done(head, "wait 0.5")
    idea = await done(head, "memo.stop")
    assert idea["text"].startswith("voice memo, 0:00.")
    with wave.open(idea["audio"]) as file:
        assert file.getnframes() > 12_000
    async with asyncio.timeout(10):
        while list((running.folder / "ideas").glob("*.ledger")):
            await asyncio.sleep(0.02)
    assert (await done(head, "transport.status"))["position"] == 0
    await done(head, "memo.play 1")
    await until(head, lambda now: now["state"] == "stopped" and now["position"] == 0)
    assert running.studio.reconciler.override is None
    await done(head, "memo.toggle; wait 0.1; memo.toggle")
    assert len(await done(head, "idea.list")) == 2
    assert "no memo" in await refused(head, "memo.stop")


async def test_a_memo_outlives_studio_and_engine(place):
    folder = place.songs / "Song"
    head = await attach(folder, StudioOptions(device="virtual"))
    await done(head, "transport.status; memo.start; wait 1.5")
    running = await done(head, "studio.status")
    for process in (running["studio_pid"], running["engine_pid"]):
        os.kill(process, signal.SIGKILL)
    await asyncio.wait_for(head.closed.wait(), 5)
    again = await attach(folder, StudioOptions(device="virtual"))
    ideas = await until(again, bool, "idea.list")
    with wave.open(ideas[0]["audio"]) as file:
        assert file.getnframes() > 12_000
    await done(again, "studio.quit")
    await asyncio.wait_for(again.closed.wait(), 20)


async def test_the_comp_is_heard_in_a_rehearsal(running, head):
    await give_takes(running, head, 2)
    await done(head, "rehearse.start bars 1-2 speed=80; rehearse.stop")
    assert list((running.folder / "cache").glob("rehearse-*.wav"))


async def test_one_who_plays_alone_records_hears_and_decides(running, head):
    await done(
        head, "tempo.set 600; section.add Verse 4; track.add Vox 7; track.arm 1; click.set on count_in=1"
    )
    retakes = running.studio.retakes
    await done(head, "retake.start Verse wait=10")

    async def doing(*wanted):
        for _ in range(500):
            if retakes.doing in wanted:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{retakes.doing}, not {wanted}")

    assert "no take to decide" in await refused(head, "retake.keep")
    await doing("playing", "asking")
    (take,) = await done(head, "take.list")
    assert (take["start"], take["frames"]) == (0, 4 * 19_200)
    assert "not in the span" in await refused(head, "retake.again 9")
    await done(head, "retake.again 3")
    await doing("recording")
    await doing("asking")
    _, second = await done(head, "take.list")
    assert (second["start"], second["frames"]) == (2 * 19_200, 2 * 19_200)
    await done(head, "retake.keep")
    await doing("")
    assert running.studio.reconciler.override is None
    await done(head, "retake.start Verse wait=0 silent=keep")
    await doing("")
    assert len(await done(head, "take.list")) == 3


async def test_a_locked_take_of_the_retake_loop_is_ended_only_with_a_yes(running, head):
    await done(head, "section.add Verse 8; track.add Vox 7; track.arm 1; retake.start Verse")
    await until(head, lambda now: now["recording"])
    await done(head, "wait 0.3; transport.lock on")
    for line in ("retake.again", "retake.stop", "pedal.press", "pedal.hold"):
        assert "the take is locked" in await refused(head, line)
    assert (await done(head, "transport.status"))["recording"]
    answer = await head.line("retake.stop confirm=on")
    assert "take 1 of Vox kept" in answer.text
    assert len(await done(head, "take.list")) == 1


async def test_a_stop_ends_the_retake_loop_and_keeps_the_take(running, head):
    await done(head, "section.add Verse 8; track.add Vox 7; track.arm 1; retake.start Verse")
    await until(head, lambda now: now["recording"])
    await done(head, "wait 0.3")
    answer = await head.line("transport.stop")
    assert "take 1 of Vox kept" in answer.text
    assert running.studio.retakes.doing == ""
    assert running.studio.reconciler.override is None
    await done(head, "transport.play; wait 0.1; transport.stop")


async def test_a_press_before_the_punch_tells_where_it_records(head):
    await done(head, "track.add Kick 1; track.arm Kick; punch.set 0:02 0:03; punch.on")
    said = (await head.line("pedal.press")).text
    assert "from the punch-in at 0:02.000" in said
    await done(head, "transport.stop")

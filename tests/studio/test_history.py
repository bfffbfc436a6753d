"""What an action writes into the history."""

from tests.studio.conftest import done, refused


async def labels(head):
    return await done(head, "edit.history")


async def test_a_fader_movement_is_one_entry(running, head):
    await done(head, "track.add Kick 1")
    for db in (-1, -2, -3):
        await done(head, f"strip.fader Kick {db} moving=on")
    assert running.studio.mixer.value("fader", head.song.tracks[0].id) == -3
    assert await labels(head) == ["add track Kick"]
    await done(head, "strip.mute Kick")
    assert await labels(head) == ["mute Kick", "fader of Kick -3.0 dB", "add track Kick"]
    assert head.song.tracks[0].strip.fader_db == -3


async def test_separate_fader_settings_are_separate_entries(head):
    await done(head, "track.add Kick 1; strip.fader Kick -3; strip.fader Kick -6; edit.undo")
    assert head.song.tracks[0].strip.fader_db == -3


async def test_the_history_outlives_the_studio(open_studio):
    first = await open_studio()
    head = await first.head()
    await done(head, "track.add A; track.add B; edit.undo")
    await head.close()
    await first.end()
    second = await open_studio()
    again = await second.head()
    assert [track.name for track in again.song.tracks] == ["A"]
    await done(again, "edit.redo")
    assert [track.name for track in again.song.tracks] == ["A", "B"]
    await done(again, "edit.undo; edit.undo")
    assert "nothing to undo" in await refused(again, "edit.undo")
    await again.close()


async def test_many_tracks_armed_at_once_are_one_entry(head):
    await done(head, "track.add A 1; track.add B 2; track.arm all")
    assert (await labels(head))[0] == "arm A, B"
    await done(head, "edit.undo")
    assert not any(track.armed for track in head.song.tracks)


async def test_toggles(head):
    await done(head, "track.add A 1; track.add B 2; track.toggle_arm A")
    await done(head, "track.toggle_arm all")
    assert all(track.armed for track in head.song.tracks)
    await done(head, "track.toggle_arm all; strip.toggle_solo A; strip.toggle_mute B; track.cycle_monitor A")
    a, b = head.song.tracks
    assert (a.armed, b.armed, a.strip.solo, b.strip.mute, a.monitor.value) == (
        False,
        False,
        True,
        True,
        "input",
    )


async def test_the_master_is_a_strip_without_solo(head):
    await done(head, "strip.fader Master -6; strip.pan master 0.25; strip.mute master")
    assert (head.song.master.fader_db, head.song.master.pan, head.song.master.mute) == (-6, 0.25, True)
    assert "no solo" in await refused(head, "strip.solo Master")


async def test_loops_and_markers(head):
    await done(head, "loop.set start=1 end=2; punch.set 3 4; punch.off; marker.add Chorus at=5")
    song = head.song
    assert (song.loop.start, song.loop.end, song.loop_on, song.punch_on) == (48000, 96000, True, False)
    assert await done(head, "marker.list") == [{"name": "Chorus", "position": 240000}]
    await refused(head, "loop.set 2 1")

"""What replies say: one sentence, the most important word first, and nothing done without a word."""

from tests.studio.conftest import done, refused


async def told(head, line: str) -> str:
    answer = await head.line(line)
    assert answer.error is None, f"{line}: {answer.error}"
    return answer.text


async def test_where_we_are_in_seconds_bars_and_section(head):
    await done(head, 'section.add "Verse 1" 4 120 4/4; transport.locate 2.3.0')
    assert (await told(head, "status.say")).startswith(
        "stopped at 0:03.000, bar 2 beat 3, Verse 1. nothing armed. "
    )


async def test_the_device_the_heads_and_the_lock_are_told(running, head):
    assert (await told(head, "status.say")).endswith(". virtual at 48000 Hz")
    other = await running.head(name="other")
    await done(head, "transport.lock on")
    said = await told(head, "status.say")
    assert said.endswith(". virtual at 48000 Hz, 2 heads")
    assert ", locked. " in said
    await other.close()


async def test_a_rehearsal_and_its_end_are_told(head):
    await done(head, 'section.add "Verse 1" 4 120 4/4; rehearse.start "Verse 1"')
    assert ", rehearsing Verse 1" in await told(head, "status.say")
    assert (await told(head, "rehearse.stop")).startswith("the rehearsal is over, stopped at ")


async def test_a_memo_is_told(head):
    await done(head, "memo.start")
    assert ", recording a memo" in await told(head, "status.say")
    await done(head, "wait 0.2; memo.stop")


async def test_tracks_made_for_the_plan_are_named_with_their_inputs(head):
    laid = await told(head, "track.plan singer-songwriter")
    assert "tracks made: Guitar (input 1), " in laid.splitlines()[0]
    assert await told(head, "plan.tracks") == "no track was missing"
    await done(head, "track.remove Guitar")
    assert await told(head, "plan.tracks") == "1 track made: Guitar (input 1)"


async def test_switches_are_told_as_states(head):
    await done(head, "track.add Kick 1; track.add Snare 2")
    assert await told(head, "strip.mute Kick,Snare") == "Kick, Snare muted"
    assert await told(head, "strip.toggle_mute Kick") == "Kick not muted"
    assert await told(head, "strip.solo Kick") == "Kick solo"


async def test_a_soloed_track_that_is_silent_since_muted_is_named(head):
    await done(head, "track.add Kick 1; track.add Snare 2")
    await done(head, "strip.mute Kick")
    assert await told(head, "strip.solo Kick,Snare") == "Kick, Snare solo; silent, being muted and solo: Kick"
    assert await told(head, "strip.mute Kick off") == "Kick not muted"
    assert await told(head, "strip.toggle_mute Kick") == "Kick muted; silent, being muted and solo: Kick"


async def test_one_is_one(head):
    await done(head, "section.add A 4 92 4/4; section.add B 4 tempo=104")
    assert await told(head, "tempo.show") == "92 bpm, 4/4, 1 change of tempo"
    assert await told(head, "click.set on count_in=1") == "click on, -6.0 dB, count-in 1 bar"


async def test_a_span_is_told_by_name_and_time(head):
    await done(head, 'section.add "Verse 1" 4 120 4/4')
    assert await told(head, 'loop.span "Verse 1"') == "loop on, Verse 1, 0:00.000 to 0:08.000"
    assert await told(head, "punch.set 0:01 0:02.5") == "punch on, 0:01.000 to 0:02.500"


async def test_a_remark_needs_no_quotes(head):
    await done(head, "track.add Kick 1; track.arm Kick; transport.record; wait 0.2; transport.stop")
    assert "take 1" in await told(head, "take.note Kick 1 flat in line 3")
    assert head.song.tracks[0].takes[0].note == "flat in line 3"
    await done(head, "take.name Kick 1 the loud one; take.rate Kick 1 1")
    listed = await told(head, "take.list")
    assert "Kick take 1 the loud one, " in listed
    assert ", 1 star, plays, no gaps, " in listed
    assert f", pass {head.song.tracks[0].takes[0].pass_id}" in listed


async def test_the_comp_that_plays_comes_first(head):
    await done(head, "track.add Kick 1; track.arm Kick; transport.record; wait 0.2; transport.stop")
    await done(head, "comp.copy Kick")
    assert await told(head, "comp.list Kick") == "Kick: B plays, A"


async def test_two_parts_of_one_name_are_told_once(head):
    await done(head, "lyric.add {start_of_verse: Verse 1}; lyric.add one; lyric.add {end_of_verse}")
    assert (await told(head, "lyric.add {start_of_verse: verse 1}")).endswith("; 2 parts are named verse 1")
    assert "named" not in await told(head, "lyric.add two")
    assert "named" not in await told(head, "lyric.line 4 {start_of_verse: Verse 2}")
    assert (await told(head, "lyric.line 4 {sov: Verse 1}")).endswith("; 2 parts are named Verse 1")
    chart = [line.text for line in head.song.notebook.chart]
    answer = await head.ask("lyric.set", lines=[*chart, "{eov}", "{sov: Verse 1}", "three", "{eov}"])
    assert answer.text.endswith("; 3 parts are named Verse 1")


async def test_the_chorus_again_is_no_other_part(head):
    await done(head, "lyric.add {soc: Chorus}; lyric.add one; lyric.add {eoc}")
    assert "named" not in await told(head, "lyric.add {chorus: Chorus}")


async def test_a_line_amid_a_part_is_told(head):
    await done(head, "lyric.add [Am]Morning; lyric.add [C]Coffee; lyric.add [F]Hold on; section.add Verse 4")
    assert (await told(head, "section.set Verse line=3")).endswith(
        "; the part begins at line 1, lyric.insert 3 begins a new one there"
    )
    assert "a new part" in await told(head, "lyric.insert 3")
    assert (await told(head, "section.set Verse line=4")).endswith("line 1, from 0:00.000")


async def test_a_tag_nobody_used_is_named(head):
    await done(head, "idea.add slow the bridge")
    assert await told(head, "idea.list bridge") == "no idea has the tag bridge"


async def test_a_refusal_leads_on(head):
    await done(head, "track.add Bass; lyric.add [Am]Morning")
    for line, hint in (
        ("track add Keys", "did you mean track.add?"),
        ("track", "help track lists the actions that begin so"),
        ("retake.start", 'name one: retake.start "Verse 1"'),
        ("rehearse.start", 'name one: rehearse.start "Verse 1"'),
        ("comp.choose Bass line 9 1", "section.from_chart lays them"),
        ("mix.bounce start=0:05 end=0:02", "give an end after the start"),
        ("clip.split 99 at=0:02", "clip.list shows the clips"),
    ):
        assert hint in await refused(head, line), line

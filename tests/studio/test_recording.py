"""Recording through the studio, with a real engine on the virtual interface."""

import asyncio
import base64
import os
import signal
import wave

import pytest

from tests.studio.conftest import done, refused
from tui_studio.studio import closings
from tui_studio.studio.certifying import LABEL
from tui_studio.studio.client import attach
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.pass_files import tracks_in
from tui_studio.studio.room import Room
from tui_studio.studio.wire import Growth, JobProgress, Notice, SongChanged


@pytest.fixture
async def band(head):
    """Three tracks, armed."""
    await done(head, "track.add Kick 1; track.add Snare 2; track.add Overheads 3-4; track.arm all")
    return head


async def record(head, seconds=0.4):
    await done(head, f"transport.record; wait {seconds}")
    answer = await head.line("transport.stop")
    assert answer.error is None
    return answer


async def test_a_pass_is_one_entry_and_stop_answers_when_its_takes_are_there(band):
    told = []
    band.on_message(lambda message: told.append(message.text) if isinstance(message, Notice) else None)
    answer = await record(band)
    assert answer.text == told[-1]
    assert answer.text.startswith("take 1 of Kick, Snare, Overheads kept: 0:00.")
    assert answer.text.endswith("no gaps")
    takes = await done(band, "take.list")
    assert [take["track"] for take in takes] == ["Kick", "Snare", "Overheads"]
    assert {take["take"] for take in takes} == {1}
    for take in takes:
        assert {"track", "take", "path", "start", "frames", "certificate"} <= set(take)
        with wave.open(take["path"]) as file:
            assert (file.getnframes(), file.getframerate()) == (take["frames"], 48000)
        assert take["certificate"]["checksum"].startswith("sha256:")
        assert take["certificate"]["gaps"] == []
    history = await done(band, "edit.history")
    await done(band, "edit.undo")
    assert await done(band, "take.list") == []
    assert (await done(band, "edit.history")) == history[1:]
    await done(band, "edit.redo")
    assert await done(band, "take.list") == takes


async def test_the_list_has_a_line_a_take_and_one_take_tells_its_whole_certificate(band):
    await record(band)
    assert len((await band.line("take.list")).text.split("\n")) == 3
    answer = await band.line("take.certificate Overheads 1")
    (listed,) = await done(band, "take.list Overheads")
    assert answer.result == listed
    told = dict(line.split(": ", 1) for line in answer.text.split("\n")[1:])
    assert answer.text.startswith("certificate of Overheads take 1\n")
    assert (told["gaps"], told["rate"], told["device"]) == ("none", "48000 Hz", "virtual")
    assert {"overs on input 3", "overs on input 4", "block", "latency used", "longest disk stall"} <= set(
        told
    )
    assert "sha256:" + told["checksum"] == listed["certificate"]["checksum"]
    assert told["started"] == listed["certificate"]["started_at"].replace("T", " ")
    assert "has no take 2" in await refused(band, "take.certificate Kick 2")


async def test_a_pass_after_an_undone_one_has_files_of_its_own(band):
    await record(band)
    (first, *_) = await done(band, "take.list")
    await done(band, "edit.undo; transport.locate 0")
    await record(band)
    (again, *_) = await done(band, "take.list")
    assert again["take"] == first["take"]
    assert again["path"] != first["path"]


async def test_what_was_taken_back_before_a_crash_does_not_come_back(place):
    folder = place.songs / "Song"
    head = await attach(folder, StudioOptions(device="virtual"))
    await done(head, "track.add Kick 1; track.arm 1; transport.record; wait 0.3; transport.stop; edit.undo")
    running = await done(head, "studio.status")
    for process in (running["studio_pid"], running["engine_pid"]):
        os.kill(process, signal.SIGKILL)
    await asyncio.wait_for(head.closed.wait(), 5)
    (taken_back,) = (folder / "audio").glob("*.wav")
    (folder / "audio" / "stray.wav").write_bytes(taken_back.read_bytes())
    again = await attach(folder, StudioOptions(device="virtual"))
    told = list(again.welcome.notices)
    again.on_message(lambda message: told.append(message.text) if isinstance(message, Notice) else None)
    await done(again, "transport.status")
    assert await done(again, "take.list") == []
    assert [text for text in told if "belongs to no take" in text] == [
        "audio/stray.wav belongs to no take; clip.import puts it on a track"
    ]
    await done(again, "edit.redo")
    assert len(await done(again, "take.list")) == 1
    await done(again, "studio.quit")
    await asyncio.wait_for(again.closed.wait(), 20)


async def test_punched_out_it_rolls_on(band):
    await done(band, "transport.record; wait 0.3")
    out = await band.line("transport.punch_out")
    assert out.text.startswith("take 1 of Kick, Snare, Overheads kept: ")
    assert (out.result["state"], out.result["recording"], out.result["record_start"]) == (
        "rolling",
        False,
        -1,
    )
    await done(band, "transport.stop")


async def test_recording_says_where_the_takes_begin(band):
    answer = await band.line("transport.status; transport.record")
    assert answer.text.endswith("recording Kick, Snare, Overheads from 0:00.000")
    await done(band, "transport.stop; punch.set 2 3; transport.locate 1")
    answer = await band.line("transport.record")
    assert "from the punch-in at 0:02.000" in answer.text
    await done(band, "transport.stop")


async def test_heads_see_the_takes_grow(band):
    growth = asyncio.Event()
    band.on_message(
        lambda message: growth.set() if isinstance(message, Growth) and any(message.peaks.values()) else None
    )
    await done(band, "transport.record")
    await asyncio.wait_for(growth.wait(), 5)
    await done(band, "transport.stop")


async def test_a_head_that_comes_in_mid_pass_sees_what_is_past_of_it(band, running):
    heard = []
    band.on_message(lambda message: heard.append(message) if isinstance(message, Growth) else None)
    band.subscribe(1.0, True)
    await done(band, "transport.record; wait 1.5")
    assert heard[0].first_hop == 0
    late = await running.head(name="late")
    first = asyncio.get_running_loop().create_future()
    late.on_message(
        lambda message: (
            first.set_result(message) if isinstance(message, Growth) and message.first_hop == 0 else None
        )
    )
    late.subscribe(1.0, True)
    past = await asyncio.wait_for(first, 5)
    assert (past.start, past.pass_id, past.hop) == (heard[0].start, heard[0].pass_id, heard[0].hop)
    assert past.each > 1
    assert set(past.peaks) == set(heard[0].peaks)
    covered = {len(base64.b64decode(text)) // 2 * past.each * past.hop for text in past.peaks.values()}
    assert min(covered) > 48000
    assert {message.each for message in heard} == {1}
    await late.close()
    await done(band, "transport.stop")


async def test_what_cannot_be_recorded_is_refused_plainly(head, monkeypatch):
    await done(head, "track.add Kick 1; transport.status")
    assert "no track is armed" in await refused(head, "transport.record")
    await done(head, "track.add Far 64; track.arm Far")
    said = await refused(head, "transport.record")
    assert "Far records input 64, and the device has 8" in said
    await done(head, "track.disarm Far; track.add Silent none; track.arm Kick; track.inputs Kick none")
    assert "no track is armed" in await refused(head, "transport.record")
    await done(head, "track.inputs Kick 1; track.arm Kick")
    monkeypatch.setattr(Room, "seconds_left", lambda self, *_: 12.0)
    assert "room for 12 s only" in await refused(head, "transport.record")
    assert (await done(head, "transport.status"))["state"] == "stopped"


async def test_an_input_the_device_lacks_is_told_at_once_and_spoils_nothing_else(band):
    told = []
    band.on_message(lambda message: told.append(message) if isinstance(message, Notice) else None)
    await done(band, "transport.status")
    added = await band.line("track.add Far 64")
    assert added.text.endswith("input 64; Far records input 64, and the device has 8")
    pair = await band.line("track.inputs Far 9-10")
    assert pair.text.endswith("; Far records inputs 9 and 10, and the device has 8")
    await done(band, "track.inputs Far 64")
    armed = await band.line("track.arm Far")
    assert armed.text == "Far armed; Far records input 64, and the device has 8"
    assert [track["warning"] for track in armed.result] == ["Far records input 64, and the device has 8"]
    assert "warning" not in (await done(band, "track.arm Kick"))[0]
    recording = await band.line("transport.record")
    assert (recording.result["tracks"], recording.result["left_out"]) == (
        ["Kick", "Snare", "Overheads"],
        ["Far"],
    )
    assert recording.text.endswith("; NOT recorded: Far records input 64, and the device has 8")
    assert [notice.level for notice in told if notice.text.startswith("NOT recorded: Far")] == ["alarm"]
    await done(band, "wait 0.3; transport.stop")
    assert [take["track"] for take in await done(band, "take.list")] == ["Kick", "Snare", "Overheads"]
    assert [take["track"] for take in await done(band, "capture.keep 0.2")] == ["Kick", "Snare", "Overheads"]
    opened = await band.line("device.open virtual inputs=3")
    assert opened.text.endswith(
        "Overheads records input 4, and the device has 3; Far records input 64, and the device has 3"
    )


async def test_a_song_whose_folder_was_moved_says_so(band, running):
    await done(band, "transport.status")
    moved = running.folder.with_name("Moved")
    running.folder.rename(moved)
    assert "the song's folder is not where it was" in await refused(band, "transport.record")
    await done(band, "track.add More 1")
    moved.rename(running.folder)
    await record(band)
    assert len(await done(band, "take.list")) == 3


async def test_while_recording_only_what_does_no_harm_goes_without_a_yes(band):
    await done(band, "transport.record")
    assert "wants a yes" in await refused(band, "track.remove Kick")
    assert "not possible while recording" in await refused(band, "device.open virtual")
    await done(band, "strip.fader Kick -3; marker.add here")
    await done(band, "track.disarm Kick confirm=on")
    await done(band, "transport.lock on")
    assert "locked" in await refused(band, "transport.stop")
    assert "locked" in await refused(band, "transport.record_toggle")
    assert (await band.ask("transport.stop", confirmed=True)).error is None
    assert len(await done(band, "take.list")) == 3


async def test_what_was_just_played_can_be_kept(band):
    await done(band, "transport.status; wait 1.2")
    kept = await done(band, "capture.keep 1")
    assert [take["track"] for take in kept] == ["Kick", "Snare", "Overheads"]
    assert all(take["certificate"]["closed"] == "kept" for take in kept)
    assert len(await done(band, "take.list")) == 3


@pytest.fixture
async def slow(band, running, monkeypatch):
    """An engine that stands still, as one does that waits for its disk, and a studio that does not wait long."""
    await done(band, "transport.status; wait 1.2")
    monkeypatch.setattr(closings, "CLOSE_SECONDS", 0.05)
    os.kill(running.studio.engine.pid, signal.SIGSTOP)
    yield running.studio.engine.pid
    os.kill(running.studio.engine.pid, signal.SIGCONT)


def notice_of(head, words):
    """Done with the first notice that has these words."""
    found = asyncio.get_running_loop().create_future()
    head.on_message(
        lambda message: (
            found.set_result(message)
            if isinstance(message, Notice) and words in message.text and not found.done()
            else None
        )
    )
    return found


async def test_what_is_kept_slowly_comes_into_the_song_once(band, slow):
    told = notice_of(band, "kept: ")
    assert "they come when it has written them" in await refused(band, "capture.keep 1")
    os.kill(slow, signal.SIGCONT)
    assert (await asyncio.wait_for(told, 10)).text.startswith("take 1 of Kick, Snare, Overheads kept: ")
    assert [take["take"] for take in await done(band, "take.list")] == [1, 1, 1]
    assert len([entry for entry in await done(band, "edit.history") if "keep" in str(entry)]) == 1


async def test_what_turns_out_late_not_to_be_kept_is_told(band, running, slow, monkeypatch):
    told = notice_of(band, "nothing was kept")
    await refused(band, "capture.keep 1")
    audio = running.folder / "audio"
    audio.rename(running.folder / "elsewhere")
    os.kill(slow, signal.SIGCONT)
    assert (await asyncio.wait_for(told, 10)).level == "alarm"
    (running.folder / "elsewhere").rename(audio)
    assert await done(band, "take.list") == []
    monkeypatch.setattr(closings, "CLOSE_SECONDS", 30.0)
    assert len(await done(band, "capture.keep 1")) == 3


async def test_what_was_kept_of_several_rolls_is_no_loop(band):
    await done(band, "transport.play; wait 1.2; transport.stop; transport.play; wait 1.2; transport.stop")
    answer = await band.line("capture.keep 3")
    assert answer.text.startswith("takes 1-2 of Kick, Snare, Overheads kept: 2 stretches, the longest 0:0")
    assert "round" not in answer.text


async def test_what_is_kept_leaves_the_comp_alone_and_is_kept_once(head):
    await done(head, "track.add Kick 1; track.arm 1; transport.record; wait 1.2; transport.stop; wait 1.3")
    before = (await done(head, "comp.show Kick"))["segments"]
    answer = await head.line("capture.keep")
    assert answer.text.startswith("take 2 of Kick kept: 0:01."), answer
    assert f", from 0:0{before[0]['end'] / 48_000:.1f}, no gaps" in answer.text
    after = (await done(head, "comp.show Kick"))["segments"]
    assert [(one["take"], one["start"], one["end"]) for one in after][:1] == [
        (one["take"], one["start"], one["end"]) for one in before
    ]
    assert after[1]["start"] == before[0]["end"]
    assert "in takes already" in await refused(head, "capture.keep")
    (again,) = await done(head, "capture.keep 2")  # what is asked for is given
    assert again["frames"] == 96_000


async def test_what_is_monitored_is_kept_beside_what_is_armed(band):
    await done(band, "track.disarm all; track.arm Kick; track.monitor Snare input; wait 0.3")
    assert [take["track"] for take in await done(band, "capture.keep 0.2")] == ["Kick", "Snare"]


async def test_the_engines_death_costs_a_second_at_most_and_is_told(band, running):
    told = []
    band.on_message(
        lambda message: (
            told.append(message)
            if isinstance(message, Notice | SongChanged) and getattr(message, "label", "") != LABEL
            else None
        )
    )
    await done(band, "transport.record; wait 1.5")
    reached = (await done(band, "transport.status"))["position"]
    os.kill(running.studio.engine.pid, signal.SIGKILL)
    answer = await band.line("transport.stop")
    assert "interrupted" in answer.text
    assert [getattr(one, "text", None) == answer.text for one in told[-2:]] == [False, True]
    assert isinstance(told[-2], SongChanged)
    takes = await done(band, "take.list")
    assert len(takes) == 3
    assert all(take["frames"] >= reached - 48000 for take in takes)
    assert {take["certificate"]["closed"] for take in takes} == {"engine lost"}
    await done(band, "transport.status")
    await running.studio.certifier.certify()
    takes = await done(band, "take.list")
    assert all(take["certificate"]["checksum"].startswith("sha256:") for take in takes)
    assert (await record(band)).text.startswith("take 2")


async def test_the_studios_death_does_not_stop_the_take(place):
    folder = place.songs / "Song"
    options = StudioOptions(device="virtual")
    head = await attach(folder, options)
    await done(head, "track.add Kick 1; track.arm 1; transport.record; wait 0.5")
    os.kill((await done(head, "studio.status"))["studio_pid"], signal.SIGKILL)
    await asyncio.wait_for(head.closed.wait(), 5)
    again = await attach(folder, options)
    answer = await again.line("transport.stop")
    assert "take 1 of Kick kept" in answer.text, answer
    (take,) = await done(again, "take.list")
    assert take["certificate"]["gaps"] == []
    await done(again, "studio.quit")
    await asyncio.wait_for(again.closed.wait(), 20)


async def test_a_memo_wants_an_input_that_is_there(band):
    assert await refused(band, "memo.start input=0") == "there is no input 0; ; use 1 to 8"
    assert await refused(band, "memo.start 9") == "there is no input 9; ; use 1 to 8"
    assert (await band.line("memo.start 8")).error is None


async def test_the_virtual_interface_has_no_other_outputs(band):
    told = await refused(band, "device.open virtual output=Nope")
    assert told.startswith("the virtual interface has its own outputs; Nope; ")
    assert (await done(band, "transport.status"))["device"] == "virtual"


async def test_another_output_in_the_settings_does_not_keep_the_virtual_interface_away(open_studio):
    options = StudioOptions(device="virtual", output_device="Headphones")
    head = await (await open_studio("Other", options)).head()
    await done(head, "memo.start")
    assert (await done(head, "transport.status"))["device"] == "virtual"
    await head.close()


async def test_the_device_is_remembered_by_the_machine(open_studio):
    first = await open_studio("One")
    head = await first.head()
    await done(head, "device.open virtual inputs=4 block=512; transport.status")
    await head.close()
    await first.end()
    second = await open_studio("Two", StudioOptions())
    head = await second.head()
    status = await done(head, "transport.status")
    assert (status["device"], status["block"]) == ("virtual", 512)
    assert second.studio.devices.current.inputs == 4
    await head.close()


async def test_an_empty_song_takes_the_devices_rate_and_one_with_sound_keeps_its_own(band):
    await done(band, "device.open virtual rate=44100")
    assert (await done(band, "song.info"))["rate"] == 44100
    await record(band)
    assert "the song is at 44100 Hz" in await refused(band, "device.open virtual rate=48000")


async def test_the_mix_is_bounced_in_a_process_of_its_own(band, tmp_path):
    progress = []
    band.on_message(
        lambda message: progress.append(message.done) if isinstance(message, JobProgress) else None
    )
    await record(band)
    result = await done(band, f"mix.bounce path={tmp_path / 'mix.wav'}")
    with wave.open(result["path"]) as file:
        assert (file.getnchannels(), file.getnframes()) == (2, result["frames"])
    assert progress[-1] == 1.0
    assert "nothing to bounce" in await refused(band, "mix.bounce start=5 end=5")


async def test_a_sound_file_is_imported_and_a_broken_one_refused(band, tmp_path):
    await record(band)
    (take, *_) = await done(band, "take.list")
    clip = await done(band, f'clip.import Snare "{take["path"]}" at=2')
    assert (clip["track"], clip["start"], clip["frames"]) == ("Snare", 96000, take["frames"])
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    await refused(band, f"clip.import Snare {tmp_path / 'broken.wav'}")
    await refused(band, f"clip.import Snare {tmp_path / 'missing.wav'}")
    moved = await done(band, f"clip.move {clip['id']} at=3 track=Kick")
    assert (moved["track"], moved["start"]) == ("Kick", 144000)
    await done(band, f"clip.remove {clip['id']}")
    assert await done(band, "clip.list") == []


async def test_a_waveform_can_be_asked_for(band, running):
    await record(band)
    source = band.song.sources[0].id
    result = await done(band, f"take.overview source={source} width=40")
    assert len(base64.b64decode(result["peaks"])) == 80
    assert not result["missing"]
    (running.folder / band.song.sources[0].path).unlink()
    assert (await done(band, f"take.overview source={source} width=40"))["missing"]


async def test_the_soundcheck_says_what_is_and_what_to_do(band):
    result = await done(band, "soundcheck.run")
    findings = {finding["name"]: finding for finding in result["findings"]}
    assert result["ready"]
    assert {"device", "rate", "priority", "disk", "room", "latency", "dropouts"} <= set(findings)
    assert "Kick, input 1" in findings


async def test_one_sentence_says_where_we_are(band):
    answer = await band.line("transport.status; status.say")
    assert "armed: Kick (input 1)" in answer.text
    assert "left" in answer.text


async def test_the_tempo_of_a_take_is_found_and_the_map_lies_on_it(head):
    await done(head, "track.add Kick 1; track.arm 1; transport.record; wait 6; transport.stop")
    found = await done(head, "tempo.find Kick 1 near=92")
    assert abs(found["bpm"] - 92) < 1
    laid = await done(head, "tempo.find Kick 1 near=92 lay=on")
    assert abs(laid["tempos"][-1]["bpm"] - 92) < 1


async def test_arming_in_mid_take_says_that_it_is_for_the_next_pass(head, running):
    await done(head, "track.add Kick 1; track.add Bass 5; track.arm Kick; transport.record")
    kick = head.song.tracks[0].id
    answer = await head.line("track.arm Bass confirm=on")
    assert answer.text == "Bass armed; Bass records from the next pass on, this one records Kick"
    answer = await head.line("track.disarm Kick confirm=on")
    assert answer.text == "Kick disarmed; Kick is recorded until this pass ends"
    said = (await head.line("status.say")).text
    assert ". recorded: Kick (input 1)" in said
    assert ". armed for the next pass: Bass (input 5)" in said
    assert running.studio.status.status().recorded == (kick,)
    (ledger,) = (running.studio.folder / "audio").glob("*.ledger")
    assert tracks_in(ledger) == (kick,)  # as the next studio finds it
    await done(head, "wait 0.1; transport.stop")
    assert [take["track"] for take in await done(head, "take.list")] == ["Kick"]
    assert ". armed: Bass (input 5)" in (await head.line("status.say")).text
    assert (await head.line("track.arm Kick")).text == "Kick armed"


async def test_of_all_tracks_those_that_were_armed_are_told_to_be_disarmed(head):
    await done(head, "track.add Kick 1; track.add Snare 2; track.add Bass 5; track.arm Kick,Bass")
    assert (await head.line("track.disarm all")).text == "Kick, Bass disarmed"


async def test_a_fault_while_takes_are_kept_is_told_and_holds_nothing_up(band, running, monkeypatch):
    def broken(*_told, **_named):
        raise KeyError("broken")

    await done(band, "transport.record; wait 0.3")
    monkeypatch.setattr("tui_studio.studio.recording.edits.add_pass", broken)
    assert "on the disk but not in the song" in await refused(band, "transport.stop")
    monkeypatch.undo()
    assert await running.studio.recording.salvage()
    assert len(await done(band, "take.list")) == 3

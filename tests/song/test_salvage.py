"""What becomes of files that a crash has left."""

from tests.song.making import certificate, gap, new_take, song_with
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.song.storage.salvage import INTERRUPTED, FoundFile, LeftPass, SalvagePlan, plan_salvage


def found(path: str, frames: int = 50_000, **changes: object) -> FoundFile:
    values: dict[str, object] = {"channels": 1, "rate": 48000, "sample_format": "pcm24", **changes}
    return FoundFile(path=path, frames=frames, **values)  # type: ignore[arg-type]


def left(*paths: str, closed: str = "", frames: int = 48_000, pass_id: int = 9) -> LeftPass:
    takes = tuple(new_take(index + 1, path, 1000, frames) for index, path in enumerate(paths))
    return LeftPass(pass_id=pass_id, ledger=f"pass-{pass_id}.ledger", takes=takes, closed=closed)


def applied(song: Song, plan: SalvagePlan) -> Song:
    for one in plan.passes:
        song = edits.add_pass(song, one.takes, pass_id=one.pass_id)
    return song


def test_every_file_of_an_interrupted_pass_becomes_a_take() -> None:
    song = song_with("Kick", "Snare")
    plan = plan_salvage(
        song,
        [found("audio/k.wav", 50_000), found("audio/s.wav", 49_000)],
        [left("audio/k.wav", "audio/s.wav")],
    )
    song = applied(song, plan)
    takes = [track.takes[0] for track in song.tracks]
    assert [(take.start, take.frames) for take in takes] == [(1000, 50_000), (1000, 49_000)]
    assert {source.origin for source in song.sources} == {"salvaged"}
    assert all(take.certificate and take.certificate.closed == INTERRUPTED for take in takes)
    assert all(take.certificate and take.certificate.checksum == "" for take in takes)
    assert plan.done == ("pass-9.ledger",)
    assert plan.notices == ("a recording was interrupted: 2 takes kept of Kick, Snare, 0:01.042 long",)


def test_a_closed_pass_keeps_its_certificate() -> None:
    song = song_with("Kick")
    plan = plan_salvage(song, [found("audio/k.wav", 48_000)], [left("audio/k.wav", closed="disk full")])
    take = applied(song, plan).tracks[0].takes[0]
    assert take.certificate
    assert (take.certificate.closed, take.certificate.checksum) == ("disk full", certificate().checksum)
    assert applied(song, plan).sources[0].origin == "recorded"


def test_a_pass_that_is_in_the_song_is_not_taken_twice() -> None:
    song = song_with("Kick")
    one = left("audio/k.wav")
    song = applied(song, plan_salvage(song, [found("audio/k.wav")], [one]))
    again = plan_salvage(song, [found("audio/k.wav")], [one])
    assert again.passes == ()
    assert again.done == ("pass-9.ledger",)
    assert again.notices == ()


def test_gaps_beyond_the_file_are_gone() -> None:
    take = new_take(
        1, "audio/k.wav", certificate=certificate(gaps=(gap(10), gap(60_000)), xruns=(20, 60_000))
    )
    one = LeftPass(pass_id=9, ledger="l", takes=(take,))
    plan = plan_salvage(song_with("Kick"), [found("audio/k.wav")], [one])
    kept = plan.passes[0].takes[0].certificate
    assert kept
    assert kept.gaps == (gap(10),)
    assert kept.xruns == (20,)


def test_what_cannot_be_a_take_is_named() -> None:
    song = song_with("Kick", "Snare", "Hat", "Tom")
    files = [found("audio/k.wav"), found("audio/s.wav", 0), found("audio/h.wav", problem="no header")]
    plan = plan_salvage(song, files, [left("audio/k.wav", "audio/s.wav", "audio/h.wav", "audio/t.wav")])
    assert [take.path for take in plan.passes[0].takes] == ["audio/k.wav"]
    words = "\n".join(plan.notices)
    assert "holds no sound yet: audio/s.wav" in words
    assert "cannot be read: audio/h.wav, no header" in words
    assert "missing: audio/t.wav" in words
    assert plan.done == ()


def test_files_without_a_ledger_are_named_not_touched() -> None:
    song = song_with("Kick")
    plan = plan_salvage(song, [found("audio/a.wav")], [])
    assert plan.passes == ()
    assert plan.notices == ("audio/a.wav belongs to no take; clip.import puts it on a track",)
    many = plan_salvage(song, [found(f"audio/{number}.wav") for number in range(7)], [])
    assert many.notices[0].startswith("7 files belong to no take: audio/0.wav")


def test_takes_that_were_undone_are_not_strays() -> None:
    assert plan_salvage(song_with("A"), [found("audio/a.wav")], [], taken_back={"audio/a.wav"}).notices == ()


def test_a_take_of_a_removed_track_is_kept() -> None:
    song = edits.remove_track(song_with("Kick", "Snare"), 1)
    plan = plan_salvage(song, [found("audio/k.wav")], [left("audio/k.wav")])
    assert "a track that is gone" in plan.notices[0]
    assert [track.name for track in applied(song, plan).tracks] == ["Snare", "Pass 9"]


def test_several_passes_come_in_their_order() -> None:
    song = song_with("Kick")
    files = [found("audio/a.wav"), found("audio/b.wav")]
    plan = plan_salvage(song, files, [left("audio/b.wav", pass_id=11), left("audio/a.wav", pass_id=10)])
    assert [take.pass_id for take in applied(song, plan).tracks[0].takes] == [10, 11]

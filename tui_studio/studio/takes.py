"""From what the engine says of a closed pass to the takes of the song, and the sentence that tells it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from pathlib import Path

from tui_studio.engine.protocol import PassProgress, PassReport, TakeReport
from tui_studio.song.comp import played
from tui_studio.song.edits.passes import NewTake, is_begun_round
from tui_studio.song.model import Certificate, Gap, Song, Take, Track, TrackId
from tui_studio.studio.wire import Growth
from tui_studio.units import Frames, count_at, gain_to_db, short_time

SILENT_DB = -144.0
MOST_PLACES = 4
"""So many places of what was kept are named."""


def new_takes(report: PassReport, folder: Path, song: Song, origin: str = "recorded") -> list[NewTake]:
    """What the report's files become in the song; files without sound, or in the song already, are left out."""
    known = {source.path for source in song.sources}
    return [
        take for take in all_takes(report, folder, song, origin) if take.frames > 0 and take.path not in known
    ]


def longer_takes(report: PassReport, folder: Path, song: Song, origin: str = "recorded") -> list[NewTake]:
    """The files of the report that the song has already, but shorter: it was given them before they were whole."""
    known = {source.path: source.frames for source in song.sources}
    return [
        take
        for take in all_takes(report, folder, song, origin)
        if take.frames > known.get(take.path, take.frames)
    ]


def all_takes(report: PassReport, folder: Path, song: Song, origin: str = "recorded") -> list[NewTake]:
    """Every file of the report as a take, in order of rounds."""
    names = {track.id: track.name for track in song.tracks}
    return [_new_take(report, take, folder, names, origin) for round_ in report.rounds for take in round_]


def _new_take(
    report: PassReport, take: TakeReport, folder: Path, names: dict[TrackId, str], origin: str
) -> NewTake:
    track = TrackId(take.track)
    return NewTake(
        track=track,
        path=relative_path(take.path, folder),
        channels=take.channels,
        frames=take.frames,
        rate=report.rate,
        start=take.start,
        sample_format=take.sample_format,
        origin=origin,
        certificate=certificate(report, take),
        track_name=names.get(track, ""),
    )


def relative_path(path: str, folder: Path) -> str:
    """The path within the song folder, with forward slashes; of a file elsewhere, its place in `audio/`."""
    file = Path(path)
    try:
        return file.relative_to(folder).as_posix()
    except ValueError:
        return f"audio/{file.name}"


def certificate(report: PassReport, take: TakeReport) -> Certificate:
    """What is known of the take's integrity."""
    return Certificate(
        device=report.device,
        host_api=report.host_api,
        rate=report.rate,
        block=report.block,
        inputs=tuple(number + 1 for number in take.inputs),
        latency_frames=report.latency,
        latency_measured=report.latency_measured,
        started_at=take.started_at or report.started_at,
        closed=report.closed,
        checksum=take.checksum,
        gaps=tuple(Gap(Frames(gap.start), gap.frames, gap.cause) for gap in take.gaps),
        xruns=tuple(map(Frames, take.xruns)),
        longest_stall_ms=report.longest_stall_ms,
        overs=take.overs,
        first_over=None if take.first_over is None else Frames(take.first_over),
        peak_db=max(SILENT_DB, gain_to_db(take.peak)),
        pace=take.pace,
    )


def takes_of_pass(song: Song, pass_id: int) -> list[tuple[Track, Take]]:
    """The takes of a pass with their tracks, in track order."""
    return [(track, take) for track in song.tracks for take in track.takes if take.pass_id == pass_id]


def growth_of(progress: PassProgress) -> Growth:
    """The growing waveforms, as heads are told of them."""
    peaks = {track: base64.b64encode(pairs).decode() for track, pairs in progress.peaks.items()}
    return Growth(
        progress.pass_id,
        progress.start,
        progress.hop,
        progress.first_hop,
        peaks,
        each=progress.each,
        round=progress.round,
    )


def pass_sentence(song: Song, pass_id: int, closed: str) -> str:
    """`take 4 of Kick, Snare kept: 1:31, no gaps, 1 over on Overheads 0:58`."""
    made = takes_of_pass(song, pass_id)
    if not made:
        return "nothing was recorded"
    parts = [
        _length_words(made, song.rate, closed),
        *(_place_words(made, song.rate) if closed == "kept" else ()),
        _gap_words(made, song.rate),
        *_xrun_words(made, song.rate),
        *_over_words(made, song.rate),
        *_pace_words(made),
    ]
    reasons = {
        "device lost": " after the device was lost",
        "disk full": " whole as the disk filled up",
        "disk failed": " while the disk failed",
    }
    reason = reasons.get(closed, "")
    return f"{_names(made)} kept{reason}: " + ", ".join(parts)


def _length_words(made: Sequence[tuple[Track, Take]], rate: int, closed: str) -> str:
    """`1:31`; of a loop `0:08.0 a round, 4 rounds, the last only 0:02.0, not in the comp`.

    Of what was kept of several rolls `2 stretches, the longest 0:12`.
    """
    longest = short_time(max(take.frames for _, take in made), rate)
    rounds = max(map(len, _rounds(made).values()))
    if rounds == 1:
        return longest
    if closed == "kept":
        return f"{rounds} stretches, the longest {longest}"
    before, last = max(_rounds(made).values(), key=len)[-2:]
    begun = f", the last only {short_time(last.frames, rate)}" if last.frames < before.frames else ""
    return f"{longest} a round, {rounds} rounds{begun}{', not in the comp' if is_begun_round(before, last) else ''}"


def _place_words(made: Sequence[tuple[Track, Take]], rate: int) -> Iterable[str]:
    """`from 0:03.0 and 0:12`, and what of it is not heard because something plays there already."""
    starts = [short_time(start, rate) for start in sorted({take.start for _, take in made})]
    if len(starts) > MOST_PLACES:
        starts = [*starts[: MOST_PLACES - 1], f"{len(starts) - MOST_PLACES + 1} more places"]
    yield "from " + " and ".join(filter(None, [", ".join(starts[:-1]), starts[-1]]))
    others = [each for each in made if _under_others(*each)]
    if others and not any(one.take == take.id for track, take in made for one in played(track)):
        yield "beside the comp, which plays as before"
    elif others:
        yield "heard only where nothing played before"


def _under_others(track: Track, take: Take) -> bool:
    """Whether a take of another pass plays somewhere within this one."""
    passes = {each.id: each.pass_id for each in track.takes}
    return any(
        passes[one.take] != take.pass_id and one.start < take.start + take.frames and one.end > take.start
        for one in played(track)
    )


def _rounds(made: Sequence[tuple[Track, Take]]) -> dict[TrackId, list[Take]]:
    rounds: dict[TrackId, list[Take]] = {}
    for track, take in made:
        rounds.setdefault(track.id, []).append(take)
    return rounds


def _names(made: Sequence[tuple[Track, Take]]) -> str:
    """Take numbers and track names; tracks with the same numbers share them: `takes 3-22 of Kick, Snare`."""
    by_track: dict[str, list[int]] = {}
    for track, take in made:
        by_track.setdefault(track.name, []).append(take.number)
    by_numbers: dict[tuple[int, ...], list[str]] = {}
    for name, numbers in by_track.items():
        by_numbers.setdefault(tuple(sorted(numbers)), []).append(name)
    return " and ".join(
        f"{_number_words(numbers)} of {', '.join(names)}" for numbers, names in sorted(by_numbers.items())
    )


def _number_words(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"take {numbers[0]}"
    if list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return f"takes {numbers[0]}-{numbers[-1]}"
    return f"takes {', '.join(map(str, numbers))}"


def _gap_words(made: Sequence[tuple[Track, Take]], rate: int) -> str:
    gaps = _unique(
        (take.start + gap.start, gap.frames)
        for _, take in made
        if take.certificate
        for gap in take.certificate.gaps
    )
    if not gaps:
        return "no gaps"
    first, lost = min(gaps), sum(frames for _, frames in gaps)
    amount = f" ({lost / rate * 1000:.0f} ms missing)" if lost else ""
    word = "GAP" if len(gaps) == 1 else "GAPS, the first"
    return f"{len(gaps)} {word} at {short_time(first[0], rate)}{amount}"


def _xrun_words(made: Sequence[tuple[Track, Take]], rate: int) -> list[str]:
    places = sorted(
        {take.start + at for _, take in made if take.certificate for at in take.certificate.xruns}
    )
    return [xruns_at(places, rate)] if places else []


def xruns_at(places: Sequence[int], rate: int) -> str:
    """`1 xrun at 0:03.2`, `4 xruns, the first at 0:03.2`: of those that cost no frame."""
    return count_at(len(places), "xrun", short_time(places[0], rate))


def pass_level(song: Song, pass_id: int, closed: str) -> str:
    """How loudly a pass is told of, as `wire.Notice.level`: `alarm` when something is missing, or it ended by itself."""
    known = [take.certificate for _, take in takes_of_pass(song, pass_id) if take.certificate]
    if closed not in {"stopped", "kept"} or any(each.gaps for each in known):
        return "alarm"
    return "warning" if any(each.xruns for each in known) else "info"


def _over_words(made: Sequence[tuple[Track, Take]], rate: int) -> Iterable[str]:
    for track, take in made:
        certificate = take.certificate
        overs = sum(certificate.overs) if certificate else 0
        if certificate and overs:
            at = short_time(take.start + (certificate.first_over or 0), rate)
            yield f"{overs} over{'s' if overs > 1 else ''} on {track.name} {at}"


def _pace_words(made: Sequence[tuple[Track, Take]]) -> Iterable[str]:
    """`played at 70 %, not in the comp`."""
    slow = [(track, take) for track, take in made if take.certificate and take.certificate.pace != 100]
    for pace in sorted({take.certificate.pace for _, take in slow if take.certificate}):
        yield f"played at {pace} %"
    if slow and not any(one.take == take.id for track, take in slow for one in played(track)):
        yield "not in the comp"


def _unique(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return list(dict.fromkeys(pairs))

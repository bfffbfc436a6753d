"""What to make of audio files that a crash left without an entry in the song. Plans only; touches no file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from tui_studio.song.data import Data
from tui_studio.song.edits.passes import NewTake
from tui_studio.song.model import Certificate, Song, track_of
from tui_studio.song.names import is_inside
from tui_studio.units import format_time

INTERRUPTED = "engine lost"
"""`Certificate.closed` of a take whose pass nobody closed."""


class FoundFile(Data, frozen=True):
    """An audio file in the song folder, as it is."""

    path: str
    """Relative to the song folder, with forward slashes."""
    channels: int = 0
    frames: int = 0
    rate: int = 0
    sample_format: str = ""
    problem: str = ""
    """Why it cannot be read; empty when it can."""


class LeftPass(Data, frozen=True):
    """What the ledger of a pass says."""

    pass_id: int
    ledger: str
    """Name of the ledger file, for the notices and for `SalvagePlan.done`."""
    takes: tuple[NewTake, ...]
    """In order of rounds. Their lengths may be those of a second before the end."""
    closed: str = ""
    """Why the pass ended; empty when nobody closed it."""


class SalvagePlan(Data, frozen=True):
    """What is to be done, in this order."""

    passes: tuple[LeftPass, ...] = ()
    """Each is to be given to `edits.add_pass`, with its takes as they stand here."""
    done: tuple[str, ...] = ()
    """Ledgers that have served once the passes are in the song."""
    notices: tuple[str, ...] = ()


def plan_salvage(
    song: Song,
    files: Sequence[FoundFile],
    left: Sequence[LeftPass],
    *,
    taken_back: Collection[str] = (),
) -> SalvagePlan:
    """Every audio file of a left pass that has sound becomes a take; every other file is named.

    `taken_back` holds paths that undone edits know: those files wait for a redo and are not reported.
    The length, rate and format in the file count, not what the ledger says.
    """
    found = {file.path: file for file in files}
    known = {source.path for source in song.sources}
    passes: list[LeftPass] = []
    notices: list[str] = []
    for one in sorted(left, key=lambda one: one.pass_id):
        fresh = [take for take in one.takes if take.path not in known]
        whole = tuple(
            _as_found(take, found[take.path], one.closed) for take in fresh if _has_sound(take, found)
        )
        if whole:
            passes.append(msgspec.structs.replace(one, takes=whole))
            notices.append(_kept(song, one, whole))
        notices.extend(_not_kept(fresh, found))
        known.update(take.path for take in fresh)
    notices.extend(_strays(files, known, taken_back))
    done = tuple(one.ledger for one in left if not _unreadable(one, found))
    return SalvagePlan(passes=tuple(passes), done=done, notices=tuple(notices))


def _unreadable(one: LeftPass, found: Mapping[str, FoundFile]) -> bool:
    """A file that cannot be read today may be read tomorrow: its ledger is still needed."""
    return any(found[take.path].problem for take in one.takes if take.path in found)


def _has_sound(take: NewTake, found: Mapping[str, FoundFile]) -> bool:
    file = found.get(take.path)
    if file is None or file.problem or not is_inside(file.path):
        return False
    return file.frames > 0 and file.channels > 0 and file.rate > 0 and take.start + file.frames > 0


def _as_found(take: NewTake, file: FoundFile, closed: str) -> NewTake:
    same = bool(closed) and take.frames == file.frames
    return msgspec.structs.replace(
        take,
        channels=file.channels,
        frames=file.frames,
        rate=file.rate,
        sample_format=file.sample_format or take.sample_format,
        origin="recorded" if same else "salvaged",
        certificate=take.certificate and _certificate(take.certificate, file, closed, same),
    )


def _certificate(certificate: Certificate, file: FoundFile, closed: str, same: bool) -> Certificate:
    return msgspec.structs.replace(
        certificate,
        closed=closed or INTERRUPTED,
        checksum=certificate.checksum if same else "",
        gaps=tuple(gap for gap in certificate.gaps if gap.start < file.frames),
        xruns=tuple(at for at in certificate.xruns if at < file.frames),
    )


def _kept(song: Song, one: LeftPass, takes: Sequence[NewTake]) -> str:
    names = dict.fromkeys(_track_name(song, take) for take in takes)
    longest = max(takes, key=lambda take: take.frames / take.rate)
    length = format_time(longest.frames, longest.rate)
    count = "1 take" if len(takes) == 1 else f"{len(takes)} takes"
    reason = "was interrupted" if not one.closed else "had not been entered"
    return f"a recording {reason}: {count} kept of {', '.join(names)}, {length} long"


def _not_kept(takes: Sequence[NewTake], found: Mapping[str, FoundFile]) -> Iterator[str]:
    for take in takes:
        file = found.get(take.path)
        if file is None:
            yield f"the file of a recording is missing: {take.path}"
        elif file.problem:
            yield f"the file of a recording cannot be read: {take.path}, {file.problem}; it is left where it is"
        elif not _has_sound(take, found):
            yield f"the file of a recording holds no sound yet: {take.path}; it is left where it is"


def _strays(files: Sequence[FoundFile], known: Collection[str], taken_back: Collection[str]) -> Iterator[str]:
    strays = [file.path for file in files if file.path not in known and file.path not in taken_back]
    if len(strays) == 1:
        yield f"{strays[0]} belongs to no take; clip.import puts it on a track"
    elif strays:
        shown = ", ".join(strays[:5]) + (" …" if len(strays) > 5 else "")
        yield f"{len(strays)} files belong to no take: {shown}; clip.import puts one on a track"


def _track_name(song: Song, take: NewTake) -> str:
    track = track_of(song, take.track)
    return track.name if track else take.track_name or "a track that is gone"

"""How the files of a pass are called: its number, a take's file for every track, the ledger beside them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tui_studio.engine.protocol import TakeFile
from tui_studio.errors import EngineError, SongError
from tui_studio.song.model import Song, Track, TrackId
from tui_studio.song.names import take_path
from tui_studio.song.storage.files import song_error

_PASS_IN_NAME = re.compile(r"-p(\d+)-t\d+|^pass-(\d+)\.")


def next_pass(folder: Path, song: Song, reserved: Iterable[int]) -> int:
    """A number that no pass, kept or taken back, has had. Raises SongError. Called from: a thread of its own."""
    audio = folder / "audio"
    try:
        audio.mkdir(exist_ok=True)
        names = [file.name for file in audio.iterdir()]
    except FileNotFoundError as error:
        raise SongError(
            "the song's folder is not where it was",
            where=str(folder),
            hint="move it back, or studio.quit and open the song where it is now",
        ) from error
    except OSError as error:
        raise song_error(error, "takes cannot be written", audio) from error
    numbers = [int(found[1] or found[2]) for name in names if (found := _PASS_IN_NAME.search(name))]
    return max([song.next_id - 1, *numbers, *reserved]) + 1


def take_files(folder: Path, song: Song, tracks: Sequence[Track], pass_id: int) -> tuple[TakeFile, ...]:
    """A file for every track, numbered as the take will be; no two have the same path."""
    paths: list[str] = []
    for track in tracks:
        number = max((take.number for take in track.takes), default=0) + 1
        paths.append(take_path(track.name, pass_id, number, paths))
    return tuple(
        TakeFile(track.id, str(folder / path), tuple(n - 1 for n in track.inputs), song.sample_format)
        for track, path in zip(tracks, paths, strict=True)
    )


def ledger_of(folder: Path, pass_id: int) -> Path:
    """The ledger of a pass of this song."""
    return folder / "audio" / f"pass-{pass_id}.ledger"


def tracks_in(ledger: Path) -> tuple[TrackId, ...]:
    """The tracks of the pass that this ledger is of; none when it cannot be read. Called from: a thread of its own."""
    from tui_studio.engine.ledger import read_ledger

    with contextlib.suppress(EngineError):
        takes = (take for round_ in read_ledger(ledger).rounds for take in round_)
        return tuple(dict.fromkeys(TrackId(take.track) for take in takes))
    return ()

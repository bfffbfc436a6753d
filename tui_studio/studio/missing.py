"""Files of the song that are gone: what plays them is silent."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from tui_studio.song.model import Song, SourceId

NAMED = 3
"""So many files are named in a sentence."""
MADE_ANEW = "cache/"


async def missing_files(folder: Path, paths: Collection[str]) -> frozenset[str]:
    """Those of the paths within the song under which no file lies. Each folder is looked into once, away from the loop."""
    return await asyncio.to_thread(_missing, folder, paths)


def _missing(folder: Path, paths: Collection[str]) -> frozenset[str]:
    there: dict[str, frozenset[str]] = {}
    for inner in {PurePosixPath(path).parent.as_posix() for path in paths}:
        try:
            there[inner] = frozenset(entry.name for entry in (folder / inner).iterdir())
        except OSError:
            there[inner] = frozenset()
    return frozenset(path for path in paths if not _is_in(there, PurePosixPath(path)))


def _is_in(there: dict[str, frozenset[str]], path: PurePosixPath) -> bool:
    return path.name in there[path.parent.as_posix()]


def used_sources(song: Song) -> frozenset[SourceId]:
    """Those that a take or a clip plays."""
    takes = {take.source for track in song.tracks for take in track.takes}
    return frozenset(takes | {clip.source for track in song.tracks for clip in track.clips})


def paths_of(song: Song, sources: Collection[SourceId]) -> frozenset[str]:
    """Where these sources lie, but for files that are made anew when they are missing."""
    return frozenset(
        one.path for one in song.sources if one.id in sources and not one.path.startswith(MADE_ANEW)
    )


def named(files: Collection[str]) -> str:
    """The first ones by name, and how many there are besides."""
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return ", ".join(sorted(files)[:NAMED]) + more


def missing_words(files: Collection[str]) -> str:
    """What is told of files that takes and clips play."""
    what = "a file of the song is" if len(files) == 1 else f"{len(files)} files of the song are"
    return f"{what} missing, and what plays {'it' if len(files) == 1 else 'them'} is silent: {named(files)}"

"""Where spoken section names lie: files of the song's cache, heard with the click in the bar before a section begins."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tui_studio.engine.protocol import ClipSpec
from tui_studio.song.model import Song
from tui_studio.song.timeline import sections_of
from tui_studio.studio.clicking import bars_from

MAKER = 1
"""Raised when names are rendered another way."""


def spoken_names(song: Song, folder: Path) -> tuple[ClipSpec, ...]:
    """The names that are to be heard and are rendered, where they are heard.

    A name begins a bar before its section, or so much earlier that it is said when the section begins; that of the first
    section lies before the song's start, where only a count-in or a pre-roll comes.
    """
    if not song.click.speak_sections:
        return ()
    there = rendered_names(folder)
    clips = []
    for placed in sections_of(song):
        path, frames = there.get(name_key(placed.section.name, song.rate), ("", 0))
        if frames:
            start = min(bars_from(song, placed.start, -1.0), placed.start - frames)
            clips.append(ClipSpec(path=path, start=start, offset=0, frames=frames))
    return tuple(clips)


def name_key(name: str, rate: int) -> str:
    """The same for what is rendered the same."""
    return hashlib.blake2b(f"{MAKER} {rate} {name}".encode(), digest_size=8).hexdigest()


def name_path(folder: Path, key: str, frames: int) -> Path:
    """The file of a rendered name."""
    return folder / "cache" / f"speech-{key}-{frames}.wav"


def rendered_names(folder: Path) -> dict[str, tuple[str, int]]:
    """By key, the files that lie in the cache, and how many frames they have."""
    found = {}
    for path in (folder / "cache").glob("speech-*-*.wav"):
        _, key, frames = path.stem.split("-")
        if frames.isdecimal():
            found[key] = (str(path), int(frames))
    return found

"""Files dropped on the terminal: it types their paths, quoted or escaped as it sees fit."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from tui_studio.tui.asking import track_words

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

ACTION = "clip.import"
SOUND = {
    ".wav",
    ".rf64",
    ".aif",
    ".aiff",
    ".flac",
    ".mp3",
    ".ogg",
    ".oga",
    ".opus",
    ".m4a",
    ".mp4",
    ".caf",
    ".wma",
}


def sound_files(text: str) -> list[str]:
    """The paths that a pasted text is made of; none unless all of them are of sound files."""
    try:
        paths = [_path(word) for word in shlex.split(text)]
    except ValueError:
        paths = [text.strip()]
    if not all(map(_is_sound, paths)):
        paths = [_path(text.strip())]
    return paths if paths and all(map(_is_sound, paths)) else []


def import_dropped(head: Head, text: str) -> None:
    """The files go to the playhead: one on the track pointed at, more on the tracks below it."""
    desk, files = head.desk, sound_files(text)
    tracks = desk.song.tracks[desk.selection.cursor : desk.selection.cursor + len(files)]
    if not files or len(tracks) < len(files):
        short = files and f"{len(files)} files need as many tracks from the one pointed at on; t adds one"
        desk.say(short or "that is no path of a sound file; nothing is being typed")
        return
    for track, path in zip(tracks, files, strict=True):
        head.do(
            ACTION, {"track": track_words((track,), desk), "path": path, "at": f"{desk.status.position}f"}
        )


def _path(word: str) -> str:
    return unquote(urlparse(word).path) if word.startswith("file://") else word


def _is_sound(path: str) -> bool:
    return path[:1] in ("/", "~") and PurePath(path).suffix.lower() in SOUND

"""Edits of the song as a whole."""

from __future__ import annotations

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song
from tui_studio.song.names import clean_name

SAMPLE_FORMATS = ("pcm24", "float32")


def set_title(song: Song, title: str) -> Song:
    """Another title; the folder keeps its name."""
    return msgspec.structs.replace(song, title=clean_name(title, "the title", longest=200))


def set_sample_format(song: Song, sample_format: str) -> Song:
    """How takes to come are written."""
    if sample_format not in SAMPLE_FORMATS:
        raise BadInputError(
            f"takes cannot be written as '{sample_format}'", hint=f"use one of {', '.join(SAMPLE_FORMATS)}"
        )
    return msgspec.structs.replace(song, sample_format=sample_format)

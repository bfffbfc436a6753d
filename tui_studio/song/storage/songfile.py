"""song.json: the whole song, readable, as it was after a numbered edit."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from tui_studio.durable import replace_file
from tui_studio.errors import SongError
from tui_studio.song.check import check_song
from tui_studio.song.folder import SONG_NAME
from tui_studio.song.model import SONG_FORMAT, Song
from tui_studio.song.storage.files import plain_words

_HINT = (
    "nothing was changed; put a copy back, or move this file away and the song is rebuilt from its journal"
)


class SongFile(Song, frozen=True, omit_defaults=False):
    """What stands in song.json: the song's fields, the format always among them, and the last edit in it."""

    edit: int = 0


class _Version(msgspec.Struct):
    """The one field that is looked at when the others cannot be understood."""

    format: int = 1


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(SongFile)
_version_decoder = msgspec.json.Decoder(_Version)


def write_song(folder: Path, song: Song, edit: int) -> None:
    """Replace song.json. Raises SongError; the file that was there stays then."""
    data = msgspec.json.format(encode_song(song, edit), indent=1)
    path = folder / SONG_NAME
    with plain_words("the song file cannot be written", path):
        replace_file(path, data + b"\n")


def encode_song(song: Song, edit: int) -> bytes:
    """The contents of a song.json, on one line."""
    fields = {name: getattr(song, name) for name in song.__struct_fields__}
    return _encoder.encode(SongFile(**fields, edit=edit))


def read_song(folder: Path) -> tuple[Song, int] | None:
    """The song and the number of the last edit in it; None when there is no song.json.

    Raises SongError naming file, field and what to do for a newer format, an unknown field or a wrong value.
    """
    path = folder / SONG_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        with plain_words("the song file cannot be read", path):
            raise error from None
    return decode_song(data, path)


def decode_song(data: bytes, path: Path) -> tuple[Song, int]:
    """The song in the bytes of a song.json. Raises SongError as `read_song`."""
    try:
        read = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
            refuse_newer(_version_decoder.decode(data).format, path)
        raise SongError(
            f"the song file cannot be understood: {_plain(error)}", where=str(path), hint=_HINT
        ) from error
    refuse_newer(read.format, path)
    song = Song(**{name: getattr(read, name) for name in Song.__struct_fields__})
    if read.edit < 0:
        raise SongError("the song file cannot be understood: edit is negative", where=str(path), hint=_HINT)
    check_song(song, where=str(path), hint=_HINT)
    return song, read.edit


def refuse_newer(song_format: int, path: Path) -> None:
    """Raises SongError for a song of a format this program does not know."""
    if song_format > SONG_FORMAT:
        raise SongError(
            f"the song is of a newer tui_studio: format is {song_format}, this one knows up to {SONG_FORMAT}",
            where=str(path),
            hint="nothing was changed; open it with a newer tui_studio",
        )
    if song_format < 1:
        raise SongError(f"format cannot be {song_format}", where=str(path), hint=_HINT)


def _plain(error: Exception) -> str:
    """`expected int, got str, at tracks[0].id` from the words of the decoder."""
    words = str(error).replace("`", "").replace(" - at ", ", at ").replace("$.", "")
    return words if words[:2].isupper() else words[:1].lower() + words[1:]

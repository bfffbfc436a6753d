"""What field recorders note in their files: the names of the channels (the iXML chunk of WAV files).

The format: iXML specification 3, <http://www.gallery.co.uk/ixml/>: TRACK_LIST holds TRACKs with CHANNEL_INDEX,
INTERLEAVE_INDEX and NAME.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_LONGEST: Final = 1 << 20
_MAX_CHUNKS: Final = 1000


def channel_names(path: Path) -> dict[int, str]:
    """The names of a file's channels, counted from 1; empty where nothing is noted or the file is no WAV."""
    names: dict[int, str] = {}
    for track in re.findall(r"<TRACK>(.*?)</TRACK>", _notes(path), re.DOTALL):
        index = _field(track, "INTERLEAVE_INDEX") or _field(track, "CHANNEL_INDEX")
        name = _field(track, "NAME")
        if index.isdigit() and name:
            names[int(index)] = name
    return names


def _field(track: str, name: str) -> str:
    found = re.search(rf"<{name}>([^<]*)</{name}>", track)
    return found.group(1).strip() if found else ""


def _notes(path: Path) -> str:
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"RIFF", b"RF64") or file.read(8)[4:] != b"WAVE":
                return ""
            for _ in range(_MAX_CHUNKS):
                header = file.read(8)
                length = int.from_bytes(header[4:], "little")
                if len(header) < 8:
                    return ""
                if header[:4] == b"iXML":
                    return file.read(min(length, _LONGEST)).decode("utf-8", "replace")
                file.seek(length + (length & 1), 1)
    except OSError:
        return ""
    return ""

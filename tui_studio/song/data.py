"""The base of everything a song is made of."""

from __future__ import annotations

import msgspec


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of all song data: frozen, strict, written without its defaults."""

"""Names of devices, and what in them is only where a device is plugged in."""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(r"\s*\((?:plug)?hw:\d+(?:,\d+)*\)$")
"""What ALSA adds to a name and changes when the device is plugged in elsewhere."""


def bare_name(name: str) -> str:
    """The name without an address, in lower case: what devices of one kind share."""
    return _ADDRESS.sub("", name).casefold()

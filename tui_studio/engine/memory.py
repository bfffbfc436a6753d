"""Common memory that the callback uses is there before it comes, and what it runs from is kept out of the swap.

Touching the minute of sound that the capture ring holds takes long enough to be felt when a device is opened, so
only the beginning is touched at once: a thread walks ahead of the callback, far faster than the callback follows.
"""

from __future__ import annotations

import ctypes
import mmap
import threading
import time
from typing import Final

from tui_studio.engine.ring import Block
from tui_studio.engine.urgency import make_urgent

AT_ONCE: Final = 1 << 17
"""Columns that are touched before the block is handed out: sound for longer than `BREATH` at any rate."""
BREATH: Final = 0.5
"""Seconds that the thread leaves to whatever else is starting."""
PAUSE: Final = 0.002
_POPULATE_WRITE: Final = 23
"""As `MADV_POPULATE_WRITE` of Linux: pages are made as if written to, and what they hold stays."""
_REMOVE: Final = 9
"""As `MADV_REMOVE` of Linux: the pages are freed, for all who have them."""
_LOCK_CURRENT, _LOCK_ON_FAULT = 1, 4


def touch_ahead(block: Block, at_once: int = AT_ONCE) -> None:
    """See to it that zeros, which are written or read from the first column on at the pace of sound, are there in
    time; the first `at_once` columns before this returns.
    """
    if not _populate(block, 0, min(max(1, at_once), block.shape[1])):
        block[:, :: mmap.PAGESIZE // block.itemsize].any()  # only read: the writer may be there already
        _lock(block)
    else:
        walk = threading.Thread(target=_walk_ahead, args=(block, at_once), name="memory", daemon=True)
        walk.start()


def _walk_ahead(block: Block, done: int) -> None:
    make_urgent()
    time.sleep(BREATH)
    for start in range(done, block.shape[1], AT_ONCE):
        _populate(block, start, min(start + AT_ONCE, block.shape[1]))
        time.sleep(PAUSE)
    _lock(block)


def _populate(block: Block, start: int, end: int) -> bool:
    """Make the pages of these columns; False where the system does not know how."""
    return all(_populate_row(row[start:end]) for row in block)


def _populate_row(row: Block) -> bool:
    first = row.ctypes.data // mmap.PAGESIZE * mmap.PAGESIZE
    length = row.ctypes.data + row.nbytes - first
    return _call("madvise", ctypes.c_void_p(first), ctypes.c_size_t(length), _POPULATE_WRITE)


def _lock(block: Block) -> None:
    """Ask that these pages are never swapped out; a refusal is no harm."""
    _call("mlock", ctypes.c_void_p(block.ctypes.data), ctypes.c_size_t(block.nbytes))


def give_back(block: Block) -> None:
    """Free the pages of common memory that nobody uses any more, without holding the interpreter's lock; dropping the
    mapping is little then.
    """
    memory = ctypes.c_void_p(block.ctypes.data), ctypes.c_size_t(block.nbytes)
    _call("munlock", *memory)
    _call("madvise", *memory, _REMOVE)


def lock_what_is_there() -> None:
    """Keep what is in memory there, and what is mapped now once it has come; a refusal is no harm.

    Not what is mapped later: that would be every file.
    """
    _call("mlockall", _LOCK_CURRENT | _LOCK_ON_FAULT)


def _call(name: str, *arguments: object) -> bool:
    """Whether the C library has this function and it succeeds. The interpreter's lock is let go meanwhile."""
    try:
        return bool(getattr(ctypes.CDLL(None), name)(*arguments) == 0)
    except (OSError, AttributeError, TypeError):
        return False

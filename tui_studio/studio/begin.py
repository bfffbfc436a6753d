"""The studio's process from its first moment: `python -m tui_studio.studio.begin`, with the words of `server`.

The engine takes longest to come, so it is started before anything else is loaded.
"""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
from pathlib import Path

from tui_studio.engine.starting import start_early
from tui_studio.errors import TuiStudioError
from tui_studio.studio import early_end


def main() -> int:
    """As `server.main`."""
    gc.disable()  # what is loaded stays; `server` turns it on
    early_end.remember()
    child = _engine(Path(sys.argv[1]).resolve())
    from tui_studio.studio.server import main as serve

    try:
        return serve(child=child)
    except BaseException:
        if child is not None:
            child.terminate()
        raise


def _engine(folder: Path) -> subprocess.Popen[bytes] | None:
    """What hinders it is told by the studio itself, which meets it too."""
    with contextlib.suppress(TuiStudioError, OSError):
        return start_early(folder)
    return None


if __name__ == "__main__":
    sys.exit(main())

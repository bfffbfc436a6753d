"""`python -m tui_studio`: the command line."""

from __future__ import annotations

import sys

from tui_studio.cli import main

if __name__ == "__main__":
    sys.exit(main())

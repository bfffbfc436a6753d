"""A studio in the foreground: what it writes there, and what it does not."""

import subprocess
import sys

NOISY = """
import os, sys
from pathlib import Path
from tui_studio.studio.service import _keep_noise_out

_keep_noise_out(Path(sys.argv[1]))
os.write(2, b"ALSA lib\\n")
print("a word of ours", file=sys.stderr, flush=True)
"""


def test_what_libraries_print_goes_to_the_log(tmp_path) -> None:
    log = tmp_path / "studio.log"
    done = subprocess.run(
        [sys.executable, "-c", NOISY, str(log)], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stderr == "a word of ours\n"
    assert log.read_text() == "ALSA lib\n"

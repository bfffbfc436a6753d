"""A multitrack recorder that lives in the terminal."""

import os as _os

__version__ = "0.1.0"

# Before NumPy is imported anywhere: our threads share the work out themselves, and the same sum comes out the same
# to the last bit only when nobody splits it.
_os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

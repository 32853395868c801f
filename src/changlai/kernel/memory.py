"""The memory of a process that lives long."""

import ctypes
import gc
from contextlib import suppress

YOUNG = 10_000  # objects made before the collector looks at them; a batch makes thousands and drops them by itself
_ARENAS = -8  # M_ARENA_MAX of glibc
PLACES = 2  # to take memory from: one for each thread keeps what a thread no longer needs from all others


def settle() -> None:
    """What is loaded by now stays: the collector need not walk it again. Called once, when a process can serve."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    with suppress(OSError, AttributeError):  # another C library has no such knob
        ctypes.CDLL(None).mallopt(_ARENAS, PLACES)


def give_back() -> None:
    """After much work: what was freed goes back to the machine; the C library would keep it for more of the same."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

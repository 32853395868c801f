"""The memory of a process that lives long."""

import gc

YOUNG = 10_000  # objects made before the collector looks at them; a batch makes thousands and drops them by itself


def settle() -> None:
    """What is loaded by now stays: the collector need not walk it again. Called once, when a process can serve."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)

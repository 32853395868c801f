"""Commands for developers need the clone: its tests, tools and benchmarks are not part of the wheel."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from changlai.cli.errors import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def run_in_clone(module: str, *arguments: str) -> NoReturn:
    """Replace this process by ``python -m module`` at the root of the clone; raises Trouble outside of one."""
    if not (ROOT / "tools").is_dir():
        raise Trouble("this command needs a clone of the source; an installed Changlai has no tests and tools")
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])

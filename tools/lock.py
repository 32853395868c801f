"""Write requirements/*.lock anew from requirements/*.in, with hashes and without the address of any registry.

Run it after a change of an .in file: ``.venv/bin/python tools/lock.py [--upgrade]``. Needs `uv` on the PATH.
"""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
OLDEST_PYTHON = "3.11"


def compile_lock(name: str, *extra: str) -> None:
    """Resolve ``name``.in for every platform into ``name``.lock; what is already locked stays unless upgraded."""
    command = ["uv", "pip", "compile", f"{name}.in", "--output-file", f"{name}.lock", "--quiet"]
    command += [
        "--universal",
        "--python-version",
        OLDEST_PYTHON,
        "--generate-hashes",
        "--no-annotate",
        "--no-header",
    ]
    command += ["--no-emit-index-url", "--prerelease", "if-necessary-or-explicit", *extra]
    subprocess.run(command, cwd=REQUIREMENTS, check=True)


def main() -> None:
    upgrade = sys.argv[1:2]
    compile_lock("runtime", *upgrade)
    compile_lock("dev", "--constraint", "runtime.lock", *upgrade)


if __name__ == "__main__":
    main()

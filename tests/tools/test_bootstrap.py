"""Setting a clone up: each step only when something changed, one start at a time, plain words when it cannot."""

import fcntl
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.database import ROOT
from tools import bootstrap


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with two locks and nothing made yet."""
    (tmp_path / "requirements").mkdir()
    for name in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{name}.lock").write_text(f"{name} 1\n")
    return tmp_path


def stamp(clone: Path, **locks: str) -> None:
    (clone / ".venv").mkdir(exist_ok=True)
    (clone / ".venv" / "changlai-locks.json").write_text(json.dumps(locks))


def fingerprint(clone: Path, name: str) -> str:
    return bootstrap.fingerprint(clone / "requirements" / f"{name}.lock")


def test_installed_lock_is_not_installed_again(clone):
    stamp(clone, runtime=fingerprint(clone, "runtime"))

    bootstrap.install_packages(clone, clone / ".venv", "runtime")  # with no Python inside, a second time would fail


def test_changed_lock_is_installed_and_what_failed_is_told(clone, capfd):
    stamp(clone, runtime=fingerprint(clone, "runtime"))
    (clone / "requirements" / "runtime.lock").write_text("runtime 2\n")

    with pytest.raises((SystemExit, OSError)):
        bootstrap.install_packages(clone, clone / ".venv", "runtime")


def test_tools_need_the_longer_lock(clone):
    stamp(clone, runtime=fingerprint(clone, "runtime"))

    with pytest.raises((SystemExit, OSError)):
        bootstrap.install_packages(clone, clone / ".venv", "dev")


def test_environment_finds_the_sources_from_anywhere(clone):
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = clone / ".venv" / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    (clone / ".venv" / "pyvenv.cfg").write_text(f"home = x\nversion_info = 3.{sys.version_info.minor}.1\n")

    bootstrap.show_sources(clone, clone / ".venv")

    assert (packages / "changlai.pth").read_text() == f"{clone}/src\n{clone}\n"


def test_packages_are_compiled_but_for_their_tests_and_what_another_python_reads(clone):
    venv = clone / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    package = bootstrap.packages_of(venv) / "shop"
    (package / "tests").mkdir(parents=True)
    for name, text in (("desk", "TILL = 1"), ("old", "print 'python 2'"), ("tests/test_desk", "TILL = 1")):
        (package / f"{name}.py").write_text(text)

    bootstrap.compile_packages(venv)

    assert [file.name.split(".")[0] for file in package.rglob("*.pyc")] == ["desk"]


def test_translations_are_compiled_when_the_text_is_newer(clone):
    folder = clone / "src" / "changlai" / "inbox" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    text, compiled = folder / "django.po", folder / "django.mo"
    text.touch()

    assert bootstrap.stale_translations(clone)
    compiled.touch()
    os.utime(compiled, (text.stat().st_mtime + 1,) * 2)
    assert not bootstrap.stale_translations(clone)
    os.utime(text, (compiled.stat().st_mtime + 1,) * 2)
    assert bootstrap.stale_translations(clone)


def test_second_start_waits_for_the_first(clone):
    (clone / "var").mkdir()
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from tools import bootstrap\n"
        f"with bootstrap.only_one(Path({str(clone)!r})): print('my turn')"
    )
    command, pipe = [sys.executable, "-c", code], subprocess.PIPE
    with (clone / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as second:
            assert second.stderr is not None
            heard = second.stderr.readline()
            waiting = second.poll() is None
            fcntl.flock(lock, fcntl.LOCK_UN)
            said, _ = second.communicate(timeout=60)

    assert (heard, waiting, said) == (
        "another ./changlai is setting up this folder; waiting for it\n",
        True,
        "my turn\n",
    )


def test_environment_without_pip_gets_one(tmp_path):
    """uv made it, and is gone."""
    venv = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)

    bootstrap.need_pip(venv)

    asked = [str(venv / "bin" / "python"), "-m", "pip", "--version"]
    assert subprocess.run(asked, check=False, capture_output=True).returncode == 0


def test_python_without_venv_is_told_which_package(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(SystemExit, match=rf"Install the package python3\.{sys.version_info.minor}-venv"):
        bootstrap.need_ensurepip()


def test_failing_program_shows_what_it_said():
    with pytest.raises(SystemExit) as end:
        bootstrap.call([sys.executable, "-c", "print('the reason'); raise SystemExit(4)"])

    assert str(end.value.code).startswith("the reason\n")


def test_launcher_uses_the_standard_library_only():
    """It runs before anything is installed: -I -S leaves nothing but the standard library."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tools.bootstrap"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""

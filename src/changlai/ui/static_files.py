"""Style sheets, scripts and icons: compressed once, and addressed by what they contain.

``/static/<digest>/ui/islands.js``: one digest stands for all files together, so relative imports between scripts stay
inside it, browsers keep everything for ever, and a new release is fetched at once. The files are copied into the data
folder when the first process needs them; the sources may change under a running server without tearing a page.
"""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it ships no types

COMPRESSED = frozenset({".css", ".js", ".svg", ".txt", ".json"})
KEPT = 3  # trees: pages opened before an upgrade may still ask for the previous ones
DIGEST_LENGTH = 16
_DIGEST = re.compile(r"[0-9a-f]{16}/")
# What each set of trees holds, by its places: trees never change, and each chain of middleware of a process (a test
# client has one of its own) would look at some hundred files.
_read: dict[tuple[tuple[str, str], ...], dict[str, Any]] = {}


def address(path: str) -> str:
    """Where browsers find the static file ``path`` ("ui/islands.js")."""
    if settings.WHITENOISE_AUTOREFRESH:
        return f"{settings.STATIC_URL}{path}"
    return f"{settings.STATIC_URL}{digest()}/{path}"


@lru_cache(maxsize=1)
def digest() -> str:
    """A name for the contents of all static files together."""
    total = hashlib.sha256()
    for name, file in sorted(sources()):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:DIGEST_LENGTH]


def sources() -> Iterator[tuple[str, Path]]:
    """Every static file of every module: its name below ``/static/`` and where it stands."""
    for finder in finders.get_finders():
        for name, storage in finder.list([".*"]):
            yield name, Path(storage.path(name))


def collect(home: Path) -> Path:
    """The tree of the present files below ``home``, made when it is not there; old trees go."""
    tree = home / digest()
    if not tree.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".", dir=home))
        for name, file in sources():
            _copy(file, unfinished / name)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(tree)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished, ignore_errors=True)
    os.utime(tree)
    for old in sorted(trees(home), key=lambda found: found.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return tree


def trees(home: Path) -> list[Path]:
    """The finished trees below ``home``."""
    return [found for found in home.iterdir() if found.is_dir() and len(found.name) == DIGEST_LENGTH]


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = file.read_bytes()
    target.write_bytes(content)
    if file.suffix in COMPRESSED:
        target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(content, mtime=0))


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # as above
    """WhiteNoise over the collected trees; while developing it looks at the sources at each request instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        if self.autorefresh:
            return
        home = settings.DATA_DIR / "static"
        present = collect(home)
        places = [(str(tree), f"{self.static_prefix}{tree.name}/") for tree in sorted(trees(home))]
        places.append((str(present), self.static_prefix))
        self.files: dict[str, Any] = _read.setdefault(tuple(places), {})
        if not self.files:
            for place, prefix in places:
                self.add_files(place, prefix=prefix)

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Whether the address names the contents."""
        return _DIGEST.match(url.removeprefix(self.static_prefix)) is not None

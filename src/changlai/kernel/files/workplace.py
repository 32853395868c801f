"""Room for what is being made, on the volume of the files: whoever is killed at work leaves nothing for long."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

FOLDER_MODE = 0o750
LEFT_AFTER = timedelta(days=1)  # longer than anything is worked on


def folder(*parts: str) -> Path:
    """A folder below that of the files, made when it is not there."""
    found = Path(settings.FILES_DIR).joinpath(*parts)
    found.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return found


@contextmanager
def incoming() -> Iterator[Path]:
    """A temporary file; gone afterwards unless it was moved to its place."""
    handle, text = tempfile.mkstemp(dir=folder("incoming"))
    os.close(handle)
    path = Path(text)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder for files in the making; gone afterwards with all that is in it."""
    with tempfile.TemporaryDirectory(dir=folder("incoming")) as text:
        yield Path(text)


def clear_left(now: datetime) -> int:
    """Remove what killed processes left in both; returns how many things."""
    before = (now - LEFT_AFTER).timestamp()
    left = [path for path in folder("incoming").iterdir() if path.stat().st_mtime < before]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)

"""Keeping bytes: once under their hash, written whole or not at all, found by rows of the organisation."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from changlai.kernel import db, images
from changlai.kernel.errors import Refusal
from changlai.kernel.files import formats
from changlai.kernel.files.names import clean_name, with_extension
from changlai.kernel.files.space import require_space
from changlai.kernel.files.workplace import FOLDER_MODE, folder, incoming
from changlai.kernel.models import StoredFile
from changlai.kernel.rls import tenant_models
from changlai.kernel.tenancy import organisation_id

CHUNK_BYTES = 256 * 1024
HASH = re.compile(r"[0-9a-f]{64}")
THUMBNAIL_SIDES = (96, 320, 960)  # pixels; others are rounded up to these


class Readable(Protocol):
    """An upload or any binary file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Found:
    media_type: str
    width: int = 0
    height: int = 0


def keep(content: bytes | Readable, name: str, *, declared_type: str = "", limit: int | None = None) -> StoredFile:
    """Check and keep a file for the organisation in scope; the same bytes under the same name give the same row.

    Pictures are written anew without metadata. ``declared_type`` is what the sender said: a hint, never believed.
    ``limit`` in bytes takes the place of the setting, for what is read and forgotten.
    Raises :class:`Refusal` (its sentence names the file): too large, active content, bomb, damaged picture, disk full.
    """
    name = clean_name(name)
    require_space()
    with incoming() as temporary:
        _receive(content, temporary, name, limit=settings.FILE_LIMIT_BYTES if limit is None else limit)
        found = _examine(temporary, name, declared_type)
        size, digest = temporary.stat().st_size, _digest(temporary)
        _settle(temporary, path_of(digest))
    if found.media_type in formats.FORMATS and not found.media_type.startswith(("text/", "application/zip")):
        name = with_extension(name, formats.FORMATS[found.media_type].extensions)
    return _row(digest, size, name, found)


def keep_verbatim(content: bytes, name: str, *, media_type: str) -> StoredFile:
    """Keep something word for word, whatever it is, for the organisation in scope: evidence, not a picture or a paper.

    It is never shown by a browser, only handed out to be saved: ``media_type`` must be none of the inline ones. It may
    be twice as long as a file, for it may hold one, spelled out. Raises :class:`Refusal` when it is too large or empty,
    or the disk is full.
    """
    return _keep_unseen(content, name, media_type, limit=2 * settings.FILE_LIMIT_BYTES)


def keep_made(content: Readable, name: str, *, media_type: str) -> StoredFile:
    """Keep what the program itself has made of rows and files it holds: however large, and never shown by a browser.

    Raises :class:`Refusal` when it is empty or the disk is full.
    """
    return _keep_unseen(content, name, media_type, limit=None)


def _keep_unseen(content: bytes | Readable, name: str, media_type: str, *, limit: int | None) -> StoredFile:
    if formats.is_inline(media_type):
        raise ValueError("an inline format is examined first: use keep")
    name = clean_name(name)
    require_space()
    with incoming() as temporary:
        _receive(content, temporary, name, limit=limit)
        size, digest = temporary.stat().st_size, _digest(temporary)
        _settle(temporary, path_of(digest))
    return _row(digest, size, name, _Found(media_type))


def read(file: StoredFile) -> bytes:
    """The whole content."""
    return path_of(file.sha256).read_bytes()


def open_file(file: StoredFile) -> BinaryIO:
    """The content as an open file; the caller closes it."""
    return path_of(file.sha256).open("rb")


def thumbnail(file: StoredFile, side: int) -> Path:
    """The path of a small WebP of a picture, made at the first call. Raises ValueError when it is no picture."""
    if not file.width:
        raise ValueError("no picture")
    side = next((allowed for allowed in THUMBNAIL_SIDES if allowed >= side), THUMBNAIL_SIDES[-1])
    path = folder("thumbnails", file.sha256[:2]) / f"{file.sha256}-{side}.webp"
    if not path.exists():
        with incoming() as temporary:
            temporary.write_bytes(images.thumbnail(path_of(file.sha256), side))
            _settle(temporary, path)
    return path


def forget(file_ids: Iterable[int]) -> int:
    """Delete these rows of the organisation in scope, and after the commit the bytes that nobody keeps any more.

    What a foreign key still points to stays: the same bytes under the same name are one row, whoever kept them. The
    caller knows that nothing else refers to them. Returns how many rows went.
    """
    rows = StoredFile.objects.filter(id__in=_unreferenced(set(file_ids)))
    digests = sorted(set(rows.values_list("sha256", flat=True)))
    count = rows.delete()[0]
    transaction.on_commit(lambda: _drop_unkept(digests))
    return count


def _unreferenced(file_ids: set[int]) -> set[int]:
    for model in tenant_models() if file_ids else ():
        for field in model._meta.local_fields:
            if field.related_model is StoredFile:
                held = model.objects.filter(**{f"{field.attname}__in": file_ids})
                file_ids = file_ids - set(held.values_list(field.attname, flat=True))
    return file_ids


def _drop_unkept(digests: Iterable[str]) -> None:
    for digest in digests:
        if not db.value("select file_is_kept(%s)", (digest,)):
            path_of(digest).unlink(missing_ok=True)
            for side in THUMBNAIL_SIDES:
                (folder("thumbnails", digest[:2]) / f"{digest}-{side}.webp").unlink(missing_ok=True)


def path_of(digest: str) -> Path:
    """Where the bytes with this hash lie. Nothing but a hash can become a path."""
    if not HASH.fullmatch(digest):
        raise ValueError("not a hash")
    return Path(settings.FILES_DIR) / digest[:2] / digest


def _receive(content: bytes | Readable, temporary: Path, name: str, *, limit: int | None) -> None:
    size = 0
    with temporary.open("wb") as out:
        for chunk in _chunks(content):
            size += len(chunk)
            if limit is not None and size > limit:
                raise _too_large(name, limit)
            out.write(chunk)
    if not size:
        raise Refusal(_("“%(name)s” is empty. Choose another file.") % {"name": name}, rule="file.empty")


def _chunks(content: bytes | Readable) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _too_large(name: str, limit: int) -> Refusal:
    sentence = _(
        "“%(name)s” is larger than %(limit)s, which is the most we keep. Make it smaller, or send a link to it."
    )
    return Refusal(sentence % {"name": name, "limit": filesizeformat(limit)}, rule="file.too_large")


def _examine(temporary: Path, name: str, declared_type: str) -> _Found:
    """What it is; a picture is replaced by its clean copy."""
    media_type = formats.detect(temporary, name=name, declared_type=declared_type)
    if media_type not in images.FORMATS.values():
        return _Found(media_type)
    with temporary.open("rb") as source:
        picture = images.clean(source, name=name)
    temporary.write_bytes(picture.data)
    return _Found(picture.media_type, picture.width, picture.height)


def _row(digest: str, size: int, name: str, found: _Found) -> StoredFile:
    row = StoredFile(
        organisation_id=organisation_id(),
        sha256=digest,
        size=size,
        media_type=found.media_type,
        name=name,
        width=found.width,
        height=found.height,
    )
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return StoredFile.objects.get(sha256=digest, name=name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(temporary: Path, path: Path) -> None:
    """Move to the final place: complete on disk, or not there."""
    if path.exists():
        return
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

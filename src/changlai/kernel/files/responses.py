"""Handing files out so that a browser never runs them and never shows one person's file to another."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control

from changlai.kernel.files import formats, store
from changlai.kernel.models import StoredFile

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK_BYTES = 64 * 1024
CACHE_SECONDS = 3600
PORTRAIT_SIDE = 112  # pixels: the largest place is 56 wide on a sharp screen


def response(request: HttpRequest, file: StoredFile, *, download: bool = False) -> HttpResponseBase:
    """Answer with a file; the caller has checked that this person may see it.

    Pictures, sound and film are shown in the page unless ``download``; everything else is always an attachment.
    Knows ``If-None-Match`` and one ``Range`` (players jump).
    """
    inline = formats.is_inline(file.media_type) and not download
    return _answer(request, store.path_of(file.sha256), file.media_type, tag=file.sha256, name=file.name, inline=inline)


def thumbnail_response(request: HttpRequest, file: StoredFile, side: int) -> HttpResponseBase:
    """Answer with a picture's thumbnail. Raises ValueError when the file is no picture."""
    path = store.thumbnail(file, side)
    return _answer(request, path, "image/webp", tag=path.stem, name=path.name, inline=True)


def attachment_response(request: HttpRequest, file: StoredFile, side: int) -> HttpResponse:
    """Answer with a file as its address asks for it: ``?thumbnail`` a picture ``side`` pixels wide at most, where it is
    one, ``?download`` to keep it. Raises Http404 when its bytes are gone.
    """
    try:
        if "thumbnail" in request.GET and file.width:
            return cast("HttpResponse", thumbnail_response(request, file, side))
        return cast("HttpResponse", response(request, file, download="download" in request.GET))
    except FileNotFoundError:
        raise Http404 from None


def portrait_response(request: HttpRequest, found: QuerySet[StoredFile]) -> HttpResponse:
    """Answer with the one file found, as a portrait. Raises Http404 when there is none, or its bytes are gone."""
    file = found.first()
    if file is None:
        raise Http404
    try:
        return cast("HttpResponse", thumbnail_response(request, file, PORTRAIT_SIDE))
    except FileNotFoundError:
        raise Http404 from None


def _answer(
    request: HttpRequest, path: Path, media_type: str, *, tag: str, name: str, inline: bool
) -> HttpResponseBase:
    answer: HttpResponseBase
    if f'"{tag}"' in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    else:
        answer = _body(request, path, media_type, tag)
        answer["Content-Disposition"] = _disposition(name, inline=inline)
    answer["ETag"] = f'"{tag}"'
    answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Referrer-Policy"] = "no-referrer"
    patch_cache_control(answer, private=True, max_age=CACHE_SECONDS)
    return answer


def _body(request: HttpRequest, path: Path, media_type: str, tag: str) -> HttpResponseBase:
    size = path.stat().st_size
    wanted = _range(request, size, tag)
    if wanted is None:
        return FileResponse(path.open("rb"), content_type=media_type)
    first, last = wanted
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    piece = _Part(path.open("rb"), first, last - first + 1)
    part = StreamingHttpResponse(piece, content_type=media_type, status=206)
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return part


def _range(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte asked for; an impossible range has first > last; None means all of it."""
    asked = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", f'"{tag}"') != f'"{tag}"':
        return None
    if not asked[1]:
        return max(0, size - int(asked[2])), size - 1 if int(asked[2]) else -1
    first = int(asked[1])
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    return (first, last) if first < size and first <= last else (1, 0)


class _Part:
    """A piece of an open file, in chunks; closed by the response."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self._file, self._left = file, length
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (chunk := self._file.read(min(CHUNK_BYTES, self._left))):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self._file.close()


def _disposition(name: str, *, inline: bool) -> str:
    """RFC 6266: a plain name for old readers, the true one in UTF-8."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

"""Temporary files: upload, download with ranges (document paths 90253, 90254)."""

import re
from typing import Any

from starlette.responses import FileResponse, Response

from sandbox.models import Corp, Media
from sandbox.wecom.call import Body, Call, Upload
from sandbox.wecom.errors import ApiError
from sandbox.world import World, new_id

MEGABYTE = 1_048_576
SMALLEST = 6
LARGEST = {"image": 10 * MEGABYTE, "voice": 2 * MEGABYTE, "video": 10 * MEGABYTE, "file": 20 * MEGABYTE}
MAGIC = {
    "image": ((0, b"\xff\xd8\xff"), (0, b"\x89PNG\r\n\x1a\n")),
    "voice": ((0, b"#!AMR"),),
    "video": ((4, b"ftyp"),),
}
RANGE = re.compile(r"bytes=\d*-\d*(,\d*-\d*)*")
CONTENT_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg", b"#!AMR": "audio/amr", b"%PDF": "application/pdf"}


def upload(call: Call) -> Body:
    """media/upload: a multipart field `media` with a plain filename; valid for three days."""
    kind = call.query.get("type", "")
    if kind not in LARGEST:
        raise ApiError(40004)
    media = keep(call.world, call.corp, kind, _checked(call.upload, kind))
    return {"errmsg": "", "type": kind, "media_id": media.media_id, "created_at": str(int(media.created_at))}


def download(call: Call) -> Response:
    """media/get: the bytes, whole or the asked range; files over 20 MB only in ranges (830002)."""
    media = call.media(call.text("media_id"))
    if media.size > LARGEST["file"] and not RANGE.fullmatch(call.byte_range):
        raise ApiError(830002)
    return file_response(call.world, media)


def keep(world: World, corp: Corp, kind: str, file: Upload) -> Media:
    """Store a file of the company or of a customer who sent it."""
    media_id = new_id("3", 65)
    (world.media_directory / media_id).write_bytes(file.data)
    return world.media.put(
        Media(
            media_id=media_id,
            corpid=corp.corpid,
            type=kind,
            filename=file.filename or media_id,
            content_type=_content_type(file),
            size=len(file.data),
            created_at=world.clock.now(),
        )
    )


def file_response(world: World, media: Media, *, disposition: str = "attachment") -> FileResponse:
    """The file with its name; ranges are answered by the server."""
    return FileResponse(
        world.media_directory / media.media_id,
        media_type=media.content_type,
        filename=media.filename,
        content_disposition_type=disposition,
    )


def magic_fits(kind: str, data: bytes) -> bool:
    """Whether the first bytes are those of the kind; any bytes may be a file."""
    marks: tuple[Any, ...] = MAGIC.get(kind, ())
    return not marks or any(data[start : start + len(mark)] == mark for start, mark in marks)


def _checked(file: Upload | None, kind: str) -> Upload:
    if file is None or file.filename is None or not file.data:
        raise ApiError(44001)
    if len(file.data) < SMALLEST:
        raise ApiError(40006)
    if len(file.data) > LARGEST[kind]:
        raise ApiError(45001)
    if not magic_fits(kind, file.data):
        raise ApiError(40004)
    return file


def _content_type(file: Upload) -> str:
    for mark, content_type in CONTENT_TYPES.items():
        if file.data.startswith(mark):
            return content_type
    return file.content_type or "application/octet-stream"

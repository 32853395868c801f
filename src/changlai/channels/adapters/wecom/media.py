"""Files: those that customers sent, and those we send (document paths 90253, 90254)."""

import re
from contextlib import suppress
from urllib.parse import unquote

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.limits import FILE_BYTES, MEDIA_TYPES, SMALLEST_FILE
from changlai.channels.adapters.wecom.values import NAME_LENGTH, clean
from changlai.channels.contracts import Attachment, Desk, FileContent
from changlai.channels.enums import ContentKind
from changlai.channels.errors import CallFailed

_NAME = re.compile(r'filename="?([^";]+)"?', re.IGNORECASE)
_ENCODED_NAME = re.compile(r"filename\*=utf-8''([^;\s]+)", re.IGNORECASE)


def fetch(desk: Desk, attachment: Attachment) -> FileContent:
    """A customer's file; WeCom keeps it for three days. Raises CallFailed."""
    answer = Client.of_desks(desk).download(attachment.remote)
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    name = attachment.name or _file_name(answer.headers.get("content-disposition", ""))
    return FileContent(name, media_type or "application/octet-stream", answer.body)


def upload(desk: Desk, kind: ContentKind, file_id: int) -> str:
    """The media id of one of our files. Raises CallFailed before anything leaves when WeCom would refuse it."""
    file = desk.read_file(file_id)
    if not SMALLEST_FILE <= len(file.data) <= FILE_BYTES[kind]:
        raise CallFailed("file_size", say.FILE_SIZE, permanent=True)
    if kind in MEDIA_TYPES and file.media_type not in MEDIA_TYPES[kind]:
        raise CallFailed("file_type", say.FILE_TYPE, permanent=True)
    return Client.of_desks(desk).upload(kind.value, file.name, file.data, file.media_type)


def _file_name(disposition: str) -> str:
    """The name in a Content-Disposition header; WeCom writes UTF-8 where HTTP means Latin-1."""
    if found := _ENCODED_NAME.search(disposition):
        return clean(unquote(found[1]))[:NAME_LENGTH]
    if not (found := _NAME.search(disposition)):
        return ""
    name = found[1]
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        name = name.encode("latin-1").decode()
    return clean(unquote(name))[:NAME_LENGTH]

"""Pictures and recordings that people send in private."""

from changlai.channels.adapters.weibo import sentences as say
from changlai.channels.adapters.weibo.client import Client
from changlai.channels.contracts import Attachment, Desk, FileContent
from changlai.channels.errors import CallFailed

_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "audio/amr": "amr", "audio/mpeg": "mp3"}


def fetch(desk: Desk, attachment: Attachment) -> FileContent:
    """The file behind the handle that its receiver reads. Raises CallFailed."""
    answer = Client(desk).file(attachment.remote)
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not answer.body or media_type in {"application/json", "text/html"}:
        raise CallFailed("no_file", say.NO_FILE, permanent=True)
    ending = _TYPES.get(media_type, "bin")
    return FileContent(f"{attachment.kind}-{attachment.remote}.{ending}", media_type, answer.body)

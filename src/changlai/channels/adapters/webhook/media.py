"""Files of incoming messages."""

from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_noop

from changlai.channels.contracts import Attachment, Desk, FileContent
from changlai.channels.errors import CallFailed
from changlai.kernel.http import Blocked, OutboundFailed, TooLarge

_OK = 200
_GONE = range(400, 500)


def fetch(desk: Desk, attachment: Attachment) -> FileContent:
    """The file behind the address in the event. Raises CallFailed."""
    try:
        answer = desk.http.get(attachment.remote)
    except (Blocked, TooLarge) as error:
        raise CallFailed(error.reason, NOT_FETCHED, permanent=True) from None
    except OutboundFailed as error:
        raise CallFailed(error.reason, LATER, permanent=False) from None
    if answer.status != _OK:
        gone = answer.status in _GONE
        raise CallFailed(str(answer.status), NOT_FETCHED if gone else LATER, permanent=gone)
    told = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    name = attachment.name or unquote(urlsplit(attachment.remote).path.rpartition("/")[2])
    return FileContent(name[:200], attachment.media_type or told or "application/octet-stream", answer.body)


NOT_FETCHED = gettext_noop(
    "The file could not be fetched from the address the other system gave: it is gone, too large or not on the "
    "public Internet. Ask the customer to send it again."
)
LATER = gettext_noop("The file could not be fetched yet. It is tried again by itself.")

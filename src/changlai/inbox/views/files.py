"""Files of messages: by message and place, never by the file's own id."""

from typing import cast

import msgspec
from django.http import Http404, HttpResponse

from changlai.accounts.pages import Request, page
from changlai.channels.contracts import Content
from changlai.inbox import queries
from changlai.kernel import files
from changlai.kernel.models import StoredFile

SIDE = 320  # pixels of a thumbnail in a bubble


@page(can="inbox.view", methods=("GET",))
def attachment(request: Request, message_id: int, number: int) -> HttpResponse:
    """A file of a message the member may see; ``?thumbnail`` a small picture of it, ``?download`` to keep it."""
    file = _file(request, message_id, number)
    try:
        if "thumbnail" in request.GET and file.width:
            return cast("HttpResponse", files.thumbnail_response(request, file, SIDE))
        return cast("HttpResponse", files.response(request, file, download="download" in request.GET))
    except FileNotFoundError:
        raise Http404 from None


def _file(request: Request, message_id: int, number: int) -> StoredFile:
    message = queries.message_for(request.member, message_id)
    attachments = msgspec.convert(message.content, Content).attachments
    file_id = attachments[number].file_id if number < len(attachments) else 0
    file = StoredFile.objects.filter(id=file_id).first() if file_id else None
    if file is None:
        raise Http404
    return file

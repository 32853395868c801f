"""Files of messages."""

from typing import cast

from django.http import Http404, HttpResponse

from changlai.accounts.pages import Request, page
from changlai.inbox import queries
from changlai.inbox.attachments import stored
from changlai.kernel import files

SIDE = 320  # pixels of a thumbnail in a bubble


@page(can="inbox.view", methods=("GET",))
def attachment(request: Request, message_id: int, number: int) -> HttpResponse:
    """A file of a message the member may see; ``?thumbnail`` a small picture of it, ``?download`` to keep it."""
    file = stored(queries.message_for(request.member, message_id), number)
    try:
        if "thumbnail" in request.GET and file.width:
            return cast("HttpResponse", files.thumbnail_response(request, file, SIDE))
        return cast("HttpResponse", files.response(request, file, download="download" in request.GET))
    except FileNotFoundError:
        raise Http404 from None

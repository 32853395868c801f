"""Files of messages."""

from django.http import HttpResponse

from changlai.accounts.pages import Request, page
from changlai.inbox import queries
from changlai.inbox.attachments import stored
from changlai.kernel import files

SIDE = 320  # pixels of a thumbnail in a bubble


@page(can="inbox.view", methods=("GET",))
def attachment(request: Request, message_id: int, number: int) -> HttpResponse:
    """A file of a message the member may see; ``?thumbnail`` a small picture of it, ``?download`` to keep it."""
    file = stored(queries.message_for(request.member, message_id), number)
    return files.attachment_response(request, file, SIDE)

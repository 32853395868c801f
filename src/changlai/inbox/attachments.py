"""Files are reached through their message only, whose conversation the member may see; never by their own id."""

import msgspec
from django.http import Http404

from changlai.channels.contracts import Content
from changlai.inbox.models import Message
from changlai.kernel.models import StoredFile


def stored(message: Message, number: int) -> StoredFile:
    """The file at place ``number`` of a message the caller has got for the member; 404 when it is not here."""
    attachments = msgspec.convert(message.content, Content).attachments
    file_id = attachments[number].file_id if number < len(attachments) else 0
    file = StoredFile.objects.filter(id=file_id).first() if file_id else None
    if file is None:
        raise Http404
    return file

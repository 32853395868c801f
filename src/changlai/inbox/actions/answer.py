"""A whole answer as a colleague gives it: files and a text, all of it or none."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changlai.accounts.models import Member
from changlai.inbox.actions.drafts import drop_draft
from changlai.inbox.actions.reply import Draft, send_reply
from changlai.inbox.enums import DraftKind
from changlai.inbox.errors import NothingToSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel import files


@transaction.atomic
def answer(
    *, conversation: Conversation, text: str, uploads: "Sequence[UploadedFile[bytes]]", by: Member, now: datetime
) -> list[Message]:
    """Keep each file and queue it as a message of its own, then the text.

    Raises MayNotSend with the gate's rule, NothingToSend, or the Refusal of a file that cannot be kept; then nothing
    of the answer is queued.
    """
    drafts = [Draft(file=files.keep(one, one.name or "", declared_type=one.content_type or "")) for one in uploads]
    if text.strip():
        drafts.append(Draft(text=text.strip("\n")))
    if not drafts:
        raise NothingToSend
    drop_draft(conversation=conversation, member=by, kind=DraftKind.REPLY)
    return [send_reply(conversation=conversation, draft=draft, by=by, now=now) for draft in drafts]

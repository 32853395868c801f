"""A whole answer as a colleague gives it: files and a text, all of it or none."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changlai.accounts.models import Member
from changlai.inbox.actions.drafts import drop_draft
from changlai.inbox.actions.reply import Draft, send_reply
from changlai.inbox.enums import Author, DraftKind
from changlai.inbox.errors import AnsweredMeanwhile, NothingToSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel import files


@transaction.atomic
def answer(
    *,
    conversation: Conversation,
    text: str,
    uploads: "Sequence[UploadedFile[bytes]]",
    by: Member,
    now: datetime,
    seen_id: int | None = None,
) -> list[Message]:
    """Keep each file and queue it as a message of its own, then the text.

    ``seen_id`` is the last message that stood there when the answer was begun: AnsweredMeanwhile when a colleague has
    answered since. Raises also MayNotSend with the gate's rule, NothingToSend, or the Refusal of a file that cannot be
    kept; then nothing of the answer is queued.
    """
    if seen_id is not None:
        _check_first(conversation, by, seen_id)
    drafts = [Draft(file=files.keep(one, one.name or "", declared_type=one.content_type or "")) for one in uploads]
    if text.strip():
        drafts.append(Draft(text=text.strip("\n")))
    if not drafts:
        raise NothingToSend
    drop_draft(conversation=conversation, member=by, kind=DraftKind.REPLY)
    return [send_reply(conversation=conversation, draft=draft, by=by, now=now) for draft in drafts]


def _check_first(conversation: Conversation, by: Member, seen_id: int) -> None:
    """Two answers to one conversation are taken one after the other, and the second is told of the first."""
    Conversation.objects.select_for_update(of=("self",)).get(id=conversation.pk)
    answers = Message.objects.filter(
        conversation=conversation, author__in=[Author.MEMBER, Author.COLLEAGUE], id__gt=seen_id
    )
    latest = answers.exclude(member_id=by.pk).select_related("member").order_by("-id").first()
    if latest is not None:
        raise AnsweredMeanwhile(latest.member.name if latest.member else latest.colleague, latest.pk)

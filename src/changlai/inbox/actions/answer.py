"""A whole answer as a colleague gives it: files and a text, all of it or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from changlai.accounts.models import Member
from changlai.inbox.actions.drafts import drop_draft
from changlai.inbox.actions.reply import drafts_of, send_reply
from changlai.inbox.enums import Author, DraftKind
from changlai.inbox.errors import AnsweredMeanwhile, NothingToSend
from changlai.inbox.models import Conversation, Message
from changlai.kernel import files


@dataclass(frozen=True, slots=True)
class Given:
    """What a colleague hands in as an answer.

    ``seen_id`` is the last message that stood there when it was begun; ``cc`` who else gets a letter, separated by
    commas, None for those who got the one it answers.
    """

    text: str = ""
    uploads: "Sequence[UploadedFile[bytes]]" = ()
    seen_id: int | None = None
    cc: str | None = None


def answer(
    *,
    conversation: Conversation,
    text: str,
    uploads: "Sequence[UploadedFile[bytes]]",
    by: Member,
    now: datetime,
    seen_id: int | None = None,
) -> list[Message]:
    """Words and files; see ``give``."""
    return give(conversation=conversation, given=Given(text, uploads, seen_id), by=by, now=now)


@transaction.atomic
def give(*, conversation: Conversation, given: Given, by: Member, now: datetime) -> list[Message]:
    """Keep each file and queue it as a message of its own, then the text; where people write letters, all as one.

    AnsweredMeanwhile when a colleague has answered since ``seen_id``. Raises also MayNotSend with the gate's rule,
    NothingToSend, or the Refusal of a file that cannot be kept; then nothing of the answer is queued.
    """
    if given.seen_id is not None:
        _check_first(conversation, by, given.seen_id)
    kept = [files.keep(one, one.name or "", declared_type=one.content_type or "") for one in given.uploads]
    drafts = drafts_of(conversation, given.text.strip("\n"), kept, given.cc)
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

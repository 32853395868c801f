"""Private notes in a thread: yellow, for colleagues, never on their way to a customer."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from changlai.accounts.models import Member, Organisation
from changlai.channels.contracts import Attachment, Content
from changlai.channels.enums import ContentKind
from changlai.inbox import sight
from changlai.inbox.actions.drafts import drop_draft
from changlai.inbox.actions.signals import tell_note
from changlai.inbox.enums import Author, DraftKind
from changlai.inbox.errors import CannotMention, EmptyNote
from changlai.inbox.events import NoteWritten
from changlai.inbox.models import Conversation, Mention, Message
from changlai.kernel import audit, files
from changlai.kernel.events import publish
from changlai.kernel.models import StoredFile
from changlai.notifications import actions as notifications
from changlai.notifications.contracts import Notice

_SLUG = Subquery(Organisation.objects.filter(id=OuterRef("organisation_id")).values("slug")[:1])


@transaction.atomic
def write_note(
    *,
    conversation: Conversation,
    text: str,
    by: Member,
    now: datetime,
    mentions: Collection[int] = (),
    uploads: "Sequence[UploadedFile[bytes]]" = (),
) -> Message:
    """Keep a note and tell whom it mentions: members named by id, and everybody whose name stands behind an @.

    Raises EmptyNote, CannotMention for an id that may not see the conversation, or the Refusal of a file.
    """
    kept = [files.keep(one, one.name or "", declared_type=one.content_type or "") for one in uploads]
    if not text.strip() and not kept:
        raise EmptyNote
    named = _named(conversation, text, mentions)
    content = Content(text=text.strip(), attachments=tuple(_attached(file) for file in kept), raw=_raw(named))
    note = Message.objects.create(
        organisation_id=conversation.organisation_id,
        conversation=conversation,
        author=Author.NOTE,
        member=by,
        kind=ContentKind.TEXT,
        text=content.text,
        content=msgspec.to_builtins(content),
        occurred_at=now,
    )
    _mention(note, named, by, now)
    drop_draft(conversation=conversation, member=by, kind=DraftKind.NOTE)
    _tell(note, conversation, by, now, [member.pk for member in named])
    return note


@transaction.atomic
def edit_note(*, note: Message, text: str, by: Member, now: datetime, mentions: Collection[int] = ()) -> Message:
    """Change the words of one's own note; its files stay. Who is named for the first time is told."""
    held = Message.objects.select_for_update(of=("self",)).select_related("conversation").get(id=note.pk)
    before = msgspec.convert(held.content, Content)
    if not text.strip() and not before.attachments:
        raise EmptyNote
    named = _named(held.conversation, text, mentions)
    content = msgspec.structs.replace(before, text=text.strip(), raw=_raw(named))
    held.text, held.content, held.edited_at = content.text, msgspec.to_builtins(content), now
    held.save(update_fields=["text", "content", "edited_at"])
    known = set(Mention.objects.filter(message=held).values_list("member_id", flat=True))
    Mention.objects.filter(message=held).exclude(member_id__in=[member.pk for member in named]).delete()
    _mention(held, [member for member in named if member.pk not in known], by, now)
    _tell(held, held.conversation, by, now, known | {member.pk for member in named})
    return held


@transaction.atomic
def delete_note(*, note: Message, by: Member, now: datetime) -> None:
    """Take one's own note away, words, files and mentions; a line stays that there was one."""
    held = Message.objects.select_for_update(of=("self",)).select_related("conversation").get(id=note.pk)
    told = list(Mention.objects.filter(message=held).values_list("member_id", flat=True))
    Mention.objects.filter(message=held).delete()
    held.text, held.content, held.is_recalled = "", {}, True
    held.save(update_fields=["text", "content", "is_recalled"])
    audit.record("inbox.note_deleted", actor=by, obj=held.conversation.customer, changes={"note": held.pk})
    _tell(held, held.conversation, by, now, told)


def _named(conversation: Conversation, text: str, ids: Collection[int]) -> list[Member]:
    """Whom a note mentions. Of several colleagues of one name the id decides, without one all are meant."""
    if "@" not in text and not ids:
        return []
    within = [member for member, sees in sight.colleagues(conversation) if sees]
    chosen = {member.pk: member for member in within if member.pk in set(ids)}
    for missing in sorted(set(ids) - chosen.keys()):
        stranger = Member.objects.filter(pk=missing, is_active=True).first()
        raise CannotMention(stranger.name if stranger else str(missing))
    taken = {member.name for member in chosen.values()}
    written = [member for member in within if member.name not in taken and member.name in names_behind_at(text, within)]
    return [*chosen.values(), *written]


def names_behind_at(text: str, members: Iterable[Member]) -> set[str]:
    """The names of these members that stand behind an @, the longest that fits each time."""
    names = sorted({member.name for member in members if member.name}, key=len, reverse=True)
    if not names:
        return set()
    return set(re.findall(f"@({'|'.join(map(re.escape, names))})", text))


def _raw(named: Sequence[Member]) -> dict[str, object]:
    return {"mentions": [[member.pk, member.name] for member in named]} if named else {}


def _attached(file: StoredFile) -> Attachment:
    family = file.media_type.split("/")[0]
    return Attachment(
        kind={"image": ContentKind.IMAGE, "video": ContentKind.VIDEO}.get(family, ContentKind.FILE),
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        file_id=file.pk,
        width=file.width,
        height=file.height,
    )


def _mention(note: Message, named: Sequence[Member], by: Member, now: datetime) -> None:
    """Unread for everybody but the writer, who is not told either. The words themselves stay in the conversation."""
    if not named:
        return
    slug, name = Conversation.objects.values_list(_SLUG, "customer__name").get(pk=note.conversation_id)
    notifications.notify(
        [
            Notice(
                kind="inbox.mentioned",
                member_id=member.pk,
                subject=name,
                url=reverse("inbox:conversation", args=[slug, note.conversation_id]),
                once=f"mention:{note.pk}",
                values={"by": by.name},
            )
            for member in named
            if member.pk != by.pk
        ]
    )
    Mention.objects.bulk_create(
        Mention(
            organisation_id=note.organisation_id,
            conversation_id=note.conversation_id,
            message=note,
            member=member,
            at=now,
            read_at=now if member.pk == by.pk else None,
        )
        for member in named
    )


def _tell(note: Message, conversation: Conversation, by: Member, now: datetime, concerned: Iterable[int]) -> None:
    publish(
        NoteWritten(
            organisation_id=note.organisation_id,
            key=conversation.customer_id,
            conversation_id=conversation.pk,
            customer_id=conversation.customer_id,
            message_id=note.pk,
            member_id=by.pk,
            at=now,
        )
    )
    tell_note(conversation, concerned)

"""What became of messages on their way out, and of files on their way in."""

from collections.abc import Sequence

import msgspec

from changlai.channels.contracts import Attachment, Content
from changlai.channels.events import Delivered, DeliveryFailed, DeliveryUnknown, MediaStored
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.models import MediaWait, Message
from changlai.kernel import db

PREFIX = "inbox.message:"
_SETTLE = """update inbox_message m set state = x.s, reason = x.r, can_retry = x.y, platform_id = case when x.p <> '' then x.p else m.platform_id end
    from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::bool[], %b::text[]) x(o, i, s, r, y, p)
    where m.organisation_id = x.o and m.id = x.i returning m.organisation_id, m.conversation_id"""
_FLAG = """update inbox_conversation c set has_failed = exists (select from inbox_message m where m.organisation_id = c.organisation_id and m.conversation_id = c.id
      and m.author = 'member' and m.state = 'failed' and m.occurred_at >= c.last_message_at)
    where c.organisation_id = any(%b::bigint[]) and c.id = any(%b::bigint[]) returning c.organisation_id, c.id, c.assignee_id"""


def reference(message_id: int) -> str:
    """The inbox's name for a message at the door out."""
    return f"{PREFIX}{message_id}"


def _message_id(text: str) -> int:
    return int(text.removeprefix(PREFIX))


def settle_sent(events: Sequence[Delivered]) -> None:
    _settle(
        [
            (e.organisation_id, _message_id(e.reference), "sent", "", False, e.platform_id)
            for e in events
            if e.reference.startswith(PREFIX)
        ]
    )


def settle_failed(events: Sequence[DeliveryFailed]) -> None:
    _settle(
        [
            (e.organisation_id, _message_id(e.reference), "failed", e.reason, e.can_retry, "")
            for e in events
            if e.reference.startswith(PREFIX)
        ]
    )


def settle_unknown(events: Sequence[DeliveryUnknown]) -> None:
    _settle(
        [
            (e.organisation_id, _message_id(e.reference), "unknown", e.reason, True, "")
            for e in events
            if e.reference.startswith(PREFIX)
        ]
    )


def _settle(rows: Sequence[tuple[int, int, str, str, bool, str]]) -> None:
    if not rows:
        return
    changed = db.rows(_SETTLE, tuple([row[i] for row in rows] for i in range(6)))
    if not changed:
        return
    flagged = db.rows(_FLAG, (sorted({row[0] for row in changed}), sorted({row[1] for row in changed})))
    tell_changed([(row[0], row[1], row[2]) for row in flagged], "state")


def settle_media(events: Sequence[MediaStored]) -> None:
    """Files have arrived (or never will): put them into the messages that wait for them."""
    stored = {(event.account_id, event.remote): event for event in events}
    waits = list(
        MediaWait.objects.filter(remote__in=[event.remote for event in events])
        .select_related("message__conversation")
        .select_for_update(of=("self",))
    )
    found = [(wait, stored[wait.account_id, wait.remote]) for wait in waits if (wait.account_id, wait.remote) in stored]
    for wait, event in found:
        content = msgspec.convert(wait.message.content, Content)
        attachments = tuple(_filled(one, event) if one.remote == event.remote else one for one in content.attachments)
        wait.message.content = msgspec.to_builtins(msgspec.structs.replace(content, attachments=attachments))
    Message.objects.bulk_update([wait.message for wait, _ in found], ["content"])
    MediaWait.objects.filter(id__in=[wait.id for wait, _ in found]).delete()
    tell_changed(
        [(w.organisation_id, w.message.conversation_id, w.message.conversation.assignee_id) for w, _ in found], "state"
    )


def _filled(attachment: Attachment, event: MediaStored) -> Attachment:
    return msgspec.structs.replace(
        attachment,
        file_id=event.file_id,
        name=event.name or attachment.name,
        media_type=event.media_type,
        size=event.size,
        width=event.width,
        height=event.height,
    )

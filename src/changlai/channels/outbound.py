"""The door out, open to ``inbox`` only: hands a message to a channel, in order per thread, at most once by itself."""

import msgspec
from django.utils import timezone

from changlai.channels import orders, registry, talks
from changlai.channels.contracts import Content
from changlai.channels.enums import SendState
from changlai.channels.models import Account, Outbox
from changlai.kernel.jobs import add


def enqueue(  # noqa: PLR0913 - the parts of one message
    *,
    account: Account,
    key: str,
    reference: str,
    thread: int,
    address: dict[str, str],
    content: Content,
    author: str = "",
) -> Outbox:
    """Put a message on its way in the caller's transaction.

    ``key`` (at most 32 of [0-9a-zA-Z_-]) is unique for ever: the same key again raises IntegrityError. Messages of one
    ``thread`` leave in the order they were put here. ``author`` is the
    colleague's name. What became of it is told by Delivered, DeliveryFailed or
    DeliveryUnknown with the same ``reference``.
    """
    row = Outbox.objects.create(
        organisation_id=account.organisation_id,
        account=account,
        key=key,
        reference=reference,
        thread=thread,
        address=address,
        content=msgspec.to_builtins(content),
        author=author,
    )
    add("outbox", [orders.send_job(account.organisation_id, account.id, thread)])
    return row


def tell_typing(*, account: Account, address: dict[str, str]) -> None:
    """A colleague is writing to this person; said where the channel shows such things, and never kept."""
    if (thread := _talk(account, address)) is not None:
        talks.tell_typing(account.organisation_id, account.root_id, thread)


def tell_read(*, account: Account, address: dict[str, str]) -> None:
    """A colleague has read what this person wrote; said where the channel shows such things."""
    if (thread := _talk(account, address)) is not None:
        talks.tell_read(account.organisation_id, account.root_id, thread)


def hears_of(*, account: Account, address: dict[str, str]) -> str:
    """The live room in which it is told that this person is writing; empty when the channel does not tell."""
    thread = _talk(account, address)
    return talks.room_of(account.root_id, thread) if thread is not None else ""


def _talk(account: Account, address: dict[str, str]) -> str | None:
    """The thread of a visitor's talk; None for channels without a door of ours."""
    return (address.get("to") or None) if registry.channel(account.channel).visits else None


def recall(*, account: Account, reference: str) -> bool:
    """Take a message that was sent back, from the customer's sight too; False when that cannot be done (any more).

    Only on channels whose products say ``recall_minutes``; how long ago it may be is the caller's to check.
    """
    sent = Outbox.objects.filter(account=account, reference=reference, state=SendState.SENT).order_by("-id").first()
    thread = _talk(account, sent.address) if sent is not None else None
    if sent is None or thread is None:
        return False
    return talks.recall((account.organisation_id, account.root_id, thread), sent.key, timezone.now())


def send_again(*, reference: str) -> bool:
    """Put a failed or unknown message on its way once more, on a person's word; False when there is none to send."""
    row = (
        Outbox.objects.select_for_update()
        .filter(reference=reference, state__in=[SendState.FAILED, SendState.UNKNOWN])
        .order_by("-id")
        .first()
    )
    if row is None:
        return False
    row.state, row.attempt, row.code, row.reason = SendState.QUEUED, 0, "", ""
    row.queued_at, row.settled_at = timezone.now(), None
    row.save(update_fields=["state", "attempt", "code", "reason", "queued_at", "settled_at"])
    add("outbox", [orders.send_job(row.organisation_id, row.account_id, row.thread)])
    return True

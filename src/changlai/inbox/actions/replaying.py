"""What lines make of a conversation, told again one by one: the set-wise sums of arrivals and answers, for one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from changlai.inbox.enums import Author, ConversationState, MessageState
from changlai.inbox.models import Message

PREVIEW = 200
MOMENTS = ("last_message_at", "waiting_since", "first_answer_at", "window_opened_at")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, with what a conversation shows of it."""

    id: int
    conversation_id: int
    identity_id: int  # 0: none
    author: str
    at: datetime
    text: str
    kind: str
    has_failed: bool
    address: Mapping[str, Any] | None


def lines_of(conversation_ids: Sequence[int], since: int) -> list[Line]:
    """The lines of these conversations that were written after the line ``since``, in order."""
    rows = Message.objects.filter(conversation_id__in=conversation_ids, id__gt=since).order_by("id")
    return [
        Line(
            row.pk,
            row.conversation_id,
            row.identity_id or 0,
            row.author,
            row.occurred_at,
            row.text,
            row.kind,
            row.state == MessageState.FAILED,
            row.address,
        )
        for row in rows
    ]


def replayed(row: Mapping[str, Any], lines: Sequence[Line], *, unread_now: int, is_read: bool) -> dict[str, Any]:
    """The columns of ``row`` that follow from its lines, after ``lines`` have come too.

    ``is_read``: somebody looked since, and of all that came only the latest ``unread_now`` are unread.
    """
    now = dict(row) | {name: datetime.fromisoformat(row[name]) if row[name] else None for name in MOMENTS}
    for line in lines:
        if line.author == Author.CUSTOMER:
            _came(now, line)
        elif line.author in {Author.MEMBER, Author.COLLEAGUE}:
            _answered(now, line)
    if is_read:
        came = sum(line.author == Author.CUSTOMER for line in lines)
        now["unread_count"] = min(unread_now, came)
    if now["state"] == ConversationState.CLOSED:
        now |= {"waiting_since": None, "unread_count": 0}
    if now["waiting_since"] is None:  # nobody waits: no clock runs
        now |= {"answer_due_at": None, "escalate_at": None}
    return now | {name: now[name].isoformat() if now[name] else None for name in MOMENTS}


def _came(now: dict[str, Any], line: Line) -> None:
    now["unread_count"] += 1
    now["waiting_since"] = now["waiting_since"] or line.at
    if now["window_opened_at"] is None or line.at > now["window_opened_at"]:
        now["window_opened_at"], now["window_sent"] = line.at, 0
    _shown(now, line)


def _answered(now: dict[str, Any], line: Line) -> None:
    now["unread_count"], now["waiting_since"] = 0, None
    now["first_answer_at"] = now["first_answer_at"] or line.at
    if line.author == Author.MEMBER:
        now["has_failed"] = line.has_failed
        now["window_sent"] += 1
    _shown(now, line)


def _shown(now: dict[str, Any], line: Line) -> None:
    if line.address is not None:
        now["identity_id"], now["address"] = line.identity_id or None, dict(line.address)
    if line.at >= now["last_message_at"]:
        now["last_message_at"] = line.at
        now["preview"], now["preview_kind"], now["preview_author"] = line.text[:PREVIEW], line.kind, line.author

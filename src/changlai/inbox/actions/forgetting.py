"""Removing a person's conversations, and writing them out for the person."""

from collections.abc import Sequence
from typing import Any

from changlai.customers.contracts import Holding, Section, Traces
from changlai.inbox.models import Conversation, Message
from changlai.kernel import db
from changlai.kernel.tenancy import organisations

_COUNT = """
    select customer_id, count(*) from inbox_conversation
    where organisation_id = any(%(org)b::bigint[]) and customer_id = any(%(ids)b::bigint[]) {open} group by 1"""
_LINES = """
    select c.customer_id, count(*) from inbox_conversation c
    join inbox_message m on m.organisation_id = c.organisation_id and m.conversation_id = c.id
    where c.organisation_id = any(%(org)b::bigint[]) and c.customer_id = any(%(ids)b::bigint[]) group by 1"""


def held(customer_ids: Sequence[int], labels: Sequence[Any]) -> list[Holding]:
    """Conversations, those that are open, and messages; under the three labels given."""
    asked = {"org": list(organisations()), "ids": list(customer_ids)}
    questions = (_COUNT.format(open=""), _COUNT.format(open="and state = 'open'"), _LINES)
    return [Holding(label, dict(db.rows(sql, asked))) for label, sql in zip(labels, questions, strict=True)]


def forget_person(traces: Traces) -> list[tuple[str, int]]:
    """Delete every conversation with its lines; (table, rows)."""
    conversations = Conversation.objects.filter(customer_id__in=traces.customer_ids)
    lines = Message.objects.filter(conversation__in=conversations).count()
    count = conversations.count()
    conversations.delete()
    return [(Message._meta.db_table, lines), (Conversation._meta.db_table, count)]


def person_sections(traces: Traces) -> list[Section]:
    """Every line of every conversation, in order, with the files that belong to them."""
    rows = Message.objects.filter(conversation__customer_id__in=traces.customer_ids).order_by("id")
    lines, files = [], []
    for row in rows.select_related("member").iterator(chunk_size=500):
        attached = [one for one in row.content.get("attachments", []) if isinstance(one, dict)]
        files += [int(one["file_id"]) for one in attached if one.get("file_id")]
        lines.append(
            {
                "conversation": row.conversation_id,
                "at": row.occurred_at,
                "author": row.author,
                "name": row.member.name if row.member else row.colleague,
                "kind": row.kind,
                "text": row.text,
                "files": [one.get("name", "") for one in attached],
            }
        )
    return [Section("messages", lines, files)]

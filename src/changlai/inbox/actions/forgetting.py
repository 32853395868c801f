"""Removing a person's conversations, and writing them out for the person."""

from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse

from changlai.accounts.models import Organisation
from changlai.channels import actions as channels
from changlai.customers import actions as customers
from changlai.customers.contracts import Holding, Section, Traces
from changlai.inbox.actions.deliveries import reference
from changlai.inbox.models import Conversation, LaterMessage, Message, Rating
from changlai.kernel import db, events
from changlai.kernel.tenancy import organisation_id, organisations
from changlai.notifications import actions as notifications

_COUNT = """
    select customer_id, count(*) from inbox_conversation
    where organisation_id = any(%(org)b::bigint[]) and customer_id = any(%(ids)b::bigint[]) {open} group by 1"""
_LINES = """
    select c.customer_id, count(*) from inbox_conversation c
    join inbox_message m on m.organisation_id = c.organisation_id and m.conversation_id = c.id
    where c.organisation_id = any(%(org)b::bigint[]) and c.customer_id = any(%(ids)b::bigint[]) group by 1"""

_STILL = """
    select distinct (a->>'file_id')::bigint from inbox_message m
    cross join lateral jsonb_array_elements(case when jsonb_typeof(m.content->'attachments') = 'array'
      then m.content->'attachments' else '[]' end) a
    where m.organisation_id = %(org)b and (a->>'file_id')::bigint = any(%(ids)b::bigint[])
    union
    select f::bigint from inbox_latermessage l cross join lateral jsonb_array_elements_text(l.file_ids) f
    where l.organisation_id = %(org)b and f::bigint = any(%(ids)b::bigint[])"""


def held(customer_ids: Sequence[int], labels: Sequence[Any]) -> list[Holding]:
    """Conversations, those that are open, and messages; under the three labels given."""
    asked = {"org": list(organisations()), "ids": list(customer_ids)}
    questions = (_COUNT.format(open=""), _COUNT.format(open="and state = 'open'"), _LINES)
    return [Holding(label, dict(db.rows(sql, asked))) for label, sql in zip(labels, questions, strict=True)]


def forget_person(traces: Traces) -> list[tuple[str, int]]:
    """Delete every conversation with its lines, their files, their copies at the door out, the events and notices
    about them; (table, rows).
    """
    talks = list(Conversation.objects.filter(customer_id__in=traces.customer_ids).values_list("id", flat=True))
    lines = list(Message.objects.filter(conversation_id__in=talks).order_by("id").values_list("id", "content"))
    planned = LaterMessage.objects.filter(conversation_id__in=talks).values_list("file_ids", flat=True)
    files = {number for _, content in lines for number in _file_ids(content)} | {pk for ids in planned for pk in ids}
    done = channels.forget_person(
        organisation_id=traces.organisation_id,
        delivery_ids=(),
        values=(),
        references=[reference(number) for number, _ in lines],
    )
    events.forget(organisation_id=traces.organisation_id, customer_ids=(), conversation_ids=talks)
    slug = Organisation.objects.get(id=traces.organisation_id).slug
    notices = notifications.forget_about(reverse("inbox:conversation", args=[slug, one]) for one in talks)
    Conversation.objects.filter(id__in=talks).delete()
    return [
        (Message._meta.db_table, len(lines)),
        (Conversation._meta.db_table, len(talks)),
        *done,
        ("notifications_notification", notices),
        ("kernel_storedfile", customers.forget_files(files)),
    ]


def files_said(file_ids: Collection[int]) -> set[int]:
    """Those of these files that a message of the organisation in scope holds, or one that waits for its hour."""
    asked = {"org": organisation_id(), "ids": list(file_ids)}
    return {row[0] for row in db.rows(_STILL, asked)} if file_ids else set()


def _file_ids(content: dict[str, Any]) -> list[int]:
    attached = [one for one in content.get("attachments", []) if isinstance(one, dict)]
    return [int(one["file_id"]) for one in attached if one.get("file_id")]


def person_sections(traces: Traces) -> list[Section]:
    """Every line of every conversation, in order, with the files that belong to them."""
    rows = Message.objects.filter(conversation__customer_id__in=traces.customer_ids).order_by("id")
    lines: list[dict[str, Any]] = []
    files: list[int] = []
    for row in rows.select_related("member").iterator(chunk_size=500):
        attached = [one for one in row.content.get("attachments", []) if isinstance(one, dict)]
        files += _file_ids(row.content)
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
    return [Section("messages", lines, files), Section("ratings", _ratings(traces))]


def _ratings(traces: Traces) -> list[dict[str, Any]]:
    rows = Rating.objects.filter(conversation__customer_id__in=traces.customer_ids).order_by("id")
    names = ("conversation_id", "asked_at", "rated_at", "score", "comment")
    return [dict(zip(("conversation", *names[1:]), row, strict=True)) for row in rows.values_list(*names)]

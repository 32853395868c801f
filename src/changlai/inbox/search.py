"""Conversations in the command palette, found by the words of their customer."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changlai.accounts.finding import SearchHit, SearchProvider
from changlai.accounts.models import Member, Organisation
from changlai.channels import queries as channels
from changlai.inbox import queries
from changlai.inbox.enums import ConversationState
from changlai.inbox.models import Conversation
from changlai.inbox.tables.hits import hits
from changlai.inbox.tables.wording import name_of, preview
from changlai.records import queries as records

NAMED = 300  # customers whose conversations are asked for by name; where more are found, conversations are walked along
STEPS = (200, 600, 1_200)  # open conversations looked at, the latest first


def find(member: Member, text: str, limit: int) -> list[SearchHit]:
    """The latest open conversations whose customer is found by ``text``.

    Closed ones are found through their customer: without that limit every conversation there ever was would be read.
    """
    rows = queries.visible_to(member).filter(state=ConversationState.OPEN).order_by("-last_message_at", "-id")
    ids = records.record_ids(member, "customer", text, most=NAMED)
    chosen = rows.filter(id__in=_walked(rows, member, text, limit)) if ids is None else rows.filter(customer_id__in=ids)
    found = list(chosen.select_related("customer", "account")[:limit]) if ids != [] else []
    if not found:
        return []
    slug = Organisation.objects.get(pk=member.organisation_id).slug
    return [
        SearchHit(
            label=name_of(one.customer.name),
            url=reverse("inbox:conversation", kwargs={"organisation": slug, "conversation_id": one.pk}),
            detail=f"{channels.product_of(one.account).label} · {preview(one.preview_kind, one.preview)}",
            icon="message-circle",
        )
        for one in found
    ]


def _walked(rows: "QuerySet[Conversation]", member: Member, text: str, limit: int) -> list[int]:
    """The first of these conversations whose customer is one of very many that are found by ``text``."""
    found: list[int] = []
    start = 0
    for step in STEPS:
        looked = list(rows.values_list("id", "customer_id")[start : start + step])
        fitting = records.found_among(member, "customer", text, [customer for _one, customer in looked])
        found += (one for one, customer in looked if customer in fitting)
        start += step
        if len(found) >= limit or len(looked) < step:
            break
    return found[:limit]


def find_words(member: Member, text: str, limit: int) -> list[SearchHit]:
    """The latest messages and notes within sight that hold the words."""
    found = queries.look_for(member, text).messages[:limit]
    if not found:
        return []
    slug = Organisation.objects.get(pk=member.organisation_id).slug
    return [
        SearchHit(
            label=str(hit.excerpt.striptags()),
            url=reverse("inbox:conversation", args=[slug, hit.message.conversation_id], query={"at": hit.message.pk}),
            detail=hit.name,
            icon="message-2",
        )
        for hit in hits(found, text)
    ]


PROVIDERS = (
    SearchProvider("inbox.messages", _("Messages"), "inbox.view", find_words, order=30),
    SearchProvider("inbox.conversations", _("Open conversations"), "inbox.view", find, order=20),
)

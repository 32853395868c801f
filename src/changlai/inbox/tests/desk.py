"""Conversations made by the inbox's own actions, and a person's screen: the pages through Django's client."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse

from changlai.accounts.models import Member, Role
from changlai.channels.contracts import Content, IdentityClaim, Profile
from changlai.channels.enums import ContentKind
from changlai.customers import actions as customers
from changlai.customers.actions import Person
from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.inbox import actions
from changlai.inbox.models import Conversation, Message
from changlai.kernel.tenancy import scope
from changlai.notifications.models import Notification
from tests.support.house import NOON, Firm, hire

HTMX = {"HX-Request": "true"}
Query = dict[str, Any] | None
_events = count(1)


@dataclass
class Desk:
    """Somebody's browser, signed in."""

    client: Client
    firm: Firm

    def url(self, name: str, **arguments: object) -> str:
        return reverse(f"inbox:{name}", kwargs={"organisation": self.firm.organisation.slug, **arguments})

    def get(self, name: str, query: Query = None, *, htmx: bool = False, **arguments: object) -> Any:
        return self.client.get(self.url(name, **arguments), query or {}, headers=HTMX if htmx else {})

    def post(self, name: str, data: Query = None, *, htmx: bool = False, **arguments: object) -> Any:
        return self.client.post(self.url(name, **arguments), data or {}, headers=HTMX if htmx else {})


def sit_down(firm: Firm, member: Member, language: str = "en") -> Desk:
    """A browser of the member's, in English so that tests can read it."""
    client = Client()
    client.force_login(member.user)
    client.cookies["changlai_language"] = language
    return Desk(client, firm)


def write(
    firm: Firm,
    name: str,
    *texts: str,
    at: datetime = NOON,
    contents: tuple[Content, ...] = (),
    kind: InteractionKind = InteractionKind.MESSAGE_IN,
    colleague: str = "",
) -> Conversation:
    """The customer called ``name`` writes, a minute apart; returns their open conversation."""
    customer_id = say(firm, name, *texts, at=at, contents=contents, kind=kind, colleague=colleague)
    with scope(firm.id):
        return Conversation.objects.select_related("customer", "account").get(customer_id=customer_id, state="open")


def say(
    firm: Firm,
    name: str,
    *texts: str,
    at: datetime = NOON,
    contents: tuple[Content, ...] = (),
    kind: InteractionKind = InteractionKind.MESSAGE_IN,
    colleague: str = "",
) -> int:
    """As ``write``, whether or not a conversation is open afterwards; returns the customer's id."""
    said = [Content(kind=ContentKind.TEXT, text=text) for text in texts] + list(contents)
    with scope(firm.id):
        claim = IdentityClaim("external_id", "shop", name)
        (customer_id,) = customers.resolve([Person(firm.id, firm.account.pk, (claim,), at)])
        customers.keep_profiles([(firm.id, customer_id, Profile(name=name), at)])
        told = [
            InteractionRecorded(
                organisation_id=firm.id,
                key=customer_id,
                id=number,
                customer_id=customer_id,
                account_id=firm.account.pk,
                kind=kind,
                occurred_at=at + timedelta(minutes=minute),
                content=content,
                platform_id=f"p{number}",
                address={"to": name},
                colleague=colleague,
            )
            for minute, (number, content) in enumerate((next(_events), content) for content in said)
        ]
        actions.take_messages(told)
        actions.take_automatic(told)
        return customer_id


def hire_with(firm: Firm, **grants: str) -> Member:
    """A colleague whose role grants exactly this: ``inbox_view="all"``."""
    member = hire(firm, "Chen", "viewer")
    with scope(firm.id):
        wanted = {name.replace("_", ".", 1): level for name, level in grants.items()}
        member.role = Role.objects.create(slug=f"special-{member.pk}", name="Special", grants=wanted)
        member.save(update_fields=["role"])
    return member


def fresh(row: Conversation) -> Conversation:
    with scope(row.organisation_id):
        return Conversation.objects.select_related("customer", "account").get(pk=row.pk)


def texts_in(conversation: Conversation) -> list[str]:
    with scope(conversation.organisation_id):
        rows = Message.objects.filter(conversation=conversation).order_by("occurred_at", "id")
        return [row.text or row.kind for row in rows]


def rows_of(response: Any) -> list[int]:
    """Ids of the rows on a page or in a fragment, in order."""
    return [int(one) for one in re.findall(r'data-row="([0-9]+)"', response.content.decode())]


def entries_of(response: Any) -> list[int]:
    return [int(one) for one in re.findall(r'data-entry="([0-9]+)"', response.content.decode())]


def told(firm: Firm, kind: str) -> list[int]:
    """The members who had such a notice."""
    with scope(firm.id):
        return list(Notification.objects.filter(kind=kind).order_by("member_id").values_list("member_id", flat=True))

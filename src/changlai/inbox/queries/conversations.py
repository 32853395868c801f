"""Conversations and their threads: who sees which, page by page."""

import functools
import itertools
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from changlai.accounts import queries as accounts
from changlai.accounts.enums import Level
from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.channels.models import Account
from changlai.customers.models import Customer
from changlai.inbox.enums import ConversationState, Tab
from changlai.inbox.errors import OutOfReach
from changlai.inbox.models import Conversation, MediaWait, Message, ThreadMerge
from changlai.inbox.queries.listed import Listed, listed
from changlai.kernel import db, shapes, tenancy

PAGE = 40
_THREAD = """from inbox_message t
    left join accounts_member m on m.organisation_id = t.organisation_id and m.id = t.member_id
    where t.organisation_id = %(org)s and t.conversation_id = %(id)s"""
_ABOVE = f"{_THREAD} and (t.occurred_at, t.id) < (%(moment)s, %(before)s)"
ABOVE, AROUND = 10, 500  # messages shown above one that was looked for, and below it
TAIL = 200  # messages fetched at once below a known one
COUNT_BOUND = 100  # counts above are shown as "99+": nobody waits for a number


_WHOLE: list[shapes.Shape] = [("c", Conversation), ("u", Customer), ("a", Account), ("m", Member)]
_ONE = """from inbox_conversation c
    join customers_customer u on u.organisation_id = c.organisation_id and u.id = c.customer_id
    join channels_account a on a.organisation_id = c.organisation_id and a.id = c.account_id
    left join accounts_member m on m.organisation_id = c.organisation_id and m.id = c.assignee_id
    where c.organisation_id = %(org)s and c.id = %(id)s"""


def visible_to(member: Member) -> QuerySet[Conversation]:
    """Own: what is assigned to me. Team: my department's and what nobody has. All: everything."""
    parts = _visible(member)
    return Conversation.objects.filter(functools.reduce(Q.__or__, parts)) if parts else Conversation.objects.none()


def has_any(member: Member) -> bool:
    """Whether the member has ever had a conversation to see, open or closed. Each part of what is visible is looked for
    by itself, at the beginning of an index: together they are walked through until one fits.
    """
    shelves = itertools.product(_visible(member), ConversationState)
    return any(Conversation.objects.filter(part, state=state).exists() for part, state in shelves)


def _visible(member: Member) -> list[Q]:
    """Conditions of which one must hold."""
    match member.level("inbox.view"):
        case Level.ALL:
            return [Q()]
        case Level.TEAM:
            return [Q(assignee_id__in=accounts.team_ids(member)), Q(assignee__isnull=True)]
        case Level.OWN:
            return [Q(assignee_id=member.id)]
        case _:
            return []


def get_for(member: Member, conversation_id: int) -> Conversation:
    """One conversation with its customer, account and assignee; 404 when missing or not for this member."""
    known = {"org": tenancy.organisation_id(), "id": conversation_id}
    found = shapes.ask(_WHOLE, _ONE, known) if db.is_id(conversation_id) else []
    for conversation, customer, account, assignee in found:
        conversation.customer, conversation.account, conversation.assignee = customer, account, assignee
        if may(member, "inbox.view", conversation):
            one: Conversation = conversation
            return one
    raise Http404


def has_newer(conversation: Conversation) -> bool:
    """Whether a closed conversation's customer has an open one on the same account."""
    rows = Conversation.objects.filter(customer_id=conversation.customer_id, account_id=conversation.account_id)
    return rows.filter(state=ConversationState.OPEN).exclude(id=conversation.pk).exists()


def thread(
    conversation: Conversation, *, before: tuple[datetime, int] | None = None, limit: int = PAGE
) -> tuple[list[Message], bool]:
    """The latest messages in reading order, and whether there are earlier ones."""
    where, known = (_THREAD, {}) if before is None else (_ABOVE, {"moment": before[0], "before": before[1]})
    rest = f"{where} order by t.occurred_at desc, t.id desc limit %(limit)s"
    known |= {"org": conversation.organisation_id, "id": conversation.pk, "limit": limit + 1}
    found = []
    for message, member in shapes.ask([("t", Message), ("m", Member)], rest, known):
        message.member, message.conversation = member, conversation
        found.append(message)
    return found[:limit][::-1], len(found) > limit


def thread_around(conversation: Conversation, message_id: int) -> tuple[list[Message], bool] | None:
    """From a little above the named message to the end (AROUND at most), and whether there are earlier ones; None
    when it is not in this conversation.
    """
    rows = Message.objects.filter(conversation=conversation).select_related("member")
    found = rows.filter(id=message_id).first()
    if found is None:
        return None
    above, has_more = thread(conversation, before=(found.occurred_at, found.pk), limit=ABOVE)
    below = rows.filter(Q(occurred_at__gt=found.occurred_at) | Q(occurred_at=found.occurred_at, id__gt=found.pk))
    return [*above, found, *below.order_by("occurred_at", "id")[:AROUND]], has_more


def message_for(member: Member, message_id: int) -> Message:
    """One message of a conversation the member may see."""
    message = (
        Message.objects.filter(id=message_id, conversation__in=visible_to(member))
        .select_related("conversation__account", "conversation__customer")
        .first()
    )
    if message is None:
        raise Http404
    return message


def of_customer(member: Member, customer_id: int, *, limit: int = 5) -> list[Listed]:
    """The customer's latest conversations the member may see, but for those whose lines stand in another one."""
    rows = visible_to(member).filter(~taken_in(), customer_id=customer_id).order_by("-id")
    return listed(rows.values_list("id", flat=True)[:limit])


def taken_in() -> Exists:
    """A condition: its lines went into another thread, and it has not been open since."""
    merges = ThreadMerge.objects.filter(
        organisation_id=OuterRef("organisation_id"), source=OuterRef("pk"), undone_at__isnull=True
    )
    return Exists(merges.filter(at__gte=OuterRef("closed_at")))


def may(member: Member, permission: str, conversation: Conversation) -> bool:
    """Whether a permission of the inbox reaches this conversation; seeing it is another question."""
    match member.level(permission):
        case Level.ALL:
            return True
        case Level.TEAM:
            return conversation.assignee_id is None or conversation.assignee_id in accounts.team_ids(member)
        case Level.OWN:
            return conversation.assignee_id == member.pk
        case _:
            return False


def get_to(member: Member, permission: str, conversation_id: int) -> Conversation:
    """One conversation to do something with: 404 when not to be seen, OutOfReach when only to be seen."""
    conversation = get_for(member, conversation_id)
    if not may(member, permission, conversation):
        raise OutOfReach
    return conversation


def thread_after(conversation: Conversation, message_id: int) -> tuple[Message, list[Message]] | None:
    """The named message and what stands below it, in reading order; None when it is not in this conversation."""
    rows = Message.objects.filter(conversation=conversation).select_related("member")
    anchor = rows.filter(id=message_id).first()
    if anchor is None:
        return None
    below = rows.filter(Q(occurred_at__gt=anchor.occurred_at) | Q(occurred_at=anchor.occurred_at, id__gt=anchor.pk))
    return anchor, list(below.order_by("occurred_at", "id")[:TAIL])


def colleagues_in(conversation: Conversation, messages: Iterable[Message]) -> dict[str, str]:
    """Names of the colleagues who wrote some of these in the platform's own client; no statement when nobody did."""
    ids = {message.colleague for message in messages if message.colleague}
    return channels.colleague_names(conversation.account.root_id, ids) if ids else {}


def awaited(messages: Iterable[Message]) -> frozenset[int]:
    """Ids of those whose files are still on their way from the platform; no statement when all are here."""
    ids = [
        message.pk
        for message in messages
        if any(not one.get("file_id") for one in message.content.get("attachments", ()))
    ]
    return (
        frozenset(MediaWait.objects.filter(message_id__in=ids).values_list("message_id", flat=True))
        if ids
        else frozenset()
    )


def repliers(member: Member) -> list[Member]:
    """Colleagues the member sees who are active and may answer, by name: to whom they can hand a conversation."""
    active = accounts.visible_members(member).filter(is_active=True).order_by("name", "id")
    return [member for member in active if member.can("inbox.reply")]


def live_rooms(member: Member, tab: Tab) -> list[str]:
    """Rooms of live events a member may listen to on a tab, as ``inbox/live.py`` and the page name them."""
    level = member.level("inbox.view")
    own = f"inbox:member:{member.pk}"
    if level == Level.ALL and tab in {Tab.ALL, Tab.MENTIONS}:
        return ["inbox:all", own]
    if level < Level.TEAM:
        return [own]
    team = (
        [f"inbox:member:{pk}" for pk in sorted(accounts.team_ids(member))] if tab in {Tab.ALL, Tab.MENTIONS} else [own]
    )
    return [*team, "inbox:unassigned"]

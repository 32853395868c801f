"""The talks with whom a case is about: in public and in private, and whether a private one may begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.channels.contracts import Product
from changlai.channels.models import Account
from changlai.customers.models import Identity
from changlai.inbox import queries as inbox
from changlai.inbox.enums import Author, ConversationState
from changlai.inbox.models import Conversation, Message
from changlai.listening.models import Case, CaseMention, Mention
from changlai.listening.queries.places import NOWHERE, places_of


SPOKEN = [Author.CUSTOMER, Author.MEMBER, Author.COLLEAGUE]


@dataclass(frozen=True, slots=True)
class PrivateGrounds:
    """How the person can be written to in private; the window is that of what they said to us."""

    account: Account
    address: dict[str, str]
    identity_id: int | None
    window_opened_at: datetime | None
    window_sent: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of the person, as the case shows it."""

    conversation: Conversation
    product: Product

    @property
    def is_public(self) -> bool:
        return self.product.in_public

    @property
    def is_open(self) -> bool:
        return self.conversation.state == ConversationState.OPEN


def talks_of(case: Case, member: Member) -> list[Talk]:
    """The latest conversations with the customer that the member may see; those that are open first."""
    if not case.customer_id:
        return []
    rows = inbox.visible_to(member).filter(customer_id=case.customer_id).select_related("account")
    found = [Talk(one, channels.product_of(one.account)) for one in rows.order_by("-state", "-last_message_at", "-id")]
    return [one for one in found if one.product.sends]


def first_of(talks: Iterable[Talk], *, is_public: bool) -> Talk | None:
    """The one to go on with."""
    return next((one for one in talks if one.is_public == is_public), None)


def private_talk(case: Case) -> Conversation | None:
    """The open conversation in private with whom the case is about, the liveliest."""
    if not case.customer_id:
        return None
    rows = Conversation.objects.filter(customer_id=case.customer_id, state=ConversationState.OPEN)
    found = rows.select_related("account").order_by("-last_message_at", "-id")
    for one in found:
        product = channels.product_of(one.account)
        if product.sends and not product.in_public:
            return one
    return None


def grounds_of(case: Case) -> PrivateGrounds | None:
    """On what grounds they can be written to in private on the platform they spoke on; None: there is no way."""
    if case.author is None or not case.customer_id or not case.author.kind:
        return None
    mentions = list(Mention.objects.filter(id__in=_mention_ids(case)).order_by("-said_at", "-id"))
    if not mentions:
        return None
    place = places_of(mentions[:1]).get(mentions[0].pk, NOWHERE)
    if place.private is None or place.voice is None or place.voice.private_address is None:
        return None
    address = place.voice.private_address(case.author.key)
    if not address:
        return None
    author = case.author
    identity = Identity.objects.filter(
        customer_id=case.customer_id, kind=author.kind, scope=author.scope, value=author.key
    ).first()
    to_us = next((one for one in mentions if one.to_us), None)
    window = channels.product_of(place.private).window
    may, sent = place.voice.private_messages, 0
    if window is not None and to_us is not None and may:
        sent = max(0, window.messages - may)
    opened = to_us.said_at if to_us is not None and may else None
    return PrivateGrounds(place.private, address, identity.pk if identity else None, opened, sent)


def latest_lines(conversation: Conversation, limit: int) -> list[Message]:
    """The latest lines that somebody said, in reading order."""
    rows = Message.objects.filter(conversation=conversation, author__in=SPOKEN).select_related("member")
    return list(rows.order_by("-occurred_at", "-id")[:limit])[::-1]


def _mention_ids(case: Case) -> list[int]:
    found = list(CaseMention.objects.filter(case=case).values_list("mention_id", flat=True))
    return [*found, *([case.mention_id] if case.mention_id else [])]

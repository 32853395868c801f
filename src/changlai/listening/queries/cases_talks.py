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
from changlai.inbox.enums import Author as Writer
from changlai.inbox.enums import ConversationState
from changlai.inbox.models import Conversation, Message
from changlai.listening.models import Author, Case, CaseMention, Mention
from changlai.listening.queries.places import NOWHERE, places_of

SPOKEN = [Writer.CUSTOMER, Writer.MEMBER, Writer.COLLEAGUE]


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
    door = channels.private_door(place.account, case.author.key) if place.account else None
    return _grounds(case, case.author, mentions, *door) if door else None


def _grounds(
    case: Case, author: Author, mentions: list[Mention], account: Account, address: dict[str, str]
) -> PrivateGrounds:
    """What they said to us opens the platform's window there, for as many messages as it allows."""
    names = Identity.objects.filter(customer_id=case.customer_id or 0, kind=author.kind, scope=author.scope)
    identity = names.filter(value=author.key).first()
    voice, window = channels.voice_of(account), channels.product_of(account).window
    may = voice.private_messages if voice else 0
    to_us = next((one for one in mentions if one.to_us and channels.opens_private(account, one.text)), None)
    opened = to_us.said_at if to_us is not None else None
    used = max(0, window.messages - may) if window is not None and opened else 0
    return PrivateGrounds(account, address, identity.pk if identity else None, opened, used)


def latest_lines(conversation: Conversation, limit: int) -> list[Message]:
    """The latest lines that somebody said, in reading order."""
    rows = Message.objects.filter(conversation=conversation, author__in=SPOKEN).select_related("member")
    return list(rows.order_by("-occurred_at", "-id")[:limit])[::-1]


def _mention_ids(case: Case) -> list[int]:
    found = list(CaseMention.objects.filter(case=case).values_list("mention_id", flat=True))
    return [*found, *([case.mention_id] if case.mention_id else [])]

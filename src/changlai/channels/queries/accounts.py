"""Questions about channel accounts. ``visible_to`` and ``get_for`` are where a person's reading begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404

from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.channels import registry
from changlai.channels.contracts import Inbound, Product, Said, Skipped
from changlai.channels.enums import SendState
from changlai.channels.events import HeardInPublic, InboundReceived
from changlai.channels.models import Account, Colleague, Delivery, Outbox, Stream
from changlai.kernel import db, shapes, tenancy

DELIVERIES = 50
_BY_ID = "from channels_account a where a.organisation_id = any(%(orgs)b::bigint[]) and a.id = any(%(ids)b::bigint[])"
ACCOUNTS = 100  # connected accounts on a page of the API
REPLAYED_AT_ONCE = 10_000  # deliveries


def visible_to(member: Member) -> QuerySet[Account]:
    """Accounts and endpoints a member may look at on the channel pages."""
    return Account.objects.all() if member.can("channels.view") else Account.objects.none()


def get_for(member: Member, account_id: int) -> Account:
    """One account; 404 when it does not exist or is not for this member."""
    account = visible_to(member).filter(id=account_id).first()
    if account is None:
        raise Http404
    return account


def twin_of(channel: str, settings: Mapping[str, Any], *, but: int = 0) -> Account | None:
    """The account, other than ``but``, that is the same connection as one with these settings would be."""
    same = registry.channel(channel).same
    sought = same(settings) if same else ""
    if same is None or not sought:
        return None
    connected = Account.objects.filter(channel=channel, parent__isnull=True).exclude(id=but).order_by("id")
    return next((account for account in connected if same(account.settings) == sought), None)


def product_of(account: Account) -> Product:
    """Name, mark and limits of the kind of place this account is, and whether its settings let anything be sent."""
    product, why = product_named(account.channel, account.product), registry.channel(account.channel).cannot_send
    sentence = why(account.settings) if why and account.parent_id is None else ""  # an endpoint has no settings
    return replace(product, cannot_send=sentence) if sentence else product


def product_named(channel: str, product: str) -> Product:
    """Name, mark and limits alone, by the slugs that an account holds."""
    return registry.product(channel, product)


def product_labels() -> dict[str, Text]:
    """What every product of every channel is called, by its slug; asks no database."""
    return {one.slug: one.label for channel in registry.channels().values() for one in channel.products.values()}


def channel_label(slug: str) -> str:
    """What a channel is called; the slug itself when there is no such channel any more."""
    found = registry.channels().get(slug)
    return str(found.label) if found else slug


def accounts_by_id(ids: Iterable[int]) -> dict[int, Account]:
    """Accounts of the organisations in scope, for labels on lists; one statement."""
    known = {"orgs": list(tenancy.organisations()), "ids": list(set(ids))}
    return {found[0].pk: found[0] for found in shapes.ask([("a", Account)], _BY_ID, known)}


def by_product() -> dict[str, tuple[Product, tuple[int, ...]]]:
    """The products in use with the ids of their accounts and endpoints, switched-off ones included; one statement."""
    found: dict[str, tuple[Product, tuple[int, ...]]] = {}
    for account in Account.objects.order_by("id"):
        ids = found[account.product][1] if account.product in found else ()
        found[account.product] = (product_named(account.channel, account.product), (*ids, account.id))
    return found


def endpoints(account_ids: Iterable[int]) -> dict[tuple[int, str], Account]:
    """Child accounts by (parent, external id); one statement."""
    children = Account.objects.filter(parent_id__in=set(account_ids))
    return {(int(child.parent_id or 0), child.external_id): child for child in children}


def colleague_names(account_id: int, external_ids: Iterable[str]) -> dict[str, str]:
    """How the platform calls our colleagues."""
    found = Colleague.objects.filter(account_id=account_id, external_id__in=set(external_ids))
    return {colleague.external_id: colleague.name for colleague in found}


def colleagues(account_ids: Iterable[int], external_ids: Iterable[str]) -> dict[tuple[int, str], str]:
    """Names of colleagues by (account, the platform's id), for several accounts at once; one statement."""
    found = Colleague.objects.filter(account_id__in=set(account_ids), external_id__in=set(external_ids))
    return {(int(one.account_id), one.external_id): one.name for one in found}


def recipients(member_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Where members can be told something: (account, the platform's id) by member; one statement."""
    rows = Colleague.objects.filter(member_id__in=set(member_ids), account__is_active=True).select_related("account")
    can = {slug for slug, one in registry.channels().items() if one.member_messages}
    return {int(one.member_id or 0): (one.account_id, one.external_id) for one in rows if one.account.channel in can}


def payloads(events: Sequence[InboundReceived | HeardInPublic]) -> dict[int, tuple[bytes, bytes]]:
    """Payload and context of the deliveries that these events tell of, by id; one statement."""
    sql = """select id, payload, coalesce(context, ''::bytea) from channels_delivery
        where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])"""
    found = db.rows(sql, (sorted({e.organisation_id for e in events}), [e.delivery_id for e in events]))
    return {row[0]: (row[1], row[2]) for row in found}


def delivery_kinds(ids: Iterable[int]) -> dict[int, str]:
    """The kinds of stored deliveries; one statement."""
    return dict(Delivery.objects.filter(id__in=set(ids)).values_list("id", "kind"))


def plain_settings(account: Account) -> Mapping[str, Any]:
    """What an adapter is told of an account when it reads a delivery."""
    return {**account.settings, "account_id": account.id}


def top_accounts(member: Member) -> list[Account]:
    """The connected accounts a member may look at, without their endpoints."""
    return list(visible_to(member).filter(parent__isnull=True).order_by("id"))


def accounts_page(member: Member, *, after_id: int, limit: int = ACCOUNTS) -> list[Account]:
    """Connected accounts, the oldest first, one keyset page; one more row than ``limit`` tells that there is more."""
    rows = visible_to(member).filter(parent__isnull=True, id__gt=after_id)
    return list(rows.order_by("id")[: limit + 1])


def top_for(member: Member, account_id: int) -> Account:
    """One connected account; 404 when it does not exist, is an endpoint, or is not for this member."""
    account = get_for(member, account_id)
    if account.parent_id is not None:
        raise Http404
    return account


def endpoints_of(account_ids: Iterable[int]) -> list[Account]:
    """The endpoints of accounts, in the order of their names; one statement."""
    return list(Account.objects.filter(parent_id__in=set(account_ids)).order_by("name", "id"))


def running_streams(account_ids: Iterable[int]) -> list[Stream]:
    """Streams of accounts that are being pulled now; one statement."""
    return list(Stream.objects.filter(account_id__in=set(account_ids), is_running=True).order_by("key"))


def streams_to_start(account: Account) -> list[str]:
    """The names of streams that wait for their first page, or had stopped with an error."""
    waits = Q(is_running=True, cursor="", done=0)
    found = Stream.objects.filter(waits | ~Q(error=""), account=account)
    return list(found.order_by("key").values_list("key", flat=True))


def streams(account: Account) -> QuerySet[Stream]:
    """What is pulled for an account and how far it is."""
    return Stream.objects.filter(account=account).order_by("key")


def deliveries(
    account: Account, *, before_id: int | None = None, kind: str = "", limit: int = DELIVERIES
) -> list[Delivery]:
    """Raw deliveries, the newest first, one keyset page; one more row than ``limit`` tells that there is more."""
    rows = Delivery.objects.filter(account_id=account.id)
    if kind:
        rows = rows.filter(kind=kind)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows.order_by("-id")[: limit + 1])


def delivery_of(account: Account, delivery_id: int) -> Delivery:
    """One raw delivery of the account; 404 when it is not its own or no longer kept."""
    delivery = Delivery.objects.filter(account_id=account.id, id=delivery_id).first()
    if delivery is None:
        raise Http404
    return delivery


def delivery_ids_since(account: Account, moment: datetime, limit: int) -> list[int]:
    """Ids of what arrived at ``moment`` or later, the oldest first, at most ``limit``."""
    rows = Delivery.objects.filter(account_id=account.id, received_at__gte=moment)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def meaning(account: Account, delivery: Delivery) -> Sequence[Inbound | Said] | Skipped:
    """What a stored delivery says, as its adapter reads it today. Raises whatever a parser's mistake raises."""
    channel, settings = registry.channel(account.channel), plain_settings(account)
    told = delivery.kind, bytes(delivery.payload), bytes(delivery.context or b""), settings
    if delivery.in_public:
        return channel.voice.read(*told) if channel.voice else Skipped("unknown_event")
    return channel.parser.parse(*told)


_REFERENCES = """
    select o.account_id, x.p, o.reference from channels_outbox o
    join unnest(%b::bigint[], %b::text[]) x(a, p) on o.account_id = x.a and (o.platform_id = x.p or o.key = x.p)
    where x.p <> '' order by o.id"""


def references(wanted: Sequence[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Whose messages these are: by account and the platform's id of a message, or our key, which some take as it."""
    rows = db.rows(_REFERENCES, ([account for account, _ in wanted], [platform_id for _, platform_id in wanted]))
    return {(row[0], row[1]): row[2] for row in rows}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands at the door out: so many messages in so many conversations, the ``oldest`` since then."""

    messages: int
    conversations: int
    oldest: datetime | None


def waiting() -> Waiting:
    """The queued messages of the organisation in scope; one statement."""
    found = Outbox.objects.filter(state=SendState.QUEUED).aggregate(
        messages=Count("id"), conversations=Count("thread", distinct=True), oldest=Min("queued_at")
    )
    return Waiting(**found)

"""Questions about channel accounts. ``visible_to`` and ``get_for`` are where a person's reading begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels import registry
from changlai.channels.contracts import Inbound, Product, Skipped
from changlai.channels.enums import Figure, Outcome, SendState
from changlai.channels.events import InboundReceived
from changlai.channels.models import Account, Colleague, Delivery, Outbox, Stream, Tally
from changlai.kernel import db, tenancy
from changlai.kernel.events import dead

HEALTH_DAYS = 7
BELL = "bell"  # the reason under which the edge tallies bells
DELIVERIES = 50
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
    """Name, mark and limits of the kind of place this account is."""
    return registry.product(account.channel, account.product)


def channel_label(slug: str) -> str:
    """What a channel is called; the slug itself when there is no such channel any more."""
    found = registry.channels().get(slug)
    return str(found.label) if found else slug


def accounts_by_id(ids: Iterable[int]) -> dict[int, Account]:
    """Accounts of the organisations in scope, for labels on lists; one statement."""
    return {account.id: account for account in Account.objects.filter(id__in=set(ids))}


def by_product() -> dict[str, tuple[Product, tuple[int, ...]]]:
    """The products in use with the ids of their accounts and endpoints, switched-off ones included; one statement."""
    found: dict[str, tuple[Product, tuple[int, ...]]] = {}
    for account in Account.objects.order_by("id"):
        ids = found[account.product][1] if account.product in found else ()
        found[account.product] = (product_of(account), (*ids, account.id))
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


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one stored delivery means."""

    event: InboundReceived
    inbounds: Sequence[Inbound]
    skipped: str = ""  # reason; then there are no inbounds


def parsed(events: Sequence[InboundReceived]) -> list[Parsed]:
    """Load the deliveries of these events and parse them; two statements, whatever their number.

    A delivery whose partition has been dropped is skipped as ``expired``. A parser's mistake is an exception: the
    batch is bisected and the delivery becomes a dead letter that can be replayed when the parser is mended.
    """
    payloads = _payloads(events)
    accounts = accounts_by_id(event.account_id for event in events)
    settings = {account_id: _plain_settings(account) for account_id, account in accounts.items()}
    found = []
    for event in events:
        account, row = accounts.get(event.account_id), payloads.get(event.delivery_id)
        if account is None or row is None:
            found.append(Parsed(event, (), "account_removed" if account is None else "expired"))
            continue
        answer = registry.channel(account.channel).parser.parse(event.kind, row[0], row[1], settings[account.id])
        found.append(Parsed(event, (), answer.reason) if isinstance(answer, Skipped) else Parsed(event, answer))
    return found


def _payloads(events: Sequence[InboundReceived]) -> dict[int, tuple[bytes, bytes]]:
    sql = """select id, payload, coalesce(context, ''::bytea) from channels_delivery
        where organisation_id = any(%b::bigint[]) and id = any(%b::bigint[])"""
    found = db.rows(sql, (sorted({e.organisation_id for e in events}), [e.delivery_id for e in events]))
    return {row[0]: (row[1], row[2]) for row in found}


def delivery_kinds(ids: Iterable[int]) -> dict[int, str]:
    """The kinds of stored deliveries; one statement."""
    return dict(Delivery.objects.filter(id__in=set(ids)).values_list("id", "kind"))


def _plain_settings(account: Account) -> Mapping[str, Any]:
    return {**account.settings, "account_id": account.id}


@dataclass(frozen=True, slots=True)
class Health:
    """An account's figures over the last days, and the reasons behind what was skipped, refused or failed."""

    figures: dict[Figure, int]
    reasons: list[tuple[Figure, str, int]]  # figure, reason, count; the most frequent first
    since: date


_FIGURES = {
    Outcome.RECEIVED: Figure.RECEIVED,
    Outcome.STORED: Figure.STORED,
    Outcome.REPEATED: Figure.REPEATED,
    Outcome.SKIPPED: Figure.SKIPPED,
    Outcome.REFUSED: Figure.REFUSED,
    Outcome.FAILED: Figure.FAILED_CALLS,
}


def health(account_ids: Sequence[int]) -> dict[int, Health]:
    """Health of accounts over the last seven days; two statements."""
    since = timezone.now().date() - timedelta(days=HEALTH_DAYS - 1)
    rows = (
        Tally.objects.filter(account_id__in=account_ids, day__gte=since, outcome__in=_FIGURES)
        .values("account_id", "outcome", "reason")
        .annotate(total=Sum("count"))
        .order_by("-total", "outcome", "reason")
    )
    figures: dict[int, dict[Figure, int]] = {account_id: dict.fromkeys(Figure, 0) for account_id in account_ids}
    reasons: dict[int, list[tuple[Figure, str, int]]] = {account_id: [] for account_id in account_ids}
    for row in rows:
        figure = Figure.BELLS if row["reason"] == BELL else _FIGURES[Outcome(row["outcome"])]
        figures[row["account_id"]][figure] += row["total"]
        if row["reason"] and figure != Figure.BELLS:
            reasons[row["account_id"]].append((figure, row["reason"], row["total"]))
    given_up = dead.counts_by_fact(tenancy.organisations(), "channels.InboundReceived", "account_id", since)
    return {
        account_id: Health(_disjoint(figures[account_id], given_up.get(account_id, 0)), reasons[account_id], since)
        for account_id in account_ids
    }


def _disjoint(figures: dict[Figure, int], given_up: int) -> dict[Figure, int]:
    """The figures with each delivery in one place: what was stored and then skipped or given up is not under stored.

    A consumer that is set back in the log tallies what it skips once more: then no more is taken away than there is.
    """
    stored = figures[Figure.STORED]
    skipped = min(figures[Figure.SKIPPED], stored)
    failed = min(given_up, stored - skipped)
    own = {Figure.SKIPPED: skipped, Figure.FAILED: failed, Figure.STORED: stored - skipped - failed}
    return {figure: own.get(figure, count) for figure, count in figures.items()}


def has_called(account: Account, *, by_check: bool) -> bool:
    """Whether the platform has reached our address: by its own check of it, or with anything."""
    wanted = Outcome.CHECKED if by_check else Outcome.RECEIVED
    return Tally.objects.filter(account_id=account.id, outcome=wanted).exists()


_LATEST = """select a.id, (select d.received_at from channels_delivery d
      where d.organisation_id = a.organisation_id and d.account_id = a.id order by d.id desc limit 1)
    from channels_account a where a.organisation_id = any(%s::bigint[]) and a.id = any(%s::bigint[])"""


def last_received(accounts: Iterable[Account]) -> dict[int, datetime | None]:
    """When something last arrived for each account; one statement."""
    wanted = list(accounts)
    organisations = sorted({account.organisation_id for account in wanted})
    return dict(db.rows(_LATEST, (organisations, [account.id for account in wanted])))


def top_accounts(member: Member) -> list[Account]:
    """The connected accounts a member may look at, without their endpoints."""
    return list(visible_to(member).filter(parent__isnull=True).order_by("id"))


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


def meaning(account: Account, delivery: Delivery) -> Sequence[Inbound] | Skipped:
    """What a stored delivery says, as its adapter reads it today. Raises whatever a parser's mistake raises."""
    parser = registry.channel(account.channel).parser
    return parser.parse(
        delivery.kind, bytes(delivery.payload), bytes(delivery.context or b""), _plain_settings(account)
    )


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

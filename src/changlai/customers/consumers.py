"""From what platforms told to customers and their timelines: the heart of the one-way street."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from changlai.channels import actions as channels
from changlai.channels import queries as channel_queries
from changlai.channels.contracts import Follow, Inbound
from changlai.channels.enums import InboundKind, Outcome
from changlai.channels.events import DeliveryFailed, InboundReceived, WelcomeSettled
from changlai.channels.models import Account
from changlai.channels.queries import Parsed
from changlai.customers import actions
from changlai.customers.actions import Entry, Met, NowhereTold, Person
from changlai.customers.enums import InteractionKind
from changlai.customers.events import ReceiptReceived
from changlai.kernel.events import consumer, publish

KINDS = {
    InboundKind.MESSAGE: InteractionKind.MESSAGE_IN,
    InboundKind.COLLEAGUE_MESSAGE: InteractionKind.COLLEAGUE_MESSAGE,
    InboundKind.ENTERED: InteractionKind.ENTERED,
    InboundKind.FOLLOW_ADDED: InteractionKind.FOLLOW_ADDED,
    InboundKind.FOLLOW_REMOVED: InteractionKind.FOLLOW_REMOVED,
    InboundKind.VIEWED: InteractionKind.VIEWED,
}
WELCOME_PART = -1  # beside the parts of the delivery that the welcome answers
RECEIPTS = {InboundKind.SEND_FAILED, InboundKind.RECALLED, InboundKind.SEEN}


@dataclass(frozen=True, slots=True)
class Fact:
    """One inbound fact, the event it came with and, once resolved, whose it is."""

    event: InboundReceived
    part: int
    inbound: Inbound
    account_id: int  # the endpoint
    product: str  # slug of the endpoint's
    customer_id: int = 0
    identity_id: int = 0


@consumer("customers.timeline", reads=[InboundReceived])
def record_inbounds(events: Sequence[InboundReceived]) -> None:
    """Resolve who it was, keep what was told of them, append to their timelines: about a dozen statements a batch."""
    parsed = channel_queries.parsed(events)
    _count_skipped(parsed)
    facts = list(_facts(parsed))
    people = [
        Person(f.event.organisation_id, f.account_id, f.inbound.identities, f.inbound.occurred_at, f.inbound.profile)
        for f in facts
        if f.inbound.identities
    ]
    met = iter(actions.meet(people))
    known = [_met(f, next(met)) for f in facts if f.inbound.identities]
    actions.keep_profiles(
        [(f.event.organisation_id, f.customer_id, f.inbound.profile, f.inbound.occurred_at) for f in known]
    )
    actions.order_portraits(
        sorted({(f.event.organisation_id, f.customer_id) for f in known if f.inbound.profile.avatar_url})
    )
    actions.keep_follows([_follow(f, f.inbound.follow) for f in known if f.inbound.follow], whole=False)
    actions.keep_follows([_follow(f, one) for f in known for one in f.inbound.follows], whole=True)
    actions.record([_entry(f) for f in known if f.inbound.kind in KINDS])
    nameless = [f for f in facts if not f.inbound.identities]
    publish(*(_receipt(f) for f in [*known, *nameless] if f.inbound.kind in RECEIPTS))
    actions.keep_reach(_failed(facts), _heard(known))


def _failed(facts: Iterable[Fact]) -> list[NowhereTold]:
    return [
        NowhereTold(f.event.organisation_id, claim, f.inbound.occurred_at, f.inbound.reason)
        for f in facts
        for claim in f.inbound.undeliverable
    ]


def _heard(known: Iterable[Fact]) -> list[NowhereTold]:
    """The person wrote from there: no reason stands against it any more."""
    return [
        NowhereTold(f.event.organisation_id, claim, f.inbound.occurred_at)
        for f in known
        if f.inbound.kind == InboundKind.MESSAGE
        for claim in f.inbound.identities
    ]


def _met(fact: Fact, met: Met) -> Fact:
    return replace(fact, customer_id=met.customer_id, identity_id=met.identity_id)


def _follow(fact: Fact, follow: Follow) -> tuple[int, int, int, Follow, datetime]:
    event = fact.event
    return (event.organisation_id, fact.customer_id, event.account_id, follow, fact.inbound.occurred_at)


def _count_skipped(parsed: Iterable[Parsed]) -> None:
    skipped = Counter(
        (p.event.organisation_id, p.event.account_id, p.skipped) for p in parsed if p.skipped and not p.event.again
    )
    channels.note_many(
        [(org, account, Outcome.SKIPPED, reason, count) for (org, account, reason), count in sorted(skipped.items())]
    )


def _facts(parsed: Sequence[Parsed]) -> Iterator[Fact]:
    """Every fact with the endpoint it came to; unknown endpoints fall back to the account."""
    wanted = {p.event.account_id for p in parsed for inbound in p.meant if inbound.endpoint}
    endpoints: dict[tuple[int, str], Account] = channel_queries.endpoints(wanted) if wanted else {}
    for p in parsed:
        for part, inbound in enumerate(p.meant):
            endpoint = endpoints.get((p.event.account_id, inbound.endpoint))
            account_id, product = (endpoint.id, endpoint.product) if endpoint else (p.event.account_id, p.product)
            yield Fact(p.event, part, inbound, account_id, product)


def _entry(fact: Fact) -> Entry:
    inbound, event = fact.inbound, fact.event
    facts: dict[str, object] = {"source": fact.product}
    colleague = ""
    if inbound.follow is not None:
        colleague = inbound.follow.member
        facts |= {"state": inbound.follow.state, "way": inbound.follow.way, "removed": inbound.follow.removed}
    if inbound.kind == InboundKind.COLLEAGUE_MESSAGE and inbound.content is not None:
        colleague = str(inbound.content.raw.get("servicer_userid", ""))
    return Entry(
        event.organisation_id,
        fact.customer_id,
        fact.account_id,
        KINDS[inbound.kind],
        inbound.occurred_at,
        event.delivery_id,  # the cause: a replay publishes the same delivery as a new event, and nothing doubles
        fact.part,
        facts=facts,
        content=inbound.content,
        platform_id=inbound.platform_id,
        address=inbound.address,
        colleague=colleague,
        identity_id=fact.identity_id,
        is_automatic=inbound.is_automatic,
    )


def _receipt(fact: Fact) -> ReceiptReceived:
    inbound = fact.inbound
    return ReceiptReceived(
        organisation_id=fact.event.organisation_id,
        key=fact.customer_id or fact.account_id,
        customer_id=fact.customer_id,
        account_id=fact.account_id,
        kind=inbound.kind,
        platform_id=inbound.platform_id,
        reason=inbound.reason,
        occurred_at=inbound.occurred_at,
    )


@consumer("customers.reach", reads=[DeliveryFailed])
def keep_refused(events: Sequence[DeliveryFailed]) -> None:
    """An address that was refused at once leads nowhere, as one whose mail comes back."""
    actions.keep_reach(
        [NowhereTold(e.organisation_id, claim, e.at, e.reason) for e in events for claim in e.undeliverable], []
    )


@consumer("customers.welcomes", reads=[WelcomeSettled])
def record_welcomes(events: Sequence[WelcomeSettled]) -> None:
    """A welcome, sent or not, stands on the timeline of the person it was for."""
    kinds = channel_queries.delivery_kinds(e.delivery_id for e in events)
    originals = [
        InboundReceived(
            organisation_id=e.organisation_id,
            key=e.key,
            id=e.id,
            account_id=e.account_id,
            delivery_id=e.delivery_id,
            kind=kinds[e.delivery_id],
        )
        for e in events
        if e.delivery_id in kinds
    ]
    parsed = {p.event.id: p for p in channel_queries.parsed(originals)}
    told = [(e, parsed[e.id].meant[0]) for e in events if e.id in parsed and parsed[e.id].meant]
    people = actions.meet([Person(e.organisation_id, e.account_id, inbound.identities, e.at) for e, inbound in told])
    actions.record(
        [
            Entry(
                e.organisation_id,
                met.customer_id,
                e.account_id,
                InteractionKind.WELCOME,
                e.at,
                e.delivery_id,
                WELCOME_PART,
                facts={"outcome": e.outcome, "seconds": e.seconds, "detail": e.detail},
                identity_id=met.identity_id,
            )
            for (e, _), met in zip(told, people, strict=True)
        ]
    )

"""May a person be written to of one's own accord: the gate's rules about them, all channels and purposes at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from changlai.channels.contracts import Product
from changlai.compliance.contracts import Decision, SendRequest
from changlai.compliance.enums import Purpose
from changlai.compliance.queries.contact import listed, of_cap, of_entry, of_quiet, of_word
from changlai.compliance.queries.decisions import YES
from changlai.customers.models import Customer
from changlai.kernel import db

_SAID = """
    select distinct on (purpose, channel) purpose, channel, at, id, is_given from compliance_consent
    where organisation_id = %s and customer_id = %s order by purpose, channel, at desc, id desc"""
_QUIET = """
    select q.channel, q.starts_at, q.ends_at, o.time_zone from compliance_quiethours q
    join accounts_organisation o on o.id = q.organisation_id where q.organisation_id = %s"""
_HAD = """
    select p.purpose, p.messages, p.days, (select count(*) from compliance_ledgerentry c
      where c.organisation_id = p.organisation_id
      and c.customer_id = %(customer)s and c.purpose = p.purpose and c.at > %(now)s - make_interval(days => p.days))
    from compliance_cap p where p.organisation_id = %(org)s"""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rules ask about one person."""

    entry: db.Row | None
    said: Sequence[db.Row]  # purpose, channel, moment, id, yes or no; the last word of each
    quiet: dict[str, db.Row]  # by channel
    caps: dict[str, db.Row]  # by purpose


def about_person(customer: Customer, products: Iterable[Product], now: datetime) -> dict[tuple[str, Purpose], Decision]:
    """The answer by the slug of a channel and the purpose; six statements, however many channels there are."""
    known = _known(customer, now)
    return {
        (product.slug, purpose): _answer(known, _request(customer, product, purpose, now))
        for product in products
        for purpose in Purpose
    }


def _known(customer: Customer, now: datetime) -> _Known:
    org = customer.organisation_id
    return _Known(
        entry=listed(org, customer.pk, now),
        said=db.rows(_SAID, (org, customer.pk)),
        quiet={channel: tuple(rule) for channel, *rule in db.rows(_QUIET, (org,))},
        caps={
            purpose: tuple(cap) for purpose, *cap in db.rows(_HAD, {"org": org, "customer": customer.pk, "now": now})
        },
    )


def _request(customer: Customer, product: Product, purpose: Purpose, now: datetime) -> SendRequest:
    return SendRequest(
        organisation_id=customer.organisation_id,
        customer_id=customer.pk,
        account_id=0,
        product=product,
        is_active=True,
        kind="text",
        now=now,
        purpose=purpose,
    )


def _answer(known: _Known, request: SendRequest) -> Decision:
    """The first of the rules that says no, in the order of the gate."""
    slug = request.product.slug
    words = [row for row in known.said if row[0] == request.purpose and row[1] in {"", slug}]
    last = max(words, key=lambda row: (row[2], row[3]), default=None)
    decisions = (
        of_entry(request, known.entry),
        of_word(request, said=last[4] if last else None),
        of_quiet(request, known.quiet.get(slug) or known.quiet.get("")),
        of_cap(known.caps.get(request.purpose)),
    )
    return next((one for one in decisions if not one.allowed), YES)

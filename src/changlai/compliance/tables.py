"""What the pages of compliance show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.channels import queries as channels
from changlai.compliance import queries
from changlai.compliance.contracts import Decision
from changlai.compliance.enums import Purpose, RequestKind, RequestState, SaidBy
from changlai.compliance.models import Consent, SubjectRequest
from changlai.customers import actions as customers
from changlai.customers import queries as people
from changlai.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a channel and a purpose are open for this customer now, and why not."""

    product: Any
    purpose: Purpose
    decision: Decision


@dataclass(frozen=True, slots=True)
class CommonAnswer:
    """The same answer about one purpose on several channels, told once.

    ``is_everywhere``: these are all that can send. ``reasons`` are whole sentences, one where it is the same for all.
    """

    products: list[Any]
    purpose: Purpose
    is_allowed: bool
    is_everywhere: bool
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the customer, with what it was about and how it came."""

    consent: Consent
    purpose: Any
    channel: Any
    way: Any


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request, with what may be done about it now."""

    request: SubjectRequest
    kind: Any
    state: Any
    customer: Customer | None
    can_approve: bool
    can_call_off: bool
    can_fetch: bool
    can_retry: bool
    trouble: str  # why it failed, in words


def answers(customer: Customer, now: datetime) -> list[Answer]:
    """The gate's rules about the person, for every connected channel: of one's own accord, not as an answer."""
    products = {product.slug: product for product, _ids in channels.by_product().values() if product.sends}
    told = queries.about_person(customer, products.values(), now)
    return [Answer(products[slug], purpose, decision) for (slug, purpose), decision in told.items()]


# What the gate says of one channel, said of several at once.
_OF_SEVERAL = {
    "opted_out": _("The customer does not want %(purpose)s there. You can answer when they write."),
    "no_consent": _("The customer has not agreed to marketing there. Ask first and note it on their page."),
}


def in_common(answers: Sequence[Answer]) -> list[CommonAnswer]:
    """The answers by purpose, those with the same rule as one."""
    alike: dict[tuple[Purpose, str], list[Answer]] = {}
    for one in sorted(answers, key=lambda one: list(Purpose).index(one.purpose)):
        alike.setdefault((one.purpose, one.decision.rule), []).append(one)
    count = len({one.product.slug for one in answers})
    return [
        CommonAnswer(
            [one.product for one in held],
            purpose,
            held[0].decision.allowed,
            len(held) == count > 1,
            _reasons(rule, purpose, [one.decision for one in held]),
        )
        for (purpose, rule), held in alike.items()
    ]


def _reasons(rule: str, purpose: Purpose, decisions: Sequence[Decision]) -> list[str]:
    told = [" ".join(str(part) for part in (one.sentence, one.still_allowed) if part) for one in decisions]
    different = [sentence for sentence in dict.fromkeys(told) if sentence]
    if len(different) > 1 and rule in _OF_SEVERAL:
        return [str(_OF_SEVERAL[rule]) % {"purpose": purpose.label}]
    return different


def said(customer: Customer) -> list[Word]:
    """What they have said, the latest first."""
    products = {slug: product.label for slug, (product, _ids) in channels.by_product().items()}
    return [
        Word(one, Purpose(one.purpose).label, products.get(one.channel, ""), SaidBy(one.way).label)
        for one in queries.consents(customer)
    ]


def open_requests(customer: Customer) -> list[RequestKind]:
    """Which kinds of request are under way for this customer."""
    return [kind for kind in RequestKind if queries.open_request(customer.pk, kind)]


def holdings(customer: Customer) -> list[tuple[Any, int]]:
    """What every module would erase."""
    lines = [line for one in customers.participants() for line in one.holdings([customer.pk])]
    return [(line.label, line.counts.get(customer.pk, 0)) for line in lines if line.counts.get(customer.pk)]


def request_rows(found: Sequence[SubjectRequest], member: Member, now: datetime) -> list[RequestRow]:
    """Requests with their customers, who may be gone; two statements."""
    there = people.by_id(one.subject_id for one in found)
    return [
        RequestRow(
            one,
            RequestKind(one.kind).label,
            RequestState(one.state).label,
            there.get(one.subject_id),
            can_approve=one.state == RequestState.ASKED and one.asked_by_id != member.pk,
            can_call_off=one.state in queries.OPEN,
            can_fetch=bool(one.file_id and not one.fetched_at and one.expires_at and one.expires_at > now),
            can_retry=queries.can_retry(one),
            trouble=queries.why_failed(one),
        )
        for one in found
    ]

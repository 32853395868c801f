"""The facts of a customer that a person writes: made by hand, changed, phones and addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels.contracts import reach
from changlai.customers.actions.fields import fill_in, note_changes
from changlai.customers.actions.telling import tell_screens
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import InteractionKind
from changlai.customers.errors import KnownElsewhere, NotYet
from changlai.customers.models import Customer, Field, Identity
from changlai.customers.queries import visible_to
from changlai.kernel import audit
from changlai.kernel.events import thread_key

COLUMNS = ("name", "gender", "birthday", "company", "position", "city", "address", "source")
CONTACTS = ("phone", "email")
CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Basics:
    """The facts every customer has; ``phones`` and ``emails`` as they were typed."""

    name: str
    gender: str = ""
    birthday: date | None = None
    company: str = ""
    position: str = ""
    city: str = ""
    address: str = ""
    source: str = ""
    phones: Sequence[str] = field(default_factory=tuple)
    emails: Sequence[str] = field(default_factory=tuple)


@transaction.atomic
def create(  # noqa: PLR0913 - all a new customer is made of
    *,
    organisation_id: int,
    basics: Basics,
    owner: Member | None,
    by: Member,
    now: datetime,
    given: Mapping[int, object],
    fields: Sequence[Field] = (),
) -> Customer:
    """Make a customer by hand. Every required field is asked for. Raises KnownElsewhere, BadValue, Missing, Taken."""
    customer = Customer(
        organisation_id=organisation_id,
        is_named_by_hand=True,
        by_hand=[name for name in COLUMNS if getattr(basics, name)],
        owner=owner,
        created_at=now,
    )
    for name in COLUMNS:
        setattr(customer, name, getattr(basics, name))
    customer.save()
    for kind, told in (("phone", basics.phones), ("email", basics.emails)):
        for text in told:
            _claim(customer, kind, text, by, now)
    asked = {one.pk: given.get(one.pk, "") for one in fields if one.is_required or one.pk in given}
    fill_in(customer=customer, given=asked, by=by, now=now, fields=fields)
    facts = {"member_id": by.pk, "member": by.name}
    record([Entry(organisation_id, customer.pk, None, InteractionKind.CREATED, now, own_causes()[0], facts=facts)])
    audit.record("customers.created", actor=by, obj=customer)
    return customer


@transaction.atomic
def edit(*, customer: Customer, changes: Mapping[str, object], by: Member, now: datetime) -> bool:
    """Change facts, by the name of the column; platforms no longer change them. True when something is different."""
    before = {name: getattr(customer, name) for name in changes if name in COLUMNS}
    news = {name: changes[name] for name, value in before.items() if value != changes[name]}
    if not news:
        return False
    for name, value in news.items():
        setattr(customer, name, value)
    customer.by_hand = sorted({*customer.by_hand, *news})
    customer.is_named_by_hand = customer.is_named_by_hand or "name" in news
    customer.save(update_fields=[*news, "by_hand", "is_named_by_hand"])
    lines = [
        {"field": name, "before": str(before[name] or ""), "after": str(value or ""), "basic": "1"}
        for name, value in news.items()
    ]
    note_changes(customer=customer, lines=lines, by=by, now=now)
    changed = {str(line["field"]): [line["before"], line["after"]] for line in lines}
    action = "customers.renamed" if set(news) == {"name"} else "customers.edited"
    audit.record(action, actor=by, obj=customer, changes={"fields": sorted(changed)})  # no values: see Customer
    return True


@transaction.atomic
def add_contact(*, customer: Customer, kind: str, text: str, by: Member, now: datetime) -> Identity | None:
    """Add a phone number or an e-mail address; None when it is none. Raises KnownElsewhere.

    From then on whoever writes from it is this customer.
    """
    added = _claim(customer, kind, text, by, now)
    if added is not None:
        audit.record("customers.contact_added", actor=by, obj=customer, changes={"kind": kind})
        _refresh(customer)
    return added


@transaction.atomic
def remove_contact(*, identity: Identity, by: Member) -> None:
    """Take a phone number or an e-mail address away; names that platforms gave stay."""
    audit.record("customers.contact_removed", actor=by, obj=identity.customer, changes={"kind": identity.kind})
    _refresh(identity.customer)
    identity.delete()


def normal(kind: str, text: str) -> str:
    """The one form of a phone number or an e-mail address; empty when it is none."""
    return reach.phone(text)[0] if kind == "phone" else reach.email(text)


def _claim(customer: Customer, kind: str, text: str, by: Member, now: datetime) -> Identity | None:
    value = normal(kind, text)
    if not value:
        return None
    made, is_new = Identity.objects.get_or_create(
        organisation_id=customer.organisation_id,
        kind=kind,
        scope="",
        value=value,
        defaults={"customer": customer, "is_exclusive": False, "created_at": now},
    )
    if not is_new and made.customer_id != customer.pk:
        holder = visible_to(by).filter(id=made.customer_id).first()
        raise KnownElsewhere(holder.name if holder else "")
    return made


def _refresh(customer: Customer) -> None:
    tell_screens([(customer.organisation_id, customer.pk)])


@transaction.atomic
def report(  # noqa: PLR0913 - what another system reports has these parts
    *,
    customer: Customer,
    kind: InteractionKind,
    key: int,
    title: str,
    text: str,
    occurred_at: datetime,
    seconds: int | None,
    by: Member,
) -> bool:
    """Put what another system knows on the timeline; ``key`` is its id there: the same at the same moment is kept
    once. Returns whether it was new. Raises NotYet for a moment more than a day ahead: clocks differ, not years.
    """
    if occurred_at > timezone.now() + CLOCKS_APART:
        raise NotYet
    facts: dict[str, object] = {"title": title, "member_id": by.pk, "member": by.name}
    facts |= {"text": text} if text else {}
    facts |= {"seconds": seconds} if seconds is not None else {}
    cause = -(thread_key("report", str(customer.organisation_id), str(kind), str(key)))
    entry = Entry(customer.organisation_id, customer.pk, None, kind, occurred_at, cause, facts=facts)
    return bool(record([entry]))

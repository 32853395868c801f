"""The facts of a customer that a person writes: made by hand, changed, phones and addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels.contracts import reach
from changlai.customers import sources
from changlai.customers.actions.doubts import SHARED
from changlai.customers.actions.fields import fill_in, note_many_changes
from changlai.customers.actions.telling import handed_over, tell_screens
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.actions.unchecked import mark_unchecked
from changlai.customers.enums import InteractionKind
from changlai.customers.errors import KnownElsewhere, NoContact, NotYet, SeveralContacts
from changlai.customers.models import Customer, Identity
from changlai.customers.queries import visible_to
from changlai.kernel import audit, db
from changlai.kernel.events import publish, thread_key
from changlai.kernel.tenancy import organisation_id
from changlai.records.models import Field

COLUMNS = ("name", "gender", "birthday", "company", "position", "city", "address", "source")
CONTACTS = ("phone", "email")
CLOCKS_APART = timedelta(days=1)
_WRITE = """
    update customers_customer c set {name} = %(value)s, is_named_by_hand = is_named_by_hand or %(name)s = 'name',
      by_hand = (
        select jsonb_agg(e order by e)
        from (select jsonb_array_elements_text(c.by_hand) union select %(name)s::text) y(e))
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[])"""


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
    shares: bool = False,
) -> Customer:
    """Make a customer by hand. Every required field is asked for. ``shares``: somebody has looked, and a number or
    address of another customer is used by both. Raises KnownElsewhere, BadValue, Missing, Taken."""
    customer = Customer(
        organisation_id=organisation_id,
        is_named_by_hand=True,
        by_hand=[name for name in COLUMNS if getattr(basics, name)],
        owner=owner,
        created_at=now,
    )
    for name in COLUMNS:
        setattr(customer, name, getattr(basics, name))
    customer.source = sources.kept(customer.source)
    customer.save()
    for kind, told in (("phone", basics.phones), ("email", basics.emails)):
        for text in told:
            _claim(customer, kind, text, by, now, shares=shares)
    mark_unchecked([(organisation_id, customer.pk)])
    asked = {one.pk: given.get(one.pk, "") for one in fields if one.is_required or one.pk in given}
    fill_in(customer=customer, given=asked, by=by, now=now, fields=fields)
    facts = {"member_id": by.pk, "member": by.name}
    record([Entry(organisation_id, customer.pk, None, InteractionKind.CREATED, now, own_causes()[0], facts=facts)])
    audit.record("customers.created", actor=by, obj=customer)
    if owner is not None:
        publish(handed_over(customer, None, owner, by, now))
    return customer


@transaction.atomic
def edit(*, customer: Customer, changes: Mapping[str, object], by: Member, now: datetime) -> bool:
    """Change facts, by the name of the column; platforms no longer change them. True when something is different."""
    if not edit_many(ids=[customer.pk], changes=changes, by=by, now=now):
        return False
    customer.refresh_from_db(fields=[*(name for name in changes if name in COLUMNS), "by_hand", "is_named_by_hand"])
    return True


@transaction.atomic
def edit_many(*, ids: Sequence[int], changes: Mapping[str, object], by: Member, now: datetime) -> set[int]:
    """Give customers the same facts, as ``edit`` does; those that are different now. A fixed number of statements for
    each fact.
    """
    changes = {**changes, "source": sources.kept(str(changes["source"]))} if "source" in changes else changes
    names = [name for name in COLUMNS if name in changes]
    held = Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    told: dict[int, list[dict[str, str]]] = {}
    for row in held.values("pk", *names) if names else ():
        different = [name for name in names if row[name] != changes[name]]
        if different:
            told[row["pk"]] = [_line(name, row[name], changes[name]) for name in different]
    if not told:
        return set()
    org = organisation_id()
    for name in names:
        changed = [one for one, lines in told.items() if any(line["field"] == name for line in lines)]
        if changed:
            db.run(_WRITE.format(name=name), {"org": org, "ids": changed, "name": name, "value": changes[name]})
    note_many_changes(told, by=by, now=now)
    mark_unchecked([(org, one) for one in told])
    _write_down(told, by)
    return set(told)


def _line(name: str, before: object, after: object) -> dict[str, str]:
    return {"field": name, "before": str(before or ""), "after": str(after or ""), "basic": "1"}


def _write_down(told: Mapping[int, Sequence[Mapping[str, str]]], by: Member) -> None:
    """No values: see Customer. Of many one line."""
    fields = sorted({line["field"] for lines in told.values() for line in lines})
    if len(told) > 1:
        audit.record("customers.many_edited", actor=by, changes={"fields": fields, "customers": len(told)})
        return
    action = "customers.renamed" if fields == ["name"] else "customers.edited"
    audit.record(action, actor=by, obj=Customer.objects.get(pk=next(iter(told))), changes={"fields": fields})


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


@transaction.atomic
def set_contact(*, customer_id: int, kind: str, text: str, by: Member, now: datetime) -> None:
    """The phone number or e-mail address of who has one, or none: another one, or with an empty text none. Raises
    SeveralContacts, NoContact for what is none, KnownElsewhere.
    """
    customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer_id)
    held = list(Identity.objects.filter(customer=customer, kind=kind).order_by("id"))
    if len(held) > 1:
        raise SeveralContacts(customer.name)
    value = normal(kind, text)
    if text and not value:
        raise NoContact
    if held and held[0].value == value:
        return
    for identity in held:
        remove_contact(identity=identity, by=by)
    if value:
        add_contact(customer=customer, kind=kind, text=text, by=by, now=now)


def normal(kind: str, text: str) -> str:
    """The one form of a phone number or an e-mail address; empty when it is none."""
    return reach.phone(text)[0] if kind == "phone" else reach.email(text)


def _claim(
    customer: Customer, kind: str, text: str, by: Member, now: datetime, *, shares: bool = False
) -> Identity | None:
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
    if not is_new and made.customer_id != customer.pk and shares:
        made, _ = Identity.objects.get_or_create(
            organisation_id=customer.organisation_id,
            kind=kind,
            scope=f"{SHARED}{customer.pk}",
            value=value,
            defaults={"customer": customer, "is_exclusive": False, "created_at": now},
        )
    if made.customer_id != customer.pk:
        holder = visible_to(by).filter(id=made.customer_id).first()
        raise KnownElsewhere(holder.name if holder else "")
    mark_unchecked([(customer.organisation_id, customer.pk)])
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

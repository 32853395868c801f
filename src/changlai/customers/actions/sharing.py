"""Whose a customer is: the owner, and who works on it beside the owner."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Member
from changlai.customers.actions.telling import handed_over
from changlai.customers.actions.timeline import Entry, own_causes, record
from changlai.customers.enums import InteractionKind
from changlai.customers.errors import CannotOwn
from changlai.customers.models import Collaborator, Customer
from changlai.kernel import audit
from changlai.kernel.events import publish


@transaction.atomic
def assign_owner(
    *, customer: Customer, owner: Member | None, by: Member, reason: str = "", keep_looking: bool = False
) -> None:
    """Make a colleague responsible for a customer, or nobody; the history says why. Whoever was stays a collaborator
    when ``keep_looking``. Raises CannotOwn for one who may not see customers. The same owner again changes nothing.
    """
    if owner is not None and not owner.can("customers.view"):
        raise CannotOwn(owner.name)
    before = customer.owner
    if (before and before.pk) == (owner and owner.pk):
        return
    names = [one.name if one else "" for one in (before, owner)]
    customer.owner = owner
    customer.save(update_fields=["owner"])
    now = timezone.now()
    if owner is not None:
        Collaborator.objects.filter(customer=customer, member=owner).delete()
    if keep_looking and before is not None:
        _add(customer, before, can_write=False, now=now)
    facts = {"from": names[0], "to": names[1], "member_id": by.pk, "member": by.name, "reason": reason}
    _note(customer, facts, now)
    audit.record("customers.owner_changed", actor=by, obj=customer, changes={"owner": names, "reason": reason})
    publish(handed_over(customer, before, owner, by, now))
    if owner is not None and owner.pk != by.pk:
        _tell(customer, owner, by, "customers.handed_over", f"owner:{customer.pk}:{now.isoformat()}")


@transaction.atomic
def add_collaborator(*, customer: Customer, member: Member, can_write: bool, by: Member, now: datetime) -> None:
    """Let a colleague see a customer, and with ``can_write`` change it. Raises CannotOwn as ``assign_owner`` does."""
    if not member.can("customers.view"):
        raise CannotOwn(member.name)
    if customer.owner_id == member.pk:
        return
    _add(customer, member, can_write=can_write, now=now)
    facts = {"collaborator": member.name, "can_write": can_write, "member_id": by.pk, "member": by.name}
    _note(customer, facts, now)
    audit.record("customers.collaborator_added", actor=by, obj=customer, changes={"member": member.name})
    if member.pk != by.pk:
        _tell(customer, member, by, "customers.shared", f"shared:{customer.pk}:{now.isoformat()}")


@transaction.atomic
def remove_collaborator(*, customer: Customer, member: Member, by: Member, now: datetime) -> None:
    """A colleague works on the customer no more."""
    gone, _ = Collaborator.objects.filter(customer=customer, member=member).delete()
    if gone:
        facts = {"collaborator": member.name, "removed": True, "member_id": by.pk, "member": by.name}
        _note(customer, facts, now)
        audit.record("customers.collaborator_removed", actor=by, obj=customer, changes={"member": member.name})


def _add(customer: Customer, member: Member, *, can_write: bool, now: datetime) -> None:
    Collaborator.objects.update_or_create(
        customer=customer,
        member=member,
        defaults={"organisation_id": customer.organisation_id, "can_write": can_write},
        create_defaults={"organisation_id": customer.organisation_id, "can_write": can_write, "added_at": now},
    )


def _note(customer: Customer, facts: dict[str, object], now: datetime) -> None:
    kind = InteractionKind.HANDED_OVER
    record([Entry(customer.organisation_id, customer.pk, None, kind, now, own_causes()[0], facts=facts)])


def _tell(customer: Customer, member: Member, by: Member, kind: str, once: str) -> None:
    slug = accounts.slug_of(customer.organisation_id)
    publish(
        NoticeRaised(
            organisation_id=customer.organisation_id,
            key=member.pk,
            kind=kind,
            member_id=member.pk,
            subject=customer.name,
            url=reverse("customers:detail", args=[slug, customer.pk]),
            once=once,
            values={"by": by.name, "name": customer.name},
        )
    )

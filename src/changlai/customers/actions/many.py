"""Owners and collaborators of many customers at once, set-wise: about ten statements, whatever their number."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from changlai.accounts import queries as accounts
from changlai.accounts.events import NoticeRaised
from changlai.accounts.models import Member
from changlai.customers.actions.timeline import note_changes
from changlai.customers.enums import InteractionKind
from changlai.customers.errors import CannotOwn
from changlai.customers.events import CustomerHandedOver
from changlai.kernel import audit, db
from changlai.kernel.events import publish
from changlai.kernel.tenancy import organisation_id

_HELD = """
    select c.id, c.owner_id, coalesce(m.name, '') from customers_customer c
    left join accounts_member m on m.organisation_id = c.organisation_id and m.id = c.owner_id
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[]) order by c.id for no key update of c"""
_OWN = """
    update customers_customer set owner_id = %(owner)s
    where organisation_id = %(org)s and id = any(%(ids)b::bigint[])"""
_NO_LONGER_BESIDE = """
    delete from customers_collaborator
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) and member_id = %(owner)s"""
_BESIDE = """
    insert into customers_collaborator as k (organisation_id, customer_id, member_id, can_write, added_at)
    select %(org)s, c.id, %(member)s, %(can_write)s, %(now)s from customers_customer c
    where c.organisation_id = %(org)s and c.id = any(%(ids)b::bigint[]) and c.owner_id is distinct from %(member)s
    order by c.id
    on conflict (organisation_id, customer_id, member_id) do update set can_write = excluded.can_write
      where k.can_write <> excluded.can_write
    returning customer_id"""
_AWAY = """
    delete from customers_collaborator
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) and member_id = %(member)s
    returning customer_id"""


@transaction.atomic
def assign_many(*, ids: Sequence[int], owner: Member | None, by: Member, now: datetime) -> None:
    """Make a colleague responsible for customers, or nobody. Whose they are already is left alone. Raises CannotOwn."""
    if owner is not None and not owner.can("customers.view"):
        raise CannotOwn(owner.name)
    org, owner_id = organisation_id(), owner.pk if owner else None
    held = [row for row in db.rows(_HELD, {"org": org, "ids": list(ids)}) if row[1] != owner_id]
    before = {row[0]: row[2] for row in held}
    if not before:
        return
    known = {"org": org, "ids": list(before), "owner": owner_id}
    db.run(_OWN, known)
    if owner is not None:
        db.run(_NO_LONGER_BESIDE, known)
    name = owner.name if owner else ""
    _note({one: {"from": was, "to": name} for one, was in before.items()}, by, now)
    audit.record("customers.owners_changed", actor=by, changes={"owner": name, "customers": list(before)})
    publish(
        *(
            CustomerHandedOver(
                organisation_id=org,
                key=one,
                customer_id=one,
                from_id=was or 0,
                to_id=owner_id or 0,
                by_id=by.pk,
                at=now,
            )
            for one, was, _name in held
        )
    )
    if owner is not None and owner.pk != by.pk:
        _tell(owner, by, "customers.many_handed_over", now, view="mine")


@transaction.atomic
def share_many(*, ids: Sequence[int], member: Member, can_write: bool, by: Member, now: datetime) -> None:
    """Let a colleague see customers, and with ``can_write`` change them. Raises CannotOwn."""
    if not member.can("customers.view"):
        raise CannotOwn(member.name)
    known = {"org": organisation_id(), "ids": list(ids), "member": member.pk, "can_write": can_write, "now": now}
    changed = [row[0] for row in db.rows(_BESIDE, known)]
    if not changed:
        return
    _note({one: {"collaborator": member.name, "can_write": can_write} for one in changed}, by, now)
    audit.record("customers.collaborators_added", actor=by, changes={"member": member.name, "customers": changed})
    if member.pk != by.pk:
        _tell(member, by, "customers.many_shared", now)


@transaction.atomic
def unshare_many(*, ids: Sequence[int], member: Member, by: Member, now: datetime) -> None:
    """A colleague works on customers no more."""
    changed = [row[0] for row in db.rows(_AWAY, {"org": organisation_id(), "ids": list(ids), "member": member.pk})]
    if not changed:
        return
    _note({one: {"collaborator": member.name, "removed": True} for one in changed}, by, now)
    audit.record("customers.collaborators_removed", actor=by, changes={"member": member.name, "customers": changed})


def _note(facts: Mapping[int, Mapping[str, object]], by: Member, now: datetime) -> None:
    who = {"member_id": by.pk, "member": by.name}
    alike: dict[tuple[object, ...], dict[str, object]] = {}  # most changes of a batch are one and the same
    told = {one: alike.setdefault(tuple(said.values()), {**said, **who}) for one, said in facts.items()}
    note_changes(told, organisation_id=by.organisation_id, kind=InteractionKind.HANDED_OVER, at=now)


def _tell(member: Member, by: Member, kind: str, now: datetime, *, view: str = "") -> None:
    """Once a quarter of an hour: a thousand customers are handed over in several batches."""
    slug = accounts.slug_of(by.organisation_id)
    url = reverse("customers:list", args=[slug])
    publish(
        NoticeRaised(
            organisation_id=by.organisation_id,
            key=member.pk,
            kind=kind,
            member_id=member.pk,
            subject=by.name,
            url=f"{url}?view={view}" if view else url,
            once=f"{kind}:{by.pk}:{int(now.timestamp()) // 900}",
            values={"by": by.name},
        )
    )

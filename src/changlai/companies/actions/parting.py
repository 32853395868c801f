"""Taking a merge of companies back: both stand as they did, and keep what came since where it can be told."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from changlai.accounts.models import Member
from changlai.companies import queries
from changlai.companies.actions.companies import take_turns
from changlai.companies.actions.merging import CHOICES, GONE, STAYED, look, participants, write
from changlai.companies.errors import CannotPartCompanies
from changlai.companies.events import CompanyMergeUndone
from changlai.companies.models import (
    Company,
    CompanyAlias,
    CompanyApart,
    CompanyMergeImage,
    CompanyMerging,
    CompanyValue,
)
from changlai.customers import actions as customers
from changlai.customers.contracts import Kept, Undo
from changlai.customers.participation import bring_back
from changlai.kernel import audit
from changlai.kernel.events import publish

UNDO_DAYS = 90
FORGOTTEN_AT_ONCE = 500


@transaction.atomic
def part(*, merging: CompanyMerging, by: Member, now: datetime) -> None:
    """Bring the company back that was taken in, with its people, orders, tasks, notes and own fields; who stayed has
    again what it had, but for what was changed since. Raises CannotPartCompanies with the reason.
    """
    take_turns()
    held = CompanyMerging.objects.select_for_update().get(id=merging.pk)
    if reason := queries.why_not_parted(held):
        raise CannotPartCompanies(reason)
    org, into, old = held.organisation_id, held.into_id, held.old_id
    images = CompanyMergeImage.objects.filter(merging=held).order_by("id")
    kept = [Kept(one.old_id, one.place, one.ids, one.rows) for one in images]
    (gone,) = (row for one in kept if one.place == GONE for row in one.rows)
    ((was, became),) = (one.rows for one in kept if one.place == STAYED)
    back = _unchanged(look(org, [into])[into], was, became)
    write(org, into, {**was, "changed_at": now.isoformat()}, [*(back - {"parent_id"}), "changed_at"])
    CompanyAlias.objects.filter(old_id=old).delete()
    bring_back(Company, [_as_free(gone)])
    if "parent_id" in back:
        above = Company.objects.filter(id=was["parent_id"] or 0).values_list("id", flat=True).first()
        write(org, into, {"parent_id": above}, ("parent_id",))
    undo = Undo(org, into, (old,), held.merged_at, {}, kept)
    for one in participants():
        one.undo(undo)
    _open_circles(org, (old, into))
    keep_apart(first_id=into, second_id=old, by=by, now=now)
    images.delete()
    held.undone_at, held.undone_by, held.is_kept = now, by, False
    held.save(update_fields=["undone_at", "undone_by", "is_kept"])
    audit.record("companies.unmerged", actor=by, obj=Company.objects.get(id=into), changes={"companies": [into, old]})
    publish(CompanyMergeUndone(organisation_id=org, key=into, into_id=into, old_id=old))


@transaction.atomic
def tell_apart(*, first: Company, second: Company, by: Member, now: datetime) -> None:
    """Two companies that look alike are two: they are not suggested again."""
    if keep_apart(first_id=first.pk, second_id=second.pk, by=by, now=now):
        audit.record("companies.told_apart", actor=by, obj=first, changes={"companies": [first.pk, second.pk]})


def keep_apart(*, first_id: int, second_id: int, by: Member, now: datetime) -> bool:
    """Never suggest the two again; whether that is new."""
    low, high = sorted((first_id, second_id))
    facts = {"by": by, "told_at": now}
    _row, is_new = CompanyApart.objects.get_or_create(
        organisation_id=by.organisation_id, first_id=low, second_id=high, defaults=facts
    )
    return is_new


def forget_images(now: datetime) -> int:
    """Merges older than UNDO_DAYS stay as they are: what undoing them would need goes, with its files."""
    before = now - timedelta(days=UNDO_DAYS)
    old = CompanyMerging.objects.filter(merged_at__lt=before, is_kept=True).order_by("merged_at")
    ids = list(old.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    forget(ids)
    CompanyMerging.objects.filter(id__in=ids).update(is_kept=False)
    return len(ids)


def forget(merging_ids: Collection[int]) -> None:
    """Drop the images of merges, and stored files nothing refers to then."""
    images = CompanyMergeImage.objects.filter(merging__in=list(merging_ids))
    values = images.filter(place=CompanyValue._meta.db_table)
    files = {row["file_id"] for one in values for row in one.rows if row.get("file_id")}
    images.delete()
    customers.forget_files(files)


def forget_people(customer_ids: Collection[int]) -> None:
    """Who is erased is in no image either."""
    gone = set(customer_ids)
    for one in CompanyMergeImage.objects.filter(people__overlap=list(gone)):
        one.rows = [row for row in one.rows if row.get("customer_id") not in gone]
        one.people = [person for person in one.people if person not in gone]
        one.save(update_fields=["rows", "people"])


def _unchanged(now: Mapping[str, Any], was: Mapping[str, Any], became: Mapping[str, Any]) -> set[str]:
    """The columns the merge changed and nobody since; those that go together only as one."""
    return {
        column
        for columns in CHOICES.values()
        if all(now[one] == became[one] for one in columns) and any(was[one] != became[one] for one in columns)
        for column in columns
    }


def _as_free(gone: Mapping[str, Any]) -> dict[str, Any]:
    """Without a code that another company got meanwhile."""
    is_taken = bool(gone["code"]) and Company.objects.filter(code=gone["code"]).exists()
    return {**gone, "code": ""} if is_taken else dict(gone)


def _open_circles(organisation_id: int, ids: Collection[int]) -> None:
    """A tree that was changed since may close with what comes back: then that stands on top."""
    for one in ids:
        if one in queries.ids_above(organisation_id, one):
            Company.objects.filter(id=one).update(parent=None)

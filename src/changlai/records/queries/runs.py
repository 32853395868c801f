"""Runs over many records, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.kernel.tenancy import organisation_id
from changlai.records.models import DeedRun

PAGE = 50
_FAILURES = """
    select (f.key)::bigint, f.value from records_runbatch b cross join lateral jsonb_each_text(b.failures) f(key, value)
    where b.organisation_id = %(org)s and b.run_id = %(run)s and b.is_done and b.failures <> '{}'
      and b.ids[cardinality(b.ids)] > %(after)s and (f.key)::bigint > %(after)s
      and (%(why)s = '' or f.value = %(why)s)
    order by 1 limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class Failure:
    """A record a deed could not be done to, and why, in words."""

    record_id: int
    reason: str


def run_for(member: Member, run_id: int) -> DeedRun:
    """A run of the member's own; 404 otherwise."""
    found = DeedRun.objects.filter(pk=run_id, member_id=member.pk).first() if db.is_id(run_id) else None
    if found is None:
        raise Http404
    return found


def runs(member: Member, kind: str, *, before: int = 0, limit: int = PAGE) -> list[DeedRun]:
    """The member's runs, the latest first; one more than ``limit`` tells that there is more."""
    rows = DeedRun.objects.filter(member_id=member.pk, kind=kind)
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.order_by("-id")[: limit + 1])


def failures(run: DeedRun, *, after: int = 0, why: str = "", limit: int = PAGE) -> Sequence[Failure]:
    """Who failed, by id; one more than ``limit`` tells that there is more. ``why`` asks for one reason only."""
    asked = {"org": organisation_id(), "run": run.pk, "after": after, "why": why, "limit": limit + 1}
    return [Failure(*row) for row in db.rows(_FAILURES, asked)]

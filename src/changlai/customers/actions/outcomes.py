"""The organisation's list of what may come of a follow-up."""

import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from changlai.accounts.models import Member
from changlai.customers import queries
from changlai.customers.enums import FollowUpOutcome
from changlai.customers.errors import OutcomeTaken, UnknownOutcome
from changlai.customers.models import Outcome
from changlai.kernel import audit
from changlai.kernel.tenancy import organisation_id

OWN = "own-"  # what slugs of the organisation's own words begin with
ONCE = "outcome_named_once"


@transaction.atomic
def create_outcome(*, name: str, by: Member) -> Outcome:
    """At the end of the list. Raises OutcomeTaken."""
    _begin()
    last = Outcome.objects.aggregate(last=Max("position"))["last"] or 0
    made = Outcome(organisation_id=organisation_id(), slug=OWN + secrets.token_hex(6), position=last + 1)
    _write(made, name)
    audit.record("customers.outcome_created", actor=by, obj=made, changes={"name": name})
    return made


@transaction.atomic
def change_outcome(*, slug: str, name: str, is_active: bool, by: Member) -> Outcome:
    """Another word for it, or out of use and back; what has it keeps it. An empty ``name`` is the house's word again.
    Raises UnknownOutcome, OutcomeTaken.
    """
    _begin()
    held = Outcome.objects.select_for_update().filter(slug=slug).first()
    if held is None or not (name or slug in set(FollowUpOutcome)):
        raise UnknownOutcome
    before, held.is_active = held.name, is_active
    _write(held, name)
    changes = {"outcome": slug, "name": [before, name], "is_active": is_active}
    audit.record("customers.outcome_changed", actor=by, obj=held, changes=changes)
    return held


@transaction.atomic
def arrange_outcomes(*, slugs: Sequence[str], by: Member) -> None:
    """These first, in this order; the others behind them as they stood."""
    _begin()
    held = {one.slug: one for one in Outcome.objects.select_for_update().order_by("id")}
    for slug, place in queries.positions(slugs):
        held[slug].position = place
    Outcome.objects.bulk_update(held.values(), ["position"])
    audit.record("customers.outcomes_arranged", actor=by)


def check_outcome(slug: str, *, held: str = "") -> None:
    """Raises UnknownOutcome for what may not be chosen now; what a note has ``held`` may stay."""
    if slug and slug != held and slug not in {one.slug for one in queries.usable_outcomes()}:
        raise UnknownOutcome


def _begin() -> None:
    """The words of the house as rows of the organisation's, once somebody touches the list."""
    if not Outcome.objects.exists():
        words = [one for one in FollowUpOutcome if one]
        rows = [Outcome(organisation_id=organisation_id(), slug=one, position=n) for n, one in enumerate(words)]
        Outcome.objects.bulk_create(rows, ignore_conflicts=True)


def _write(outcome: Outcome, name: str) -> None:
    others = [one for one in queries.outcomes() if one.slug != outcome.slug]
    if name and name in {one.label for one in others}:
        raise OutcomeTaken(name)
    outcome.name = name
    try:
        with transaction.atomic():
            outcome.save()
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        raise OutcomeTaken(name) from error

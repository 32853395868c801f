"""What may come of a follow-up: the organisation's own list, or the house's as long as nobody has touched it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from changlai.customers.enums import FollowUpOutcome
from changlai.customers.labels import OUTCOMES
from changlai.customers.models import Outcome


@dataclass(frozen=True, slots=True)
class KnownOutcome:
    """One of the list. ``label`` is in the reader's language where it is a word of the house; ``name`` the
    organisation's own word, if any.
    """

    slug: str
    label: str
    name: str = ""
    is_active: bool = True


def outcomes() -> list[KnownOutcome]:
    """All of them in their order, those out of use too; one statement."""
    rows = list(Outcome.objects.order_by("position", "id"))
    if not rows:
        return [KnownOutcome(one, _label(one, "")) for one in FollowUpOutcome if one]
    return [KnownOutcome(one.slug, _label(one.slug, one.name), one.name, one.is_active) for one in rows]


def usable_outcomes(*, held: str = "") -> list[KnownOutcome]:
    """Those one may choose now, with the one that is ``held`` already; one statement."""
    return [one for one in outcomes() if one.is_active or one.slug == held]


def outcome_labels(slugs: Collection[str]) -> Mapping[str, str]:
    """What slugs of notes and the timeline are called today; at most one statement."""
    if not slugs:
        return {}
    named = dict(Outcome.objects.filter(slug__in=slugs).values_list("slug", "name"))
    return {one: _label(one, named.get(one, "")) for one in slugs}


def _label(slug: str, name: str) -> str:
    return name or str(OUTCOMES.get(slug, slug))


def positions(slugs: Sequence[str]) -> list[tuple[str, int]]:
    """The list with these first, in this order, and the others behind them as they stand."""
    named = list(dict.fromkeys(slugs))
    known = [one.slug for one in outcomes()]
    arranged = [one for one in named if one in known] + [one for one in known if one not in named]
    return [(slug, place) for place, slug in enumerate(arranged)]

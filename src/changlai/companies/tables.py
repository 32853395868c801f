"""Two companies side by side, before a merge and after it is undone; rows of the bin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.companies import actions, labels, queries
from changlai.companies.enums import KIND
from changlai.companies.errors import CannotPartCompanies
from changlai.companies.models import Company, CompanyMergeImage, CompanyMerging
from changlai.customers import participation
from changlai.customers.contracts import Moving
from changlai.records import divisions
from changlai.records import queries as records
from changlai.records.queries import Filled

LABELS = {
    "name": _("Company name"),
    "short_name": _("Short name"),
    "code": _("Unified social credit code"),
    "industry": _("Industry"),
    "size": _("Number of people"),
    "website": _("Website"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "parent": _("Parent company"),
    "owner": _("Responsible"),
    "source": _("Source"),
    "remark": _("Remark"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One company's value, in words; ``is_chosen``: it stays unless somebody decides otherwise."""

    company: Company
    shown: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A fact or an own field across both; without a difference there is nothing to choose."""

    name: str
    label: Any
    cells: list[Cell]
    has_choice: bool


@dataclass(frozen=True, slots=True)
class Parting:
    """How two companies will stand again; ``refusal``: why not, and then nothing does."""

    merging: CompanyMerging
    refusal: Any
    found: list[Company]  # who stayed first; not to be saved
    sides: list[Side]
    moving: list[Moving]


@dataclass(frozen=True, slots=True)
class Binned:
    """A company in the bin; ``days_left`` until the purge, 0 when it may come any night."""

    company: Company
    days_left: int


def sides(member: Member, found: Sequence[Company]) -> list[Side]:
    """What at least one of them has: facts, then own fields; a fixed number of statements."""
    rows = [
        side for name, label in LABELS.items() if (side := _side(name, label, [_shown(c, name) for c in found], found))
    ]
    fields = records.active_fields(KIND)
    held = [{one.field.pk: one for one in records.filled(c.pk, member, fields, KIND)} for c in found]
    for field in fields:
        own = [filled[field.pk] for filled in held]
        side = _side(f"{actions.FIELD}{field.pk}", field.name, [one.shown for one in own], found, _kept(own))
        rows += [side] if side else []
    return rows


def moving(found: Sequence[Company]) -> list[Moving]:
    """What every module holds of them."""
    ids = [one.pk for one in found]
    return participation.moving((line for part in actions.participants() for line in part.holdings(ids)), ids)


def parting(merging: CompanyMerging, into: Company) -> Parting:
    """What undoing a merge would bring back; a fixed number of statements."""
    if why_not := queries.why_not_parted(merging):
        return Parting(merging, CannotPartCompanies(why_not).sentence, [into], [], [])
    images = list(CompanyMergeImage.objects.filter(merging=merging).order_by("id"))
    was = next(one.rows[0] for one in images if one.place == actions.STAYED)
    gone = next(row for one in images if one.place == actions.GONE for row in one.rows)
    found = [_company(was), _company(gone)]
    shown = [
        side for name, label in LABELS.items() if (side := _side(name, label, [_shown(c, name) for c in found], found))
    ]
    places = {place: label for part in actions.participants() for place, label in part.places.items()}
    coming = participation.coming_back(images, places, [one.pk for one in found])
    return Parting(merging, None, found, shown, coming)


def binned(found: Sequence[Company], days: int, now: datetime) -> list[Binned]:
    """Companies of the bin with the days they have still."""
    return [Binned(one, records.days_left(one, days, now)) for one in found]


def _side(
    name: str,
    label: Any,  # noqa: ANN401 - a text or its translation
    shown: Sequence[str],
    found: Sequence[Company],
    kept: Sequence[object] = (),
) -> Side | None:
    if not any(shown):
        return None
    chosen = next(place for place, words in enumerate(shown) if words)
    cells = [Cell(one, words, place == chosen) for place, (one, words) in enumerate(zip(found, shown, strict=True))]
    told = kept or shown
    return Side(name, label, cells, all(shown) and told[0] != told[1])


def _kept(own: Sequence[Filled]) -> list[object]:
    """As it is kept: masked ones look alike and may differ all the same."""
    return [one.value for one in own]


def _shown(company: Company, name: str) -> str:
    if name == "address":
        place = divisions.words(company.place) if company.place else ""
        return " ".join(filter(None, (place, company.street)))
    if name == "size":
        return str(labels.SIZES.get(company.size, ""))
    value = getattr(company, name)
    return str(value.name if name in {"industry", "parent", "owner"} and value else value or "")


def _company(row: Mapping[str, Any]) -> Company:
    """A company of an image, to be read."""
    columns = [field for field in Company._meta.local_fields if field.column in row and not field.generated]
    return Company(**{field.attname: field.to_python(row[str(field.column)]) for field in columns})

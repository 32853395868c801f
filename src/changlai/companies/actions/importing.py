"""Companies of a table: made and filled in, set-wise; taken back when the import is undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.companies import naming, queries
from changlai.companies.actions.companies import COLUMNS, take_turns, tell_changed
from changlai.companies.actions.fields import fill_many
from changlai.companies.actions.merging import participants
from changlai.companies.events import CompanyCreated, CompanyDeleted
from changlai.companies.models import Company, Industry
from changlai.kernel import audit, tenancy
from changlai.kernel.events import publish
from changlai.records.contracts import Order, Written
from changlai.records.models import Field

OWN = "own"
_PLAIN = ("short_name", "website", "phone", "source", "remark", "size", "street")


@transaction.atomic
def bring_in(
    *, rows: Sequence[Order], by: Member, source: str, now: datetime, fields: Sequence[Field]
) -> list[Written]:
    """Write rows of a table that were read: new companies, and what is told of known ones. A fixed number of
    statements, but for rows that name a parent. A code that another company has by now refuses its row alone.
    """
    take_turns()
    wanted = [row for row in rows if row.values]
    industries = _industries({str(told) for row in wanted if isinstance(told := row.values.get("industry"), str)})
    refused = _taken(wanted)
    known = {
        one.pk: one for one in queries.editable_by(by).filter(id__in=[row.record_id for row in wanted if row.record_id])
    }
    made, changed, held = [], [], {}
    for row in wanted:
        if row.row in refused:
            continue
        facts = _facts(row.values, industries)
        if row.record_id is None:
            one = Company(organisation_id=tenancy.organisation_id(), created_at=now, changed_at=now)
            _put(one, {"source": source[:120], "owner_id": by.pk} | facts, overwrites=True)
            made.append(one)
            held[row.row] = one
        elif row.record_id in known:
            one = known[row.record_id]
            if _put(one, facts, overwrites=row.overwrites):
                one.changed_at = now
                changed.append(one)
            held[row.row] = one
        else:
            refused[row.row] = _("It is gone, or not yours to change any more.")
    Company.objects.bulk_create(made)
    Company.objects.bulk_update(changed, [*COLUMNS, "changed_at"], batch_size=500)
    _tell(made, changed, by)
    _parents(wanted, held, by)
    refused |= _own(wanted, held, fields, by, now)
    new = {one.pk for one in made}
    return [
        Written(row.row, held[row.row].pk, is_new=held[row.row].pk in new, refusal="")
        if row.row in held and row.row not in refused
        else Written(row.row, held[row.row].pk if row.row in held else None, refusal=refused.get(row.row, ""))
        for row in rows
    ]


@transaction.atomic
def take_back(*, ids: Sequence[int], by: Member) -> dict[int, str]:
    """Delete companies that came with an import and were not used since; why not, in words, for the others."""
    found = list(Company.objects.select_for_update().filter(id__in=ids).order_by("id"))
    used = {
        one
        for part in participants()
        for line in part.holdings([company.pk for company in found])
        for one, count in line.counts.items()
        if count
    }
    reasons = {one.pk: _("It was changed since.") for one in found if one.changed_at != one.created_at}
    reasons |= {one.pk: _("People, orders, notes or tasks hang on it by now.") for one in found if one.pk in used}
    gone = [one for one in found if one.pk not in reasons]
    Company.objects.filter(id__in=[one.pk for one in gone]).delete()
    if gone:
        audit.record("companies.taken_back", actor=by, changes={"count": len(gone)})
    org = tenancy.organisation_id()
    publish(*(CompanyDeleted(organisation_id=org, key=one.pk, company_id=one.pk, name=one.name) for one in gone))
    return reasons


def _industries(names: set[str]) -> dict[str, int]:
    """The ids of industries by name; those that are not there are made, at the end of the list."""
    known = {one.name.casefold(): one.pk for one in queries.industries()}
    new = {name.casefold(): name[:40] for name in sorted(names) if name.casefold() not in known}
    last = len(known)
    rows = [
        Industry(organisation_id=tenancy.organisation_id(), name=name, position=last + n)
        for n, name in enumerate(new.values(), 1)
    ]
    return known | {one.name.casefold(): one.pk for one in Industry.objects.bulk_create(rows)}


def _taken(rows: Sequence[Order]) -> dict[int, str]:
    """Rows whose code another company has, or another row before them."""
    codes = {row.values["code"] for row in rows if row.values.get("code")}
    holders = dict(Company.objects.filter(code__in=codes).values_list("code", "id")) if codes else {}
    seen: set[str] = set()
    refused = {}
    for row in rows:
        code = row.values.get("code")
        if code and (code in seen or holders.get(code, row.record_id) != row.record_id):
            refused[row.row] = _("Another company has this unified social credit code.")
        elif code:
            seen.add(code)
    return refused


def _facts(values: Mapping[str, Any], industries: Mapping[str, int]) -> dict[str, Any]:
    facts = {name: values[name] for name in (*_PLAIN, "place", "code") if values.get(name)}
    if "name" in values:
        name = values["name"]
        facts |= {"name": name, "key": naming.key(name), "core": naming.core(name)}
    if told := values.get("industry"):
        facts["industry_id"] = told if isinstance(told, int) else industries[told[:40].casefold()]
    if values.get("owner"):
        facts["owner_id"] = values["owner"]
    return facts


def _put(one: Company, facts: Mapping[str, Any], *, overwrites: bool) -> bool:
    """Write facts, all or only those that are empty; whether anything is different."""
    before = {name: getattr(one, name) for name in facts}
    if not overwrites:
        facts = {name: value for name, value in facts.items() if not before[name]}
    for name, value in facts.items():
        setattr(one, name, value)
    return any(before[name] != value for name, value in facts.items())


def _parents(rows: Sequence[Order], held: Mapping[int, Company], by: Member) -> None:
    """Who belongs to whom, once all of them are there; a name nobody has, or a circle, is left out."""
    names = {row.row: row.values["parent"] for row in rows if row.values.get("parent") and row.row in held}
    ids = queries.ids_by_name(by, names.values()) if names else {}
    for number, name in names.items():
        one, above = held[number], ids.get(name)
        is_free = one.parent_id is None or next(row for row in rows if row.row == number).overwrites
        both = {one.pk, *queries.ids_above(one.organisation_id, above)} if above else set()
        if above and is_free and above != one.pk and one.pk not in both - {one.pk} and above != one.parent_id:
            Company.objects.filter(pk=one.pk).update(parent=above)


def _own(
    rows: Sequence[Order], held: Mapping[int, Company], fields: Sequence[Field], by: Member, now: datetime
) -> dict[int, str]:
    given = {
        held[row.row].pk: {int(pk): text for pk, text in row.values[OWN].items()}
        for row in rows
        if row.row in held and row.values.get(OWN)
    }
    if not given:
        return {}
    filling = fill_many(given=given, by=by, now=now, fields=fields)
    return {
        row.row: str(filling.refused[held[row.row].pk].sentence)
        for row in rows
        if row.row in held and held[row.row].pk in filling.refused
    }


def _tell(made: Sequence[Company], changed: Sequence[Company], by: Member) -> None:
    if made or changed:
        audit.record("companies.imported", actor=by, changes={"count": len(made), "companies": len(changed)})
    org = tenancy.organisation_id()
    publish(*(CompanyCreated(organisation_id=org, key=one.pk, company_id=one.pk, name=one.name) for one in made))
    tell_changed([one.pk for one in changed], ("imported",))

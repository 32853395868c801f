"""Two companies become one. The old id goes on leading there; every module with rows of companies takes part."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from changlai.accounts.models import Member
from changlai.companies import queries
from changlai.companies.actions.companies import take_turns
from changlai.companies.contracts import CompanyParticipant
from changlai.companies.enums import KIND
from changlai.companies.errors import CannotMergeCompanies
from changlai.companies.events import CompaniesMerged
from changlai.companies.models import Company, CompanyAlias, CompanyMergeImage, CompanyMerging, CompanyValue
from changlai.customers.contracts import Kept
from changlai.customers.participation import taken
from changlai.kernel import audit, db, discovery
from changlai.kernel.events import publish
from changlai.records import queries as records

# What a person may choose, with the columns that go together.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "key", "core"),
    "short_name": ("short_name",),
    "code": ("code",),
    "industry": ("industry_id",),
    "size": ("size",),
    "website": ("website",),
    "phone": ("phone",),
    "address": ("place", "street"),
    "parent": ("parent_id",),
    "owner": ("owner_id",),
    "source": ("source",),
    "remark": ("remark",),
}
FIELD = "field-"
GONE, STAYED = "companies_company:gone", "companies_company:stayed"  # of images: who went, who stayed before and after
_LOOK = """
    select id, to_jsonb(c)::text from companies_company c
    where organisation_id = %s and id = any(%b::bigint[]) order by id for update"""
_WRITE = """
    update companies_company c set {columns} from jsonb_populate_record(null::companies_company, %(row)b::jsonb) x
    where c.organisation_id = %(org)s and c.id = %(id)s"""
_FORGET = "delete from companies_company where organisation_id = %s and id = %s"
_GIVE_WAY = """
    delete from companies_companyvalue v
    where v.organisation_id = %s and v.record_id = %s and v.field_id = any(%b::bigint[])
    returning v.record_id, to_jsonb(v)::text"""


def participants() -> list[CompanyParticipant]:
    """Every module that holds rows of companies; the company room first."""
    found = sorted(discovery.rooms("company_parts"), key=lambda module: ".companies." not in module.__name__)
    return [module.PART for module in found]


@transaction.atomic
def merge(*, into: Company, other: Company, choices: Mapping[str, int], by: Member, now: datetime) -> CompanyMerging:
    """Make one company of two: ``other`` goes, ``into`` stays and takes over what it lacks.

    ``choices``: a name of CHOICES, or ``field-12``, to the id of the company whose value stays. Raises
    CannotMergeCompanies. Can be undone as long as its images are kept.
    """
    take_turns()
    if into.pk == other.pk:
        raise CannotMergeCompanies("one_only")
    if not set(choices.values()) <= {into.pk, other.pk}:
        raise CannotMergeCompanies("wrong_choice")
    org = into.organisation_id
    before = look(org, (into.pk, other.pk))
    if len(before) != 2 or any(row["binned_at"] for row in before.values()):  # noqa: PLR2004 - the two
        raise CannotMergeCompanies("gone")
    after = {**before[into.pk], **_facts(before[into.pk], before[other.pk], choices), "changed_at": now.isoformat()}
    kept = _give_way(into, other, choices)
    if before[into.pk]["parent_id"] == other.pk:  # nobody is above itself, not for one statement either
        write(org, into.pk, {"parent_id": None}, ("parent_id",))
    for one in participants():
        kept += one.move({other.pk: into.pk})
    db.run(_FORGET, (org, other.pk))
    write(org, into.pk, after, [*_columns(), "changed_at"])
    stayed = look(org, [into.pk])[into.pk]
    kept += [Kept(into.pk, STAYED, rows=[before[into.pk], stayed]), Kept(other.pk, GONE, rows=[before[other.pk]])]
    made = _write_down(into, before[other.pk]["name"], other.pk, kept, by, now)
    audit.record("companies.merged", actor=by, obj=into, changes={"companies": [into.pk, other.pk]})
    publish(CompaniesMerged(organisation_id=org, key=into.pk, into_id=into.pk, old_id=other.pk))
    return made


def look(organisation_id: int, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Rows as they stand, locked in the order of their ids."""
    return {one: json.loads(text) for one, text in db.rows(_LOOK, (organisation_id, list(ids)))}


def write(organisation_id: int, company_id: int, row: Mapping[str, Any], columns: Sequence[str]) -> None:
    """Give a company these columns of a row."""
    sql = _WRITE.format(columns=", ".join(f"{column} = x.{column}" for column in columns))
    db.run(sql, {"row": json.dumps({name: row[name] for name in columns}), "org": organisation_id, "id": company_id})


def _columns() -> list[str]:
    return [column for columns in CHOICES.values() for column in columns]


def _facts(into: Mapping[str, Any], other: Mapping[str, Any], choices: Mapping[str, int]) -> dict[str, Any]:
    """The columns of who stays: as chosen, else its own, else what the other one has."""
    rows = {into["id"]: into, other["id"]: other}
    facts: dict[str, Any] = {}
    for name, columns in CHOICES.items():
        own = into if any(into[column] for column in columns) else other
        source = rows[choices[name]] if name in choices else own
        facts |= {column: source[column] for column in columns}
    return {**facts, "parent_id": _parent(into, other, facts["parent_id"])}


def _parent(into: Mapping[str, Any], other: Mapping[str, Any], wanted: int | None) -> int | None:
    """What the one company belongs to: never one of the two, nor one that belongs to them."""
    both = {into["id"], other["id"]}
    for one in (wanted, into["parent_id"], other["parent_id"]) if wanted else ():
        if one and one not in both and not both & set(queries.ids_above(into["organisation_id"], one)):
            return int(one)
    return None


def _give_way(into: Company, other: Company, choices: Mapping[str, int]) -> list[Kept]:
    """Own fields of which the other one's value stays lose that of who stays; all else who stays keeps."""
    known = {one.pk: one for one in records.active_fields(KIND)}
    wanted = {key: one for key, one in choices.items() if key not in CHOICES}
    fields = set(db.ids_of(key.removeprefix(FIELD) for key in wanted))
    if len(fields) != len(wanted) or not fields <= known.keys():
        raise CannotMergeCompanies("wrong_choice")
    gives = [int(key.removeprefix(FIELD)) for key, chosen in wanted.items() if chosen == other.pk]
    filled = set(CompanyValue.objects.filter(record=other, field__in=gives).values_list("field_id", flat=True))
    if any(known[one].is_required and one not in filled for one in gives):
        raise CannotMergeCompanies("required")
    return taken(CompanyValue, db.rows(_GIVE_WAY, (into.organisation_id, into.pk, gives))) if gives else []


def _write_down(
    into: Company, old_name: str, old_id: int, kept: Sequence[Kept], by: Member, now: datetime
) -> CompanyMerging:
    org = into.organisation_id
    made: CompanyMerging = CompanyMerging.objects.create(
        organisation_id=org, into_id=into.pk, old_id=old_id, old_name=old_name, by=by, merged_at=now
    )
    CompanyMergeImage.objects.bulk_create(
        [
            CompanyMergeImage(
                organisation_id=org,
                merging=made,
                old_id=one.old_id,
                place=one.place,
                ids=list(one.ids),
                rows=[dict(row) for row in one.rows],
                people=sorted({row["customer_id"] for row in one.rows if row.get("customer_id")}),
            )
            for one in kept
        ]
    )
    CompanyAlias.objects.create(organisation_id=org, old_id=old_id, company_id=into.pk)
    return made

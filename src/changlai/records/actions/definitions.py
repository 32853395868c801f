"""Sections and fields of an organisation's own, of every kind of record: made, changed, arranged, archived, purged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from changlai.accounts.models import Member
from changlai.kernel import audit, db, tenancy, turns
from changlai.records.actions.indexing import read_again
from changlai.records.enums import FieldKind
from changlai.records.errors import BeingPurged, NameTaken, NotEmpty, NotUnique
from changlai.records.holders import holder_of
from changlai.records.models import Field, FieldOption, Section
from changlai.records.values import CAN_BE_SEARCHED, CAN_BE_UNIQUE, WITH_OPTIONS

_ARRANGE_SECTIONS = """
    update records_section s set position = x.n from unnest(%b::bigint[]) with ordinality x(i, n)
    where s.organisation_id = %b and s.of = %b and s.id = x.i"""
_ARRANGE_FIELDS = """
    update records_field f set position = x.n, section_id = %b from unnest(%b::bigint[]) with ordinality x(i, n)
    where f.organisation_id = %b and f.of = %b and f.id = x.i"""
_SHARED = """
    select true from {table} where organisation_id = %s and field_id = %s and key <> ''
    group by key having count(*) > 1 limit 1"""


@dataclass(frozen=True, slots=True)
class Rules:
    """A field as it should be. ``options`` are the names of new choices, ``renamed`` names of known ones by id,
    ``dropped`` ids of choices that are offered no more.
    """

    name: str
    help: str = ""
    is_required: bool = False
    is_unique: bool = False
    is_masked: bool = False
    is_searchable: bool = False
    options: Sequence[str] = ()
    renamed: Mapping[int, str] = field(default_factory=dict)
    dropped: Sequence[int] = ()


@transaction.atomic
def create_section(*, of: str, name: str, by: Member | None) -> Section:
    """A section of a kind of record, at the end. Raises NameTaken."""
    turns.take("records.fields")
    if Section.objects.filter(of=of, name=name).exists():
        raise NameTaken(name)
    section = Section.objects.create(of=of, name=name, position=_last(Section.objects.filter(of=of)) + 1)
    audit.record("records.section_created", actor=by, obj=section)
    return section


@transaction.atomic
def rename_section(*, section: Section, name: str, by: Member) -> None:
    """Raises NameTaken."""
    turns.take("records.fields")
    if Section.objects.filter(of=section.of, name=name).exclude(pk=section.pk).exists():
        raise NameTaken(name)
    before, section.name = section.name, name
    section.save(update_fields=["name"])
    audit.record("records.section_renamed", actor=by, obj=section, changes={"name": [before, name]})


@transaction.atomic
def delete_section(*, section: Section, by: Member) -> None:
    """Raises NotEmpty while fields, archived ones too, stand in it."""
    turns.take("records.fields")
    if Field.objects.filter(section=section).exists():
        raise NotEmpty(section.name)
    audit.record("records.section_deleted", actor=by, obj=section)
    section.delete()


@transaction.atomic
def create_field(*, section: Section, kind: FieldKind, rules: Rules, by: Member | None, now: datetime) -> Field:
    """A field at the end of a section. Raises NameTaken."""
    turns.take("records.fields")
    _refuse_name(section.of, rules.name)
    made = Field.objects.create(
        of=section.of,
        section=section,
        name=rules.name,
        kind=kind,
        help=rules.help,
        position=_last(Field.objects.filter(section=section)) + 1,
        is_required=rules.is_required,
        is_unique=rules.is_unique and kind in CAN_BE_UNIQUE,
        is_masked=rules.is_masked,
        is_searchable=rules.is_searchable and kind in CAN_BE_SEARCHED,
        created_at=now,
    )
    if kind in WITH_OPTIONS:
        _offer(made, rules, now)
    audit.record("records.field_created", actor=by, obj=made, changes={"kind": str(kind)})
    return made


@transaction.atomic
def change_field(*, field: Field, rules: Rules, by: Member, now: datetime) -> None:
    """Other name and rules; its kind and the values stay. Raises NameTaken; NotUnique when customers share a value."""
    turns.take("records.fields")
    _refuse_name(field.of, rules.name, but=field.pk)
    is_unique = rules.is_unique and field.kind in CAN_BE_UNIQUE
    if is_unique and not field.is_unique and db.row(_of(field, _SHARED), (field.organisation_id, field.pk)):
        raise NotUnique(rules.name)
    if is_unique != field.is_unique:
        holder_of(field.of).values.objects.filter(field=field).exclude(key="").update(is_unique=is_unique)
    changes = {"name": [field.name, rules.name]} if field.name != rules.name else {}
    before = field.is_searchable, field.is_masked
    field.name, field.help, field.is_unique = rules.name, rules.help, is_unique
    field.is_required, field.is_masked = rules.is_required, rules.is_masked
    field.is_searchable = rules.is_searchable and field.kind in CAN_BE_SEARCHED
    field.save(update_fields=["name", "help", "is_required", "is_unique", "is_masked", "is_searchable"])
    if (field.is_searchable, field.is_masked) != before and (field.is_searchable or before[0]):
        read_again(field, now)
    if field.kind in WITH_OPTIONS:
        _offer(field, rules, now)
    audit.record("records.field_changed", actor=by, obj=field, changes=changes)


@transaction.atomic
def archive_field(*, field: Field, by: Member, now: datetime) -> None:
    """Ask for it no more; its values are kept."""
    field.archived_at = now
    field.save(update_fields=["archived_at"])
    if field.is_searchable:
        read_again(field, now)
    audit.record("records.field_archived", actor=by, obj=field)


@transaction.atomic
def restore_field(*, field: Field, by: Member, now: datetime) -> None:
    """Ask for it again, with the values it had. Raises NameTaken when another field has its name by now; BeingPurged
    when its values are being deleted.
    """
    turns.take("records.fields")
    if Field.objects.filter(pk=field.pk, purging_at__isnull=False).exists():
        raise BeingPurged(field.name)
    _refuse_name(field.of, field.name, but=field.pk)
    field.archived_at = None
    field.save(update_fields=["archived_at"])
    if field.is_searchable:
        read_again(field, now)
    audit.record("records.field_restored", actor=by, obj=field)


@transaction.atomic
def arrange_sections(*, of: str, ids: Sequence[int], by: Member) -> None:
    """The sections of a kind of record in this order."""
    db.run(_ARRANGE_SECTIONS, (list(ids), tenancy.organisation_id(), of))
    audit.record("records.fields_arranged", actor=by)


@transaction.atomic
def arrange_fields(*, section: Section, ids: Sequence[int], by: Member) -> None:
    """These fields, in this order, stand in the section."""
    db.run(_ARRANGE_FIELDS, (section.pk, list(ids), section.organisation_id, section.of))
    audit.record("records.fields_arranged", actor=by, obj=section)


def _of(field: Field, text: str) -> str:
    """A statement about the values of the field's kind of record; only the name of a table of ours is put into it."""
    return text.format(table=holder_of(field.of).values._meta.db_table)


def _last(rows: "QuerySet[Section] | QuerySet[Field]") -> int:
    return int(rows.aggregate(last=Max("position"))["last"] or 0)


def _refuse_name(of: str, name: str, *, but: int = 0) -> None:
    if Field.objects.filter(of=of, name=name, archived_at__isnull=True).exclude(pk=but).exists():
        raise NameTaken(name)


def _offer(field: Field, rules: Rules, now: datetime) -> None:
    """Keep a field's choices: renamed ones keep who has them, a name that was dropped earlier is offered again."""
    known = {option.pk: option for option in FieldOption.objects.filter(field=field)}
    for option_id, name in rules.renamed.items():
        option = known.get(option_id)
        if option is not None and name and option.name != name:
            if any(other.name == name and other.pk != option_id for other in known.values()):
                raise NameTaken(name)
            option.name = name
            option.save(update_fields=["name"])
    FieldOption.objects.filter(field=field, id__in=list(rules.dropped)).update(archived_at=now)
    last = max((option.position for option in known.values()), default=0)
    names = {option.name: option for option in known.values()}
    for place, name in enumerate(dict.fromkeys(rules.options), last + 1):
        if name in names:
            FieldOption.objects.filter(pk=names[name].pk).update(archived_at=None)
        else:
            FieldOption.objects.create(field=field, name=name, position=place)

"""Somebody says what the columns are."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.imports import guessing, parts, queries
from changlai.imports.actions.pieces import BATCH, bounds, cut
from changlai.imports.actions.steering import held, order
from changlai.imports.enums import Basis, ImportState, Step, TwinChoice
from changlai.imports.errors import BadMapping, NotNow
from changlai.imports.models import NAME_LENGTH, ImportRun, ImportTemplate
from changlai.imports.reading import normal_header
from changlai.kernel import audit, files
from changlai.records import actions as records
from changlai.records.enums import AttributeKind, FieldKind
from changlai.records.models import Section

NEW_FIELD = "new"  # instead of a path: an own field is made for this column
_FIELD_KINDS = {
    AttributeKind.NUMBER: FieldKind.NUMBER,
    AttributeKind.DATE: FieldKind.DATE,
    AttributeKind.PHONE: FieldKind.PHONE,
    AttributeKind.EMAIL: FieldKind.EMAIL,
}
_FIELD_NAME = 40
_BASES = frozenset(Basis)


@transaction.atomic
def settle(  # noqa: PLR0913 - what one page asks for
    *,
    run: ImportRun,
    mapping: Sequence[str],
    source: str,
    basis: str,
    on_twin: TwinChoice,
    template: str,
    by: Member,
    now: datetime,
) -> None:
    """Say what each column is (a path, NEW_FIELD, or "" to leave it out), where the data come from and why one may
    have them; then every row is checked. With a name in ``template`` it is kept for tables of the same make.

    Raises NotNow, BadMapping.
    """
    found = held(run)
    if found.state not in {ImportState.MAPPING, ImportState.PREVIEW}:
        raise NotNow
    paths = list(mapping)
    _refuse(found, paths, source, basis)
    for place, path in enumerate(paths):
        if path == NEW_FIELD:
            paths[place] = _new_field(found, place, by, now)
    found.mapping, found.source, found.basis, found.on_twin = paths, source.strip(), basis, on_twin
    if template.strip():
        found.template = _keep_template(found, template.strip()[:NAME_LENGTH], by, now)
    file_id, found.file = found.file_id, None
    found.state, found.place, found.trouble = ImportState.CHECKING, 0, ""
    found.good_count = found.twin_count = found.bad_count = 0
    lowest, highest = bounds(found)  # rows that were checked before: what was mended is kept
    cut(found, [(Step.ANY, first, min(first + BATCH, highest)) for first in range(lowest, highest, BATCH)])
    found.save()
    if file_id is not None:
        files.forget([file_id])
    order(found)


def _refuse(run: ImportRun, paths: Sequence[str], source: str, basis: str) -> None:
    if len(paths) != len(run.headers):
        raise BadMapping(_("The columns are others than those of the file. Load the page again."))
    known = {column.path: column for column in parts.columns(run.kind)}
    named = [path for path in paths if path and path != NEW_FIELD]
    if any(path not in known for path in named):
        raise BadMapping(_("One of the chosen columns is no longer there. Choose again."))
    twice = next((path for path in named if named.count(path) > 1), "")
    if twice:
        raise BadMapping(_("Two columns are taken for “%(name)s”. Choose one of them.") % {"name": known[twice].label})
    missing = [str(one.label) for one in known.values() if one.is_required and one.path not in named]
    if missing:
        raise BadMapping(_("No column is taken for “%(name)s”, which is required.") % {"name": missing[0]})
    if not any(share.places for share in parts.shares(_as_if(run, paths))[:1]):
        raise BadMapping(_("Say at least which column holds the name, a phone number or an address."))
    if not source.strip() or basis not in _BASES:
        raise BadMapping(_("Say where these data come from and why you may use them: the law asks for it."))


def _as_if(run: ImportRun, paths: Sequence[str]) -> ImportRun:
    return ImportRun(organisation_id=run.organisation_id, kind=run.kind, mapping=list(paths))


def _new_field(run: ImportRun, place: int, by: Member, now: datetime) -> str:
    """An own field with the column's header as its name and what its cells look like as its kind."""
    name = re.sub(r"\s+", " ", run.headers[place]).strip()[:_FIELD_NAME]
    if run.kind != "customer" or not by.can("records.fields") or not name:
        raise BadMapping(_("Your role does not make fields. Leave the column out or ask an administrator."))
    cells = [row[place] for row in queries.first_rows(run)]
    kind = _FIELD_KINDS.get(guessing.own_kind(cells), FieldKind.TEXT)
    section = Section.objects.filter(of=run.kind).order_by("position", "id").first()
    if section is None:
        section = records.create_section(of=run.kind, name=_("Imported"), by=by)
    made = records.create_field(section=section, kind=kind, rules=records.Rules(name), by=by, now=now)
    return f"field-{made.pk}"


def _keep_template(run: ImportRun, name: str, by: Member, now: datetime) -> ImportTemplate:
    mapping: Mapping[str, str] = dict(zip(map(normal_header, run.headers), run.mapping, strict=True))
    kept, _is_new = ImportTemplate.objects.update_or_create(
        kind=run.kind,
        name=name,
        organisation_id=run.organisation_id,
        defaults={
            "signature": guessing.signature(run.headers),
            "mapping": mapping,
            "on_twin": run.on_twin,
            "member": by,
        },
        create_defaults={
            "signature": guessing.signature(run.headers),
            "mapping": mapping,
            "on_twin": run.on_twin,
            "member": by,
            "created_at": now,
        },
    )
    audit.record("imports.template_kept", actor=by, obj=kept)
    return kept


@transaction.atomic
def drop_template(*, template: ImportTemplate, by: Member) -> None:
    """Forget what columns of such tables are."""
    audit.record("imports.template_dropped", actor=by, obj=template)
    template.delete()

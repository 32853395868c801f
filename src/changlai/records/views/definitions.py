"""The page on which an organisation defines its own fields, a tab for each kind of record that has some."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.kernel import db
from changlai.records import actions, queries, uses, values
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from changlai.records.forms import ArrangementForm, DefinitionForm, NewDefinitionForm, SectionForm
from changlai.records.holders import holder_of, holders
from changlai.records.inputs import KINDS
from changlai.records.models import Field
from changlai.ui.render import go_to, render, wants_fragment


@page(can="records.fields", methods=("GET",))
def library(request: Request, of: str = "") -> HttpResponse:
    """Every section of a kind of record with its fields, archived ones below."""
    kind = holder_of(of).kind if of else next(iter(holders()))
    return render(request, "records/fields.html", _library(kind), block="sections")


@page(can="records.fields")
def new_section(request: Request, of: str) -> HttpResponse:
    """A new section, in a dialog."""
    kind = holder_of(of).kind
    form = SectionForm(request.POST or None)
    if form.is_valid():
        actions.create_section(of=kind, name=form.cleaned_data["name"], by=request.member)
        return _back(request, kind)
    context = {"form": form, "section": None, "of": kind}
    return render(request, "records/section_name.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="records.fields")
def section(request: Request, section_id: int) -> HttpResponse:
    """Another name for a section, in a dialog."""
    found = queries.section_of(section_id)
    form = SectionForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        actions.rename_section(section=found, name=form.cleaned_data["name"], by=request.member)
        return _back(request, found.of)
    context = {"form": form, "section": found, "of": found.of}
    return render(request, "records/section_name.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="records.fields", methods=("POST",))
def section_removal(request: Request, section_id: int) -> HttpResponse:
    """Delete a section that has no fields."""
    found = queries.section_of(section_id)
    actions.delete_section(section=found, by=request.member)
    return _back(request, found.of)


@page(can="records.fields")
def new_field(request: Request, section_id: int) -> HttpResponse:
    """A new field, in a dialog."""
    found = queries.section_of(section_id)
    form = NewDefinitionForm(request.POST or None)
    if form.is_valid():
        actions.create_field(
            section=found,
            kind=FieldKind(form.cleaned_data["kind"]),
            rules=_rules(form),
            by=request.member,
            now=timezone.now(),
        )
        return _back(request, found.of)
    context = {"form": form, "section": found, "field": None, "options": ()}
    return render(request, "records/field.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="records.fields")
def field(request: Request, field_id: int) -> HttpResponse:
    """Name, rules and choices of a field, in a dialog."""
    found = queries.field_of(field_id)
    names = ("name", "help", "is_required", "is_unique", "is_searchable", "is_masked")
    form = DefinitionForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        actions.change_field(field=found, rules=_rules(form, request), by=request.member, now=timezone.now())
        return _back(request, found.of)
    context = {"form": form, "section": found.section, "field": found, "options": queries.options_of(found)}
    context |= {"kinds": KINDS, "can_be_unique": found.kind in values.CAN_BE_UNIQUE}
    context |= {
        "can_be_searched": found.kind in values.CAN_BE_SEARCHED,
        "has_options": found.kind in values.WITH_OPTIONS,
    }
    context |= {"count": queries.count_values(found), "uses": uses.used(found, request.member)}
    return render(request, "records/field.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="records.fields", methods=("POST",))
def archive(request: Request, field_id: int) -> HttpResponse:
    """Ask for a field no more, or again."""
    found = queries.field_of(field_id)
    if found.archived_at is None:
        actions.archive_field(field=found, by=request.member, now=timezone.now())
    else:
        actions.restore_field(field=found, by=request.member, now=timezone.now())
    return _back(request, found.of)


@page(can="records.fields")
def purge(request: Request, field_id: int) -> HttpResponse:
    """Delete an archived field with all its values, after a dialog that says how many and what uses it."""
    found = queries.field_of(field_id)
    if found.archived_at is None:
        raise Http404
    if request.method == "GET":
        context = {"field": found, "count": queries.count_values(found), "most": queries.COUNTED}
        context |= {"uses": uses.used(found, request.member)}
        return render(request, "records/purge.html", context, block="dialog")
    actions.purge_field(field=found, by=request.member, now=timezone.now())
    return _back(request, found.of)


@page(can="records.fields", methods=("POST",))
def order(request: Request, of: str) -> HttpResponse:
    """The sections in another order."""
    form, kind = ArrangementForm(request.POST), holder_of(of).kind
    if form.is_valid():
        actions.arrange_sections(of=kind, ids=form.cleaned_data["ids"], by=request.member)
    return _arranged(request, kind)


@page(can="records.fields", methods=("POST",))
def order_of_fields(request: Request, section_id: int) -> HttpResponse:
    """The fields of a section in another order."""
    form, found = ArrangementForm(request.POST), queries.section_of(section_id)
    if form.is_valid():
        actions.arrange_fields(section=found, ids=form.cleaned_data["ids"], by=request.member)
    return _arranged(request, found.of)


def _rules(form: DefinitionForm, request: Request | None = None) -> Rules:
    told = form.cleaned_data
    renamed, dropped = {}, []
    for name, value in request.POST.items() if request else ():
        number = db.id_of(name.partition("-")[2])
        if name.startswith("option-") and number:
            renamed[number] = " ".join(str(value).split())[:60]
        elif name.startswith("dropped-") and number:
            dropped.append(number)
    return Rules(
        name=" ".join(told["name"].split()),
        help=told["help"],
        is_required=told["is_required"],
        is_unique=told["is_unique"],
        is_masked=told["is_masked"],
        is_searchable=told["is_searchable"],
        options=told["choices"],
        renamed=renamed,
        dropped=dropped,
    )


def _library(of: str) -> dict[str, Any]:
    sections = queries.sections(of, archived=True)
    archived: list[Field] = [one for s in sections for one in s.fields.all() if one.archived_at]
    return {"of": of, "tabs": holders().values(), "sections": sections, "archived": archived, "kinds": KINDS}


def _arranged(request: Request, of: str) -> HttpResponse:
    if wants_fragment(request):
        return render(request, "records/fields.html", _library(of), block="sections")
    return _back(request, of)


def _back(request: Request, of: str) -> HttpResponse:
    url = reverse("records:fields_of", args=[request.organisation.slug, of])
    return go_to(request, url)

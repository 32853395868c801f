"""The page on which an organisation defines its own fields."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries, values
from changlai.customers.actions import Rules
from changlai.customers.enums import FieldKind
from changlai.customers.forms import KINDS, DefinitionForm, NewDefinitionForm, OrderForm, SectionForm
from changlai.customers.models import Field
from changlai.ui.render import render, wants_fragment


@page(can="customers.fields", methods=("GET",))
def library(request: Request) -> HttpResponse:
    """Every section with its fields, archived ones below."""
    return render(request, "customers/fields.html", _library(), block="sections")


@page(can="customers.fields")
def new_section(request: Request) -> HttpResponse:
    """A new section, in a dialog."""
    form = SectionForm(request.POST or None)
    if form.is_valid():
        actions.create_section(name=form.cleaned_data["name"], by=request.member)
        return _back(request)
    context = {"form": form, "section": None}
    return render(request, "customers/section_name.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.fields")
def section(request: Request, section_id: int) -> HttpResponse:
    """Another name for a section, in a dialog."""
    found = queries.section_of(section_id)
    form = SectionForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        actions.rename_section(section=found, name=form.cleaned_data["name"], by=request.member)
        return _back(request)
    context = {"form": form, "section": found}
    return render(request, "customers/section_name.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.fields", methods=("POST",))
def section_removal(request: Request, section_id: int) -> HttpResponse:
    """Delete a section that has no fields."""
    actions.delete_section(section=queries.section_of(section_id), by=request.member)
    return _back(request)


@page(can="customers.fields")
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
        return _back(request)
    context = {"form": form, "section": found, "field": None, "options": ()}
    return render(request, "customers/field.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.fields")
def field(request: Request, field_id: int) -> HttpResponse:
    """Name, rules and choices of a field, in a dialog."""
    found = queries.field_of(field_id)
    names = ("name", "help", "is_required", "is_unique", "is_masked")
    form = DefinitionForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        actions.change_field(field=found, rules=_rules(form, request), by=request.member, now=timezone.now())
        return _back(request)
    context = {"form": form, "section": found.section, "field": found, "options": queries.options_of(found)}
    context |= {"kinds": KINDS, "can_be_unique": found.kind in values.CAN_BE_UNIQUE}
    context |= {"has_options": found.kind in values.WITH_OPTIONS}
    return render(request, "customers/field.html", context, block="dialog", status=422 if form.is_bound else 200)


@page(can="customers.fields", methods=("POST",))
def archive(request: Request, field_id: int) -> HttpResponse:
    """Ask for a field no more, or again."""
    found = queries.field_of(field_id)
    if found.archived_at is None:
        actions.archive_field(field=found, by=request.member, now=timezone.now())
    else:
        actions.restore_field(field=found, by=request.member)
    return _back(request)


@page(can="customers.fields", methods=("POST",))
def purge(request: Request, field_id: int) -> HttpResponse:
    """Delete an archived field with all its values."""
    found = queries.field_of(field_id)
    if found.archived_at is not None:
        actions.purge_field(field=found, by=request.member)
    return _back(request)


@page(can="customers.fields", methods=("POST",))
def order(request: Request) -> HttpResponse:
    """The sections in another order."""
    form = OrderForm(request.POST)
    if form.is_valid():
        actions.arrange_sections(ids=form.cleaned_data["ids"], by=request.member)
    return _arranged(request)


@page(can="customers.fields", methods=("POST",))
def order_of_fields(request: Request, section_id: int) -> HttpResponse:
    """The fields of a section in another order."""
    form = OrderForm(request.POST)
    if form.is_valid():
        found = queries.section_of(section_id)
        actions.arrange_fields(section=found, ids=form.cleaned_data["ids"], by=request.member)
    return _arranged(request)


def _rules(form: DefinitionForm, request: Request | None = None) -> Rules:
    told = form.cleaned_data
    renamed, dropped = {}, []
    for name, value in request.POST.items() if request else ():
        number = name.partition("-")[2]
        if name.startswith("option-") and number.isdecimal():
            renamed[int(number)] = " ".join(str(value).split())[:60]
        elif name.startswith("dropped-") and number.isdecimal():
            dropped.append(int(number))
    return Rules(
        name=" ".join(told["name"].split()),
        help=told["help"],
        is_required=told["is_required"],
        is_unique=told["is_unique"],
        is_masked=told["is_masked"],
        options=told["choices"],
        renamed=renamed,
        dropped=dropped,
    )


def _library() -> dict[str, Any]:
    sections = queries.sections(archived=True)
    archived: list[Field] = [one for s in sections for one in s.fields.all() if one.archived_at]
    return {"sections": sections, "archived": archived, "kinds": KINDS}


def _arranged(request: Request) -> HttpResponse:
    if wants_fragment(request):
        return render(request, "customers/fields.html", _library(), block="sections")
    return _back(request)


def _back(request: Request) -> HttpResponse:
    url = reverse("customers:fields", args=[request.organisation.slug])
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)

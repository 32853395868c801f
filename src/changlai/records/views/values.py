"""Own fields on a record's page, of any kind: changed in their place, looked at in full, a file handed out.

Who may follows from the record: its kind's ``find`` and ``find_to_edit`` refuse.
"""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, member_page
from changlai.kernel import files
from changlai.records import actions, onpage, queries
from changlai.records.enums import FieldKind
from changlai.records.errors import MayNotUnmaskValue
from changlai.records.holders import Holder, holder_of
from changlai.records.inputs import fields_form
from changlai.ui.render import render, wants_fragment

SIDE = 320  # pixels of a small picture


@member_page
def section(request: Request, of: str, record_id: int, section_id: int) -> HttpResponse:
    """The fields of one section, changed in their place."""
    holder = holder_of(of)
    record = holder.find_to_edit(request.member, record_id)
    found = queries.section_of(section_id, of)
    every = [one for one in queries.active_fields(of) if one.section_id == found.pk]
    if "cancel" in request.GET:
        return _shown(request, holder, record, section_id)
    fields = onpage.editable(of, every, request.member, record.pk)
    is_sent = request.method == "POST"
    form = fields_form(
        of,
        fields,
        data=request.POST if is_sent else None,
        files=request.FILES if is_sent else None,
        record_id=record.pk,
    )
    if is_sent:
        refused = holder.fill(request.member, [record.pk], form.given(), fields, timezone.now())
        if record.pk not in refused:
            return _shown(request, holder, record, section_id)
        form.refuse(refused[record.pk])
    context = {"of": of, "record_id": record.pk, "section": found, "form": form, "back": _page(request, holder, record)}
    return render(request, "records/section.html", context, block="form", status=422 if form.errors else 200)


@member_page
def disclosure(request: Request, of: str, record_id: int, field_id: int) -> HttpResponse:
    """Show a masked value in full; who looked is written down."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    holder = holder_of(of)
    record = holder.find(request.member, record_id)
    if not holder.can_unmask(request.member, record):
        raise MayNotUnmaskValue
    field = queries.field_of(field_id, of)
    actions.unmask(value=queries.value_of(holder, record.pk, field), by=request.member)
    context = {"value": onpage.in_words(record.pk, field), "back": _page(request, holder, record)}
    response = render(request, "records/unmasked.html", context, block="value")
    response["Cache-Control"] = "no-store"
    return response


@member_page
def file(request: Request, of: str, record_id: int, field_id: int) -> HttpResponse:
    """The file of a field; ``?download`` to keep it. One that is masked for the member is not there."""
    holder = holder_of(of)
    record = holder.find(request.member, record_id)
    field = queries.field_of(field_id, of)
    is_masked = field.is_masked and not accounts.may_see_field(request.member, holder.masked)
    if field.kind != FieldKind.FILE or is_masked:
        raise Http404
    return files.attachment_response(request, queries.file_of(holder, record.pk, field), SIDE)


def _page(request: Request, holder: Holder, record: Any) -> str:  # noqa: ANN401 - of any kind
    name, argument = holder.page
    return reverse(name, kwargs={"organisation": request.organisation.slug, argument: record.pk})


def _shown(request: Request, holder: Holder, record: Any, section_id: int) -> HttpResponse:  # noqa: ANN401 - as above
    if not wants_fragment(request):
        return HttpResponseRedirect(_page(request, holder, record))
    every = onpage.shown(holder.kind, record.pk, request.member)
    one = next((shown for shown in every if shown.section.pk == section_id), None)
    if one is None:
        raise Http404
    can_unmask = holder.can_unmask(request.member, record)
    return render(request, "records/section.html", {"shown": one, "can_unmask": can_unmask}, block="shown")

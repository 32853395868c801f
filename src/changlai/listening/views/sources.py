"""The register of sources: where mentions come from, what for, and how long they are kept."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.kernel.errors import Refusal
from changlai.listening import actions, feeds, files, queries
from changlai.listening.enums import Ground, SourceKind
from changlai.listening.forms import FILE_BYTES, FileForm, SourceForm, source_held
from changlai.listening.models import MentionSource
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422


@page(can="listening.sources", methods=("GET",))
def sources(request: Request) -> HttpResponse:
    """Every line of it."""
    found = queries.sources(request.member)
    lines = [(one, SourceKind(one.kind).label, Ground(one.ground).label, feeds.in_words(one.error)) for one in found]
    return render(request, "listening/sources.html", {"lines": lines})


@page(can="listening.sources")
def new_source(request: Request) -> HttpResponse:
    """A new line."""
    return _edit(request, None)


@page(can="listening.sources")
def source(request: Request, source_id: int) -> HttpResponse:
    """One line, with how to bring mentions in through it."""
    return _edit(request, queries.source_of(request.member, source_id))


@page(can="listening.sources", methods=("POST",))
def source_removal(request: Request, source_id: int) -> HttpResponse:
    """Away with a line and what came through it."""
    found = queries.source_of(request.member, source_id)
    actions.delete_source(source=found, by=request.member)
    return go_to(request, reverse("listening:sources", args=[request.organisation.slug]))


@page(can="listening.bring_in")
def file(request: Request, source_id: int) -> HttpResponse:
    """A file of mentions for this source: read at once, told line by line what could not be."""
    found = queries.source_of(request.member, source_id, permission="listening.bring_in")
    form = FileForm(request.POST or None, request.FILES or None)
    read, count = None, 0
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > FILE_BYTES:
                raise files.BadFile(form.fields["file"].help_text)
            read = files.read(upload.read(), platform=found.platform, zone=accounts.zone_of(request.organisation.pk))
            count = actions.tell_file(read.said, source=found, by=request.member, now=timezone.now())
        except Refusal as refused:
            form.add_error("file", str(refused.sentence))
            read = None
    context = {"form": form, "source": found, "read": read, "count": count, "labels": files.LABELS}
    is_refused = form.is_bound and read is None
    return render(request, "listening/file.html", context, status=UNPROCESSABLE if is_refused else 200)


def _edit(request: Request, found: MentionSource | None) -> HttpResponse:
    form = SourceForm(request.POST or None, initial=source_held(found) if found else None)
    form.offer(channels.speaking_accounts())
    if found:
        form.fields["kind"].disabled = True
    if form.is_valid() and _kept(request, form, found):
        return go_to(request, reverse("listening:sources", args=[request.organisation.slug]))
    trouble = feeds.in_words(found.error) if found else ""
    context = {"form": form, "source": found, "push": _push_address(request), "trouble": trouble}
    return render(request, "listening/source.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _kept(request: Request, form: SourceForm, found: MentionSource | None) -> bool:
    """Whether it could be written; a refusal stands in the form."""
    try:
        if found:
            actions.change_source(source=found, wish=form.wish(SourceKind(found.kind)), by=request.member)
        else:
            actions.make_source(wish=form.wish(), by=request.member, now=timezone.now())
    except Refusal as refused:
        name = {"account_id": "account"}.get(str(refused.facts.get("field", "")), str(refused.facts.get("field", "")))
        form.add_error(name if name in form.fields else None, str(refused.sentence))
        return False
    return True


def _push_address(request: Request) -> str:
    return request.build_absolute_uri("/api/v1/mentions")

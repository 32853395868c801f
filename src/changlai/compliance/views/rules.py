"""Settings: quiet hours, caps, words and the suppression list."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts.pages import Request, page
from changlai.channels import queries as channels
from changlai.compliance import actions, queries
from changlai.compliance.actions import Entry
from changlai.compliance.forms import CapForm, ImportForm, QuietForm, SuppressionForm, WordsForm
from changlai.compliance.models import BlockedWord, QuietHours, Suppression
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.ui.render import render

FILE_BYTES = 2 * 1024 * 1024


@page(can="contact.manage", methods=("GET",))
def rules(request: Request) -> HttpResponse:
    """All rules on one page."""
    return _shown(request)


@page(can="contact.manage", methods=("POST",))
def quiet(request: Request) -> HttpResponse:
    """Set quiet hours."""
    form = quiet_form(request.POST)
    if not form.is_valid():
        return _shown(request, quiet=form)
    actions.keep_quiet(by=request.member, **form.cleaned_data)
    return _back(request)


@page(can="contact.manage", methods=("POST",))
def quiet_removal(request: Request, hours_id: int) -> HttpResponse:
    """Quiet hours apply no longer."""
    hours = QuietHours.objects.filter(id=hours_id).first()
    if hours is None:
        raise Http404
    actions.end_quiet(hours=hours, by=request.member)
    return _back(request)


@page(can="contact.manage", methods=("POST",))
def cap(request: Request) -> HttpResponse:
    """How often a purpose may write."""
    form = CapForm(request.POST)
    if not form.is_valid():
        return _shown(request, cap=form)
    actions.set_cap(by=request.member, **form.cleaned_data)
    return _back(request)


@page(can="contact.manage", methods=("POST",))
def words(request: Request) -> HttpResponse:
    """Words for the list."""
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.add_words(by=request.member, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("words", str(refusal.sentence))
        else:
            return _back(request)
    return _shown(request, words=form)


@page(can="contact.manage", methods=("POST",))
def word_removal(request: Request, word_id: int) -> HttpResponse:
    """A word may leave again."""
    word = BlockedWord.objects.filter(id=word_id).first()
    if word is None:
        raise Http404
    actions.remove_word(word=word, by=request.member)
    return _back(request)


@page(can="contact.manage", methods=("POST",))
def suppressions(request: Request) -> HttpResponse:
    """One address for the list."""
    form = SuppressionForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        zone = ZoneInfo(request.organisation.time_zone)
        until = datetime.combine(facts.pop("until"), time(), zone) if facts["until"] else facts.pop("until")
        try:
            actions.suppress(entries=[Entry(until=until, **facts)], by=request.member, now=timezone.now())
        except Refusal as refusal:
            form.add_error("value", str(refusal.sentence))
        else:
            return _back(request)
    return _shown(request, suppression=form)


@page(can="contact.manage", methods=("POST",))
def suppression_import(request: Request) -> HttpResponse:
    """Many addresses from a file: all of it, or none and the lines that are wrong."""
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        entries, wrong = _read(form)
        if not form.errors and wrong:
            form.add_error("file", _lines(wrong))
        elif not form.errors and not entries:
            form.add_error("file", _("There is no address in this file. Each line is: kind, value, remark."))
        if not form.errors:
            actions.suppress(entries=entries, by=request.member, now=timezone.now())
            return _back(request)
    return _shown(request, upload=form)


@page(can="contact.manage", methods=("POST",))
def suppression_removal(request: Request, suppression_id: int) -> HttpResponse:
    """An address may be written to again."""
    found = Suppression.objects.filter(id=suppression_id).first()
    if found is None:
        raise Http404
    actions.release(suppression=found, by=request.member)
    return _back(request)


def quiet_form(given: Any = None) -> QuietForm:  # noqa: ANN401 - a QueryDict or nothing
    """The form with the channels there are."""
    form = QuietForm(given)
    offer_channels(form)
    return form


def offer_channels(form: forms.Form) -> None:
    """Every channel, or one that is connected."""
    field = form.fields["channel"]
    if isinstance(field, forms.ChoiceField):
        products = [(slug, str(product.label)) for slug, (product, _ids) in channels.by_product().items()]
        field.choices = [("", _("Every channel")), *products]


def _read(form: ImportForm) -> tuple[list[Entry], list[int]]:
    upload = form.cleaned_data["file"]
    if upload.size > FILE_BYTES:
        form.add_error("file", _("The file is larger than 2 MB. Split it."))
        return [], []
    raw = upload.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return actions.read_list(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
        except Refusal as refusal:
            form.add_error("file", str(refusal.sentence))
            return [], []
    form.add_error("file", _("This is no text file. Save it as CSV in UTF-8."))
    return [], []


def _lines(wrong: list[int]) -> str:
    shown = ", ".join(str(number) for number in wrong[:10])
    return _("Nothing was imported: lines %(lines)s have no known kind or no value.") % {"lines": shown}


def _shown(request: Request, **bound: forms.Form) -> HttpResponse:
    before = db.id_of(request.GET.get("before", ""))
    found = queries.suppressions(before=before)
    products = {slug: product.label for slug, (product, _ids) in channels.by_product().items()}
    context = {
        "hours": [(one, products.get(one.channel, one.channel)) for one in queries.quiet_hours()],
        "caps": queries.caps(),
        "words": queries.words(),
        "suppressions": found[: queries.PAGE],
        "next": found[queries.PAGE - 1].pk if len(found) > queries.PAGE else None,
        "before": before,
        "quiet_form": bound.get("quiet") or quiet_form(),
        "cap_form": bound.get("cap") or CapForm(initial={"purpose": "marketing", "messages": 2}),
        "words_form": bound.get("words") or WordsForm(),
        "suppression_form": bound.get("suppression") or SuppressionForm(initial={"covers": "everything"}),
        "import_form": bound.get("upload") or ImportForm(),
        "zone": request.organisation.time_zone,
    }
    return render(request, "compliance/rules.html", context, status=422 if bound else 200)


def _back(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("compliance:rules", args=[request.organisation.slug]))

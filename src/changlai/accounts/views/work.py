"""Business hours of the organisation, and the member's presence."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.enums import Attendance
from changlai.accounts.hour_forms import HoursForm, SpecialDayForm
from changlai.accounts.hours import shown_ranges
from changlai.accounts.models import SpecialDay
from changlai.accounts.pages import Request, member_page, page
from changlai.kernel.errors import Refusal
from changlai.ui.render import render, wants_fragment

UNPROCESSABLE = 422


@page(can="settings.manage")
def hours(request: Request) -> HttpResponse:
    """When somebody is expected to answer, and the days that differ."""
    form = HoursForm(request.POST or None, initial=HoursForm.initial_of(queries.calendar()))
    if form.is_valid():
        try:
            actions.keep_hours(
                organisation=request.organisation,
                is_always=form.cleaned_data["always"] == "always",
                week=form.week(),
                by=request.member,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _saved(request)
    return _page(request, form, SpecialDayForm(), is_wrong=form.is_bound)


@page(can="settings.manage", methods=("POST",))
def days(request: Request) -> HttpResponse:
    """One or several days that differ from their weekday."""
    form = SpecialDayForm(request.POST)
    if form.is_valid():
        try:
            actions.keep_special_days(by=request.member, **form.span())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return _saved(request)
    return _page(request, HoursForm(initial=HoursForm.initial_of(queries.calendar())), form, is_wrong=True)


@page(can="settings.manage", methods=("POST",))
def removal(request: Request, day_id: int) -> HttpResponse:
    """The day is an ordinary one after all."""
    special = SpecialDay.objects.filter(pk=day_id).first()
    if special is None:
        raise Http404
    actions.drop_special_day(special=special, by=request.member)
    return _saved(request)


@member_page
def presence(request: Request) -> HttpResponse:
    """A sign of life of an open screen, or the member's word; answers how they are present now."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]))
    said = request.POST.get("presence", "")
    chosen = Attendance(said) if said in {Attendance.ONLINE, Attendance.AWAY} else None
    now = actions.note_present(member=request.member, now=timezone.now(), chosen=chosen)
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]))
    choices = [(one, one.label, one == now.state) for one in (Attendance.ONLINE, Attendance.AWAY)]
    response = render(request, "accounts/presence.html", {"presence": now, "choices": choices})
    response["Cache-Control"] = "no-store"
    return response


def _page(request: Request, form: HoursForm, day_form: SpecialDayForm, *, is_wrong: bool) -> HttpResponse:
    special = [(one, shown_ranges(one.ranges)) for one in queries.special_days()]
    kept = queries.hours(request.organisation.pk)
    now = timezone.now()
    context = {"form": form, "day_form": day_form, "days": special, "saved": "saved" in request.GET}
    context |= {"is_open": kept.is_open(now), "opens_at": kept.next_opening(now)}
    return render(request, "accounts/hours.html", context, status=UNPROCESSABLE if is_wrong else 200)


def _saved(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:hours", args=[request.organisation.slug]) + "?saved")

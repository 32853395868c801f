"""How one wants to be told."""

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, member_page
from changlai.notifications import actions, queries
from changlai.notifications.actions import HabitsGiven
from changlai.notifications.forms import ChoicesForm, HabitsForm
from changlai.ui.render import render


@member_page
def choices(request: Request) -> HttpResponse:
    """The table of kinds and ways, and the habits below it."""
    if request.method != "POST":
        return _shown(request)
    form = ChoicesForm(request.POST, queries.choices_of(request.member))
    if not form.is_valid():
        return _shown(request, choices_form=form)
    actions.choose(member=request.member, choices=form.choices)
    return _back(request)


@member_page
def habits(request: Request) -> HttpResponse:
    """Quiet hours, the digest, sound and desktop."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = HabitsForm(request.POST, instance=queries.habits_of(request.member))
    if not form.is_valid():
        return _shown(request, habits_form=form)
    actions.change_habits(member=request.member, habits=HabitsGiven(**form.cleaned_data))
    return _back(request)


@member_page
def trial(request: Request) -> HttpResponse:
    """Tell the member something, by every way chosen for it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actions.try_out(member=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("notifications:choices", args=[request.organisation.slug]) + "?tried")


def _shown(
    request: Request, *, choices_form: ChoicesForm | None = None, habits_form: HabitsForm | None = None
) -> HttpResponse:
    context = {
        "choices_form": choices_form or ChoicesForm(None, queries.choices_of(request.member)),
        "habits_form": habits_form or HabitsForm(instance=queries.habits_of(request.member)),
        "ways": queries.ways_of(request.member),
        "saved": "saved" in request.GET,
        "tried": "tried" in request.GET,
    }
    is_wrong = choices_form is not None or habits_form is not None
    return render(request, "notifications/choices.html", context, status=422 if is_wrong else 200)


def _back(request: Request) -> HttpResponse:
    return HttpResponseRedirect(reverse("notifications:choices", args=[request.organisation.slug]) + "?saved")

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from changlai.accounts import actions, demo, queries
from changlai.accounts.actions.first_run import NewHouse
from changlai.accounts.enums import SignInWay
from changlai.accounts.forms import DEMO, EMPTY, WelcomeForm
from changlai.accounts.pages import open_page
from changlai.accounts.views import session
from changlai.kernel.errors import Refusal
from changlai.ui.render import render


@open_page
def welcome(request: HttpRequest) -> HttpResponse:
    """First run: name the organisation, make its administrator. Gone as soon as there is one."""
    if queries.has_organisations():
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    filler = demo.filler()
    form = WelcomeForm(request.POST or None, initial=_first_guess(request, can_fill=filler is not None))
    refusal = None
    if form.is_valid():
        try:
            return _set_up(request, form, filler)
        except Refusal as caught:
            refusal = caught
    page = {"form": form, "refusal": refusal, "can_fill": filler is not None}
    status = refusal.status if refusal else 422 if form.is_bound else 200
    response = render(request, "accounts/welcome.html", page, status=status)
    response["Referrer-Policy"] = (
        "strict-origin"  # never the address, which may hold the token; "no-referrer" breaks its form
    )
    return response


def _first_guess(request: HttpRequest, *, can_fill: bool) -> dict[str, str]:
    return {
        "token": request.GET.get("token", ""),
        "language": get_language() or settings.LANGUAGE_CODE,
        "time_zone": "Asia/Shanghai",
        "start_with": DEMO if can_fill else EMPTY,
    }


def _set_up(request: HttpRequest, form: WelcomeForm, filler: demo.Filler | None) -> HttpResponse:
    given = form.cleaned_data
    house = NewHouse(
        organisation=given["organisation"],
        name=given["name"],
        sign_in_name=given["account"],
        password=given["password"],
        language=given["language"],
        time_zone=given["time_zone"],
    )
    organisation, member = actions.set_up(token=given["token"], house=house, now=timezone.now())
    if filler and given["start_with"] == DEMO:
        demo.begin(filler, organisation_id=organisation.pk, member_id=member.pk)
    session.begin(request, member.user, way=SignInWay.PASSWORD, organisation=organisation)
    response = HttpResponseRedirect(reverse("web:start", args=[organisation.slug]))
    session.mark_device(response, member.user)
    return response

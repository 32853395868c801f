from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, catalogue, queries
from changlai.accounts.contracts import Text
from changlai.accounts.forms import OrganisationForm, TokenForm
from changlai.accounts.pages import Request, member_page, page
from changlai.kernel import discovery
from changlai.ui import nav
from changlai.ui.render import render


@member_page
def home(request: Request) -> HttpResponse:
    """Everything that this member may set, by what goes together."""
    shown = nav.navigation(request.member, request.organisation, request.path)
    parts = [entry for group in shown.foot for entry in group.items if entry.url != request.path]
    return render(request, "accounts/settings.html", {"parts": parts, "words": _words()})


def _words() -> dict[str, Text]:
    """What the guide says of each page, by the name of its address."""
    topics = [topic for room in discovery.rooms("guide") for topic in room.TOPICS]
    return {topic.pages[0]: topic.text for topic in topics}


@page(can="settings.manage")
def organisation(request: Request) -> HttpResponse:
    """Name, language and time zone of the organisation."""
    here = request.organisation
    form = OrganisationForm(
        request.POST or None, initial={"name": here.name, "language": here.language, "time_zone": here.time_zone}
    )
    if form.is_valid():
        actions.change_organisation(organisation=here, by=request.member, **form.cleaned_data)
        return HttpResponseRedirect(reverse("accounts:organisation", args=[here.slug]) + "?saved")
    context = {"form": form, "saved": "saved" in request.GET}
    return render(request, "accounts/organisation.html", context, status=422 if form.is_bound else 200)


@page(can="settings.manage")
def tokens(request: Request) -> HttpResponse:
    """Keys for programs. A new one is shown on this very answer and never again."""
    form = TokenForm(request.POST or None)
    value = ""
    if form.is_valid():
        given = dict(form.cleaned_data)
        days = given.pop("days")
        expires_at = timezone.now() + timedelta(days=days) if days else None
        _token, value = actions.create_api_token(
            member=request.member, by=request.member, expires_at=expires_at, **given
        )
        form = TokenForm()
    context = {
        "form": form,
        "tokens": queries.tokens(),
        "value": value,
        "now": timezone.now(),
        "area_names": catalogue.area_names,
    }
    response = render(request, "accounts/tokens.html", context, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


@page(can="settings.manage", methods=("POST",))
def revocation(request: Request, token_id: int) -> HttpResponse:
    """Make a key worthless."""
    token = queries.tokens().filter(pk=token_id).first()
    if token is None:
        raise Http404
    actions.revoke_api_token(token=token, by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("accounts:tokens", args=[request.organisation.slug]))

"""Where somebody lands who asks for no page in particular."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts import queries
from changlai.accounts.pages import Request, member_page, open_page
from changlai.web import navigation

LAST_OPENED = "organisation"  # session key, written by accounts.views.session


@open_page
def front_door(request: HttpRequest) -> HttpResponse:
    """To the organisation opened last, the only one, or the choice; strangers to the sign-in or first-run
    page.
    """
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    slugs = [entrance.organisation.slug for entrance in queries.organisations_of(request.user)]
    last = request.session.get(LAST_OPENED)
    if last not in slugs and len(slugs) == 1:
        last = slugs[0]
    if last in slugs:
        return HttpResponseRedirect(reverse("web:home", args=[last]))
    return HttpResponseRedirect(reverse("entrance:choose"))


@member_page
def home(request: Request) -> HttpResponse:
    """To the first page of the side bar that the member may open."""
    if request.session.get(LAST_OPENED) != request.organisation.slug:
        request.session[LAST_OPENED] = request.organisation.slug
    return HttpResponseRedirect(navigation.landing(request))

"""The two addresses of the tool box itself; web gives them their places."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from changlai.ui import gallery_data, preferences
from changlai.ui.render import render

NO_CONTENT = 204


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in both themes: for everybody on a developer's machine, otherwise after signing in."""
    user = getattr(request, "user", None)
    if not (settings.DEBUG or settings.DEVELOPMENT or (user is not None and user.is_authenticated)):
        return redirect(settings.LOGIN_URL)
    return render(request, "ui/gallery.html", gallery_data.context())


def save_preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language, theme or width of navigation that was chosen, and go back. A script gets 204."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    response: HttpResponse
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=NO_CONTENT)
    else:
        response = HttpResponseRedirect(_way_back(request))
    preferences.remember(response, request.POST.dict())
    return response


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if wanted.startswith("/") and is_ours else "/"

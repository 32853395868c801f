"""Every page of the site, which is all a worker writes into notices; ``doors`` adds the API.

A module's pages live under its organisation: ``/o/<organisation>/...``. It declares ``urls.py`` with ``app_name`` and
``urlpatterns`` (below the organisation), and may add ``public``, a pair of patterns and namespace, for pages at the
root.
"""

from types import ModuleType

from django.urls import URLPattern, URLResolver, include, path

from changlai.kernel import discovery
from changlai.ui.views import gallery, save_preferences
from changlai.web import handbook, home, live, search, start
from changlai.web.operations import urls as operations

ORGANISATION = "o/<slug:organisation>/"
OWN = "changlai.web"


def _modules() -> list[ModuleType]:
    return [room for room in discovery.rooms("urls") if not room.__name__.startswith(f"{OWN}.")]


def _patterns(module: ModuleType) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = [path(ORGANISATION, include((module.urlpatterns, module.app_name)))]
    public = getattr(module, "public", None)
    if public is not None:
        found.append(path("", include(public)))
    return found


own = [
    path("", home.home, name="home"),
    path("start/", start.start, name="start"),
    path("start/progress/", start.progress, name="progress"),
    path("start/dismissal/", start.dismissal, name="dismissal"),
    path("start/<slug:slug>/", start.step, name="step"),
    path("guide/", handbook.guide, name="guide"),
    path("guide/keys/", handbook.keys, name="keys"),
    path("search/", search.search, name="search"),
    path("search/recent/", search.recent, name="recent_searches"),
    path("live/", live.live, name="live"),
]

urlpatterns = [
    path("", home.front_door, name="front_door"),
    path("ui/", gallery, name="gallery"),
    path("preferences/", save_preferences, name="preferences"),
    path(ORGANISATION, include((own, "web"))),
    path(ORGANISATION, include(operations)),
    *(pattern for module in _modules() for pattern in _patterns(module)),
]

handler400 = "changlai.web.errors.bad_request"
handler403 = "changlai.web.errors.forbidden"
handler404 = "changlai.web.errors.not_found"
handler500 = "changlai.web.errors.server_error"

from typing import cast

from django.http import HttpRequest, HttpResponse

from changlai.accounts import queries
from changlai.accounts.models import User
from changlai.accounts.pages import signed_in_page
from changlai.ui.render import render


@signed_in_page
def choose(request: HttpRequest) -> HttpResponse:
    """Which organisation to work in."""
    entrances = queries.organisations_of(cast("User", request.user))
    return render(request, "accounts/choose.html", {"entrances": entrances})

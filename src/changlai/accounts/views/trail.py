from django.http import HttpResponse

from changlai.accounts import queries
from changlai.accounts.pages import Request, page
from changlai.ui.render import render

LONGEST_ID = 18  # digits


@page(can="audit.view", methods=("GET",))
def trail(request: Request) -> HttpResponse:
    """Who did what, the newest first."""
    asked = request.GET.get("below", "")
    below = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_ID else None
    context = {"trail": queries.trail(below=below), "is_first": below is None}
    return render(request, "accounts/trail.html", context)

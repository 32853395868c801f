"""The register of sources: where mentions come from, what for, and how long they are kept."""

from django.http import HttpResponse

from changlai.accounts.pages import Request, page
from changlai.listening.models import MentionSource
from changlai.ui.render import render


@page(can="listening.sources", methods=("GET",))
def sources(request: Request) -> HttpResponse:
    """Every line of it."""
    return render(request, "listening/sources.html", {"sources": list(MentionSource.objects.order_by("id"))})

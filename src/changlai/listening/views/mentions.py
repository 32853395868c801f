"""What one person said in public, and what it means."""

from django.http import HttpResponse

from changlai.accounts.pages import Request, page
from changlai.listening import queries
from changlai.ui.render import render


@page(can="listening.view", methods=("GET",))
def mention(request: Request, mention_id: int) -> HttpResponse:
    """One mention, with its author."""
    return render(request, "listening/mention.html", {"mention": queries.get_for(request.member, mention_id)})

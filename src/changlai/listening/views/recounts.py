"""Whether what the board shows is what was said: counted again, with what differed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, page
from changlai.kernel.errors import Refusal
from changlai.kernel.sentences import error_in_words
from changlai.listening import actions, queries
from changlai.ui.render import go_to, render

UNPROCESSABLE = 422


@page(can="listening.sources")
def recounts(request: Request) -> HttpResponse:
    """The latest counts, and how far the one under way is; htmx asks for them alone. Posting begins one."""
    refusal = ""
    if request.method == "POST":
        try:
            actions.order_recount(by=request.member, now=timezone.now())
        except Refusal as refused:
            refusal = str(refused.sentence)
        else:
            return go_to(request, reverse("listening:recounts", args=[request.organisation.slug]))
    found = queries.recounts(request.member)
    lines = [(one, error_in_words(one.error) if one.error else "") for one in found]
    register = reverse("listening:sources", args=[request.organisation.slug])  # the menu's entry it belongs to
    context = {"lines": lines, "refusal": refusal, "is_under_way": any(not one.ended_at for one in found)}
    status = UNPROCESSABLE if refusal else 200
    return render(request, "listening/recounts.html", context, block="counts", status=status, at=register)

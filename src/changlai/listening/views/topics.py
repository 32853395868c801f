"""What is listened for."""

from django.http import HttpResponse

from changlai.accounts.pages import Request, page
from changlai.listening.models import Topic
from changlai.ui.render import render


@page(can="listening.topics", methods=("GET",))
def topics(request: Request) -> HttpResponse:
    """Every topic."""
    return render(request, "listening/topics.html", {"topics": list(Topic.objects.order_by("position", "id"))})

"""Where the side bar leads first."""

from django.urls import reverse

from changlai.accounts.pages import Request
from changlai.ui import nav

START = "web:start"


def landing(request: Request) -> str:
    """The address of the first page of the side bar that the member may open; the first steps when there is none."""
    start = reverse(START, args=[request.organisation.slug])
    shown = nav.navigation(request.member, request.organisation, request.path)
    entries = [entry for section in shown.sections for entry in section.entries]
    return next((entry.url for entry in entries if entry.url != start), start)

"""Where the side bar leads first."""

from django.urls import reverse

from changlai.accounts.pages import Request
from changlai.ui import nav

START = "web:start"


def landing(request: Request) -> str:
    """The address of the first page of the side bar that the member may open; the first steps when there is
    none.
    """
    for item in nav.items():
        if item.url_name != START and (not item.permission or request.member.can(item.permission)):
            return reverse(item.url_name, args=[request.organisation.slug])
    return reverse(START, args=[request.organisation.slug])

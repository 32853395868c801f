from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class OrganisationScope:
    """Every request has ``organisation`` and ``member``, None until a page of an organisation lets somebody
    in.

    The scope itself is opened by :mod:`changlai.accounts.pages`, around the view and its rendering: a
    middleware would have to ask the database for pages that belong to no organisation too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organisation = None  # type: ignore[attr-defined]  # typed on pages.Request
        request.member = None  # type: ignore[attr-defined]  # as above
        return self.get_response(request)

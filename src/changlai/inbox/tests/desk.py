"""A person's screen in a test: the inbox's pages through Django's client."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from changlai.accounts.models import Member
from tests.support.house import Firm

HTMX = {"HX-Request": "true"}
Query = dict[str, Any] | None


@dataclass
class Desk:
    client: Client
    firm: Firm

    def url(self, name: str, **arguments: object) -> str:
        return reverse(f"inbox:{name}", kwargs={"organisation": self.firm.organisation.slug, **arguments})

    def get(self, name: str, query: Query = None, *, htmx: bool = False, **arguments: object) -> Any:
        return self.client.get(self.url(name, **arguments), query or {}, headers=HTMX if htmx else {})

    def post(self, name: str, data: Query = None, *, htmx: bool = False, **arguments: object) -> Any:
        return self.client.post(self.url(name, **arguments), data or {}, headers=HTMX if htmx else {})


def sit_down(firm: Firm, member: Member, language: str = "en") -> Desk:
    """A browser of the member's, signed in, in English so that tests can read it."""
    client = Client()
    client.force_login(member.user)
    client.cookies["changlai_language"] = language
    return Desk(client, firm)

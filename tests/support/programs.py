"""Programs that call the API."""

import json
from typing import Any

from django.test import Client

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member


def program(member: Member, language: str = "", **limits: Any) -> Client:
    """A client with a key that acts for a member, in the organisation's language without another; ``limits`` are those
    of ``create_api_token``.
    """
    _token, value = accounts.create_api_token(member=member, name="test", by=member, **limits)
    headers = {"authorization": f"Bearer {value}"} | ({"accept-language": language} if language else {})
    return Client(headers=headers)


def send(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What an operation answers to a body of JSON; ``path`` is below /api/v1."""
    return client.generic(method, f"/api/v1{path}", json.dumps(body or {}), "application/json")

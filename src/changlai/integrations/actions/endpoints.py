"""Addresses of other programs."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from changlai.accounts.models import Member
from changlai.integrations import registry
from changlai.integrations.enums import DeliveryState, Disabled
from changlai.integrations.errors import BadAddress, TooManyEndpoints, UnknownTopics
from changlai.integrations.models import URL_LENGTH, Delivery, Endpoint
from changlai.kernel import audit, db
from changlai.kernel.tenancy import organisation_id

MOST_ENDPOINTS = 50
OVERLAP = timedelta(hours=24)  # how long the former secret signs beside the new one
SECRET_BYTES = 32
# The database itself takes the log along: it may be long.
_REMOVE = "delete from integrations_endpoint where organisation_id = %s and id = %s"


@transaction.atomic
def create(*, url: str, name: str, topics: Sequence[str], by: Member, now: datetime) -> Endpoint:
    """Tell another program from now on. Its secret can be read from the answer, and never again.

    Raises BadAddress, UnknownTopics, TooManyEndpoints.
    """
    _check(url, topics)
    if Endpoint.objects.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(MOST_ENDPOINTS)
    endpoint = Endpoint.objects.create(
        organisation_id=organisation_id(),
        url=url,
        name=name,
        topics=sorted(set(topics)),
        secret=_new_secret(),
        created_by=by,
        created_at=now,
    )
    audit.record("integrations.webhook.created", actor=by, obj=endpoint, changes={"url": url, "topics": list(topics)})
    return endpoint


@transaction.atomic
def change(*, endpoint: Endpoint, url: str, name: str, topics: Sequence[str], by: Member) -> None:
    """What is on its way already goes to the new address. Raises BadAddress, UnknownTopics."""
    _check(url, topics)
    before = {"url": endpoint.url, "name": endpoint.name, "topics": endpoint.topics}
    endpoint.url, endpoint.name, endpoint.topics = url, name, sorted(set(topics))
    endpoint.save(update_fields=["url", "name", "topics"])
    after = {"url": url, "name": name, "topics": endpoint.topics}
    changes = {field: [before[field], after[field]] for field in before if before[field] != after[field]}
    if changes:
        audit.record("integrations.webhook.changed", actor=by, obj=endpoint, changes=changes)


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, by: Member, now: datetime) -> str:
    """A new secret, shown now only. The former one signs beside it for OVERLAP."""
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, now + OVERLAP
    endpoint.secret = _new_secret()
    endpoint.save(update_fields=["secret", "old_secret", "old_secret_until"])
    audit.record("integrations.webhook.secret_changed", actor=by, obj=endpoint)
    return str(endpoint.secret)


@transaction.atomic
def switch(*, endpoint: Endpoint, is_on: bool, by: Member, now: datetime) -> None:
    """Off: nothing more is sent, and what waits is given up; it can be sent again by hand."""
    if is_on == (not endpoint.disabled):
        return
    if is_on:
        endpoint.disabled, endpoint.disabled_at, endpoint.failing_since, endpoint.held_until = "", None, None, None
        endpoint.save(update_fields=["disabled", "disabled_at", "failing_since", "held_until"])
    else:
        disable(endpoint, Disabled.BY_HAND, now=now)
    audit.record("integrations.webhook.switched", actor=by, obj=endpoint, changes={"is_on": [not is_on, is_on]})


def disable(endpoint: Endpoint, why: Disabled, *, now: datetime) -> None:
    """Send nothing more there, and give up what waits."""
    endpoint.disabled, endpoint.disabled_at = why, now
    endpoint.save(update_fields=["disabled", "disabled_at"])
    waiting = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.FAILED, next_at=None, done_at=now)


@transaction.atomic
def remove(*, endpoint: Endpoint, by: Member) -> None:
    """The endpoint and its log are gone."""
    audit.record("integrations.webhook.removed", actor=by, obj=endpoint, changes={"url": endpoint.url})
    db.run(_REMOVE, (endpoint.organisation_id, endpoint.pk))


def _check(url: str, topics: Sequence[str]) -> None:
    parts = urlsplit(url) if url.isascii() and url.isprintable() and len(url) <= URL_LENGTH else None
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname or parts.username is not None:
        raise BadAddress(url)
    unknown = sorted(set(topics) - registry.topics().keys())
    if unknown:
        raise UnknownTopics(", ".join(unknown))


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()

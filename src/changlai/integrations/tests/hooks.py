"""Endpoints to test with."""

from django.utils import timezone

from changlai.inbox.events import ConversationAssigned
from changlai.integrations import actions
from changlai.integrations.models import Delivery, Endpoint
from changlai.kernel import db
from changlai.kernel.events import publish
from changlai.kernel.tenancy import scope
from tests.support.house import settle


def endpoint(firm, url: str, *topics: str) -> Endpoint:
    with scope(firm.id):
        return actions.create(url=url, name="ERP", topics=topics, by=firm.admin, now=timezone.now())


def happen(firm, *conversation_ids: int) -> None:
    """So many conversations are handed over."""
    with scope(firm.id):
        publish(
            *(
                ConversationAssigned(organisation_id=firm.id, key=one, conversation_id=one, to_id=7, by_id=8)
                for one in conversation_ids
            )
        )
    settle(["integrations.webhooks"])


def hurry(firm) -> None:
    with scope(firm.id):
        db.run("update lease set due = clock_timestamp() where organisation_id = %s", (firm.id,))


def states(firm) -> list[tuple[str, int, int | None]]:
    with scope(firm.id):
        return list(Delivery.objects.order_by("id").values_list("state", "try_count", "status"))

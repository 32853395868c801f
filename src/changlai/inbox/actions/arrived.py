"""Who hears of what has arrived: the log, and the screens that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from changlai.customers.enums import InteractionKind
from changlai.inbox.actions.comeback import Place
from changlai.inbox.actions.places import Placed
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.events import ColleagueWrote, CommentReceived, MessageReceived
from changlai.kernel.events import publish


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that is open now."""

    id: int
    assignee_id: int | None
    identity_id: int | None = None


def tell_arrivals(new: Sequence[Placed], opened: Mapping[Place, Opened], fresh: Mapping[int, int]) -> None:
    """New lines of customers and colleagues, by the ids of their events in ``fresh``."""
    publish(
        *(
            MessageReceived(
                organisation_id=place[0],
                key=opened[place].id,
                conversation_id=opened[place].id,
                customer_id=place[1],
                message_id=fresh[event.id],
                account_id=place[2],
                text=event.content.text if event.content else "",
                at=event.occurred_at,
            )
            for event, place in new
            if event.kind == InteractionKind.MESSAGE_IN
        )
    )
    publish(
        *(
            ColleagueWrote(
                organisation_id=place[0],
                key=opened[place].id,
                conversation_id=opened[place].id,
                message_id=fresh[event.id],
                at=event.occurred_at,
            )
            for event, place in new
            if event.kind == InteractionKind.COLLEAGUE_MESSAGE
        )
    )
    publish(
        *(
            CommentReceived(
                organisation_id=place[0],
                key=opened[place].id,
                conversation_id=opened[place].id,
                customer_id=place[1],
                message_id=fresh[event.id],
                account_id=place[2],
                at=event.occurred_at,
            )
            for event, place in new
            if event.kind == InteractionKind.COMMENT
        )
    )
    changed = {(place[0], opened[place].id, opened[place].assignee_id) for _, place in new}
    tell_changed(sorted(changed, key=lambda change: change[1]), "message")

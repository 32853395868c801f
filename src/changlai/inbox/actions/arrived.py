"""Who hears of what has arrived: the log, and the screens that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.inbox.actions.comeback import Place
from changlai.inbox.actions.places import Placed
from changlai.inbox.actions.signals import tell_changed
from changlai.inbox.events import ColleagueWrote, CommentReceived, MessageReceived
from changlai.kernel.events import publish

_SAID = {InteractionKind.MESSAGE_IN, InteractionKind.COLLEAGUE_MESSAGE, InteractionKind.COMMENT}


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that is open now."""

    id: int
    assignee_id: int | None
    identity_id: int | None = None


def tell_arrivals(new: Sequence[Placed], opened: Mapping[Place, Opened], fresh: Mapping[int, int]) -> None:
    """New lines of customers and colleagues, by the ids of their events in ``fresh``."""
    told = [_event(one, place, opened[place].id, fresh) for one, place in new]
    publish(*(one for one in told if one is not None))
    changed = {(place[0], opened[place].id, opened[place].assignee_id) for _, place in new}
    tell_changed(sorted(changed, key=lambda change: change[1]), "message")


def _event(
    line: InteractionRecorded, place: Place, conversation_id: int, fresh: Mapping[int, int]
) -> MessageReceived | ColleagueWrote | CommentReceived | None:
    """What the log says of a line; None for what was not said by anybody. A comment is an event of its own: rules of
    distribution, targets and webhooks that read messages must not take it for one.
    """
    if line.kind not in _SAID:
        return None
    known: dict[str, Any] = {"organisation_id": place[0], "key": conversation_id, "conversation_id": conversation_id}
    known |= {"message_id": fresh[line.id], "at": line.occurred_at}
    match line.kind:
        case InteractionKind.MESSAGE_IN:
            text = line.content.text if line.content else ""
            return MessageReceived(**known, customer_id=place[1], account_id=place[2], text=text)
        case InteractionKind.COLLEAGUE_MESSAGE:
            return ColleagueWrote(**known)
    return CommentReceived(**known, customer_id=place[1], account_id=place[2])

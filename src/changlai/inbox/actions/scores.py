"""Taps on the menu that asks for a rating: they are scores, not messages that open a conversation again."""

from collections.abc import Sequence

import msgspec

from changlai.channels.contracts import Content
from changlai.customers.enums import InteractionKind
from changlai.customers.events import InteractionRecorded
from changlai.inbox.actions.comeback import Place
from changlai.inbox.actions.places import Placed
from changlai.inbox.actions.ratings import CHOICE, THANK, keep_score
from changlai.inbox.enums import Author, RatingState
from changlai.inbox.models import Conversation, Message, Rating
from changlai.kernel.jobs import NewJob, add
from changlai.kernel.tenancy import scope


def without_scores(placed: Sequence[Placed]) -> list[Placed]:
    """What remains when scores are taken out; a tap on somebody else's menu is a message like any other."""
    tapped = [(event, place) for event, place in placed if choice_of(event)]
    if not tapped:
        return list(placed)
    taken = {event.id for event, place in tapped if _take(event, place)}
    return [(event, place) for event, place in placed if event.id not in taken]


def choice_of(event: InteractionRecorded) -> tuple[int, int] | None:
    """The rating and the score a tapped line stands for; None for anything else."""
    if event.kind != InteractionKind.MESSAGE_IN or event.content is None:
        return None
    found = CHOICE.fullmatch(str(event.content.raw.get("menu_id", "")))
    return (int(found[1]), int(found[2])) if found else None


def _take(event: InteractionRecorded, place: Place) -> bool:
    """Keep one score. Told again it changes nothing, and neither does a second tap: the first word stands."""
    rating_id, score = choice_of(event) or (0, 0)
    organisation_id, customer_id, account_id = place
    with scope(organisation_id):
        rating = (
            Rating.objects.select_for_update(of=("self",))
            .filter(id=rating_id, conversation__customer_id=customer_id, conversation__account_id=account_id)
            .first()
        )
        if rating is None:
            return False
        if Message.objects.filter(event_id=event.id).exists() or rating.score is not None:
            return True
        rating.score, rating.rated_at, rating.state = score, event.occurred_at, RatingState.RATED
        rating.save(update_fields=["score", "rated_at", "state"])
        conversation = Conversation.objects.select_for_update().get(id=rating.conversation_id)
        conversation.window_opened_at, conversation.window_sent = event.occurred_at, 0
        conversation.save(update_fields=["window_opened_at", "window_sent"])
        _line(conversation, event, score)
        keep_score(conversation, rating, event.occurred_at)
        key = f"thank:{rating.pk}"
        add("jobs", [NewJob(organisation_id, THANK, {"rating_id": rating.pk}, unique_key=key)])
    return True


def _line(conversation: Conversation, event: InteractionRecorded, score: int) -> None:
    Message.objects.create(
        conversation=conversation,
        author=Author.SYSTEM,
        kind="rated",
        content=msgspec.to_builtins(Content(raw={"score": score, "comment": ""})),
        occurred_at=event.occurred_at,
        platform_id=event.platform_id,
        event_id=event.id,
    )

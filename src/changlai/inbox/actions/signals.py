"""Which screens must look again after a change: a room per shelf and per conversation, ids only."""

from collections.abc import Iterable

from changlai.inbox.models import Conversation
from changlai.kernel.sse import room, tell_many


def rooms_of(organisation_id: int, conversation_id: int, assignee_id: int | None) -> list[str]:
    """The rooms where this conversation is on screen."""
    shelf = (
        room(organisation_id, "inbox", "member", assignee_id)
        if assignee_id
        else room(organisation_id, "inbox", "unassigned")
    )
    return [room(organisation_id, "conversation", conversation_id), shelf, room(organisation_id, "inbox", "all")]


def tell_changed(changes: Iterable[tuple[int, int, int | None]], kind: str) -> None:
    """(organisation, conversation, assignee) of each conversation that changed."""
    tell_many(
        [
            (name, kind, {"conversation": conversation})
            for org, conversation, assignee in changes
            for name in rooms_of(org, conversation, assignee)
        ]
    )


def tell_one(conversation: Conversation, kind: str, *, also: int | None = None) -> None:
    """One conversation changed; ``also`` is a former assignee whose shelf changes too."""
    changes: list[tuple[int, int, int | None]] = [
        (conversation.organisation_id, conversation.id, conversation.assignee_id)
    ]
    if also != conversation.assignee_id:
        changes.append((conversation.organisation_id, conversation.id, also))
    tell_changed(changes, kind)


def tell_note(conversation: Conversation, concerned: Iterable[int]) -> None:
    """A note changed: the thread looks again, and so do the lists of those it mentions or mentioned."""
    organisation = conversation.organisation_id
    names = [
        room(organisation, "conversation", conversation.pk),
        *(room(organisation, "inbox", "member", member_id) for member_id in sorted(set(concerned))),
    ]
    tell_many([(name, "note", {"conversation": conversation.pk}) for name in names])

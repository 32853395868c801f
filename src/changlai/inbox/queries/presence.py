"""Who else has a conversation open."""

from datetime import datetime, timedelta

from changlai.accounts.models import Member
from changlai.inbox.models import Conversation, Watcher

VIEWING = timedelta(seconds=60)  # a screen says so every 25 s; a lost word is forgiven
TYPING = timedelta(seconds=10)  # the same for every 4 s


def others_here(conversation: Conversation, member: Member, now: datetime) -> list[Watcher]:
    """Colleagues who have it before their eyes now, the first to come first; ``member`` not among them."""
    rows = Watcher.objects.filter(conversation=conversation, seen_at__gt=now - VIEWING).exclude(member_id=member.pk)
    return list(rows.select_related("member").order_by("id"))


def is_typing(watcher: Watcher, now: datetime) -> bool:
    """Whether they are answering at this moment."""
    return watcher.typing_at is not None and watcher.typing_at > now - TYPING

"""When what the board shows was counted again, and what was wrong."""

from changlai.accounts.models import Member
from changlai.listening.models import Recount

SHOWN = 10


def recounts(member: Member) -> list[Recount]:
    """The latest first, for those who keep the register of sources."""
    if not member.can("listening.sources"):
        return []
    return list(Recount.objects.select_related("by").order_by("-asked_at", "-id")[:SHOWN])

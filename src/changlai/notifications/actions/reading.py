"""Reading notices."""

from datetime import datetime

from changlai.accounts.models import Member
from changlai.kernel.sse import room, tell
from changlai.notifications.models import Notification


def mark_read(*, notification: Notification, now: datetime) -> None:
    """The member has seen it; the bells of all open screens say so."""
    if Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now):
        _tell(notification.organisation_id, notification.member_id)


def mark_all_read(*, member: Member, now: datetime, up_to: int | None = None) -> int:
    """Nothing is new any more; ``up_to`` spares what came after that notice. Returns how many were unread."""
    unread = Notification.objects.filter(member=member, is_listed=True, read_at=None)
    if up_to is not None:
        unread = unread.filter(id__lte=up_to)
    count = unread.update(read_at=now)
    if count:
        _tell(member.organisation_id, member.pk)
    return count


def _tell(organisation_id: int, member_id: int) -> None:
    tell(room(organisation_id, "notices", member_id), "notice_read")

"""The queue of mails and the server they go to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404

from changlai.accounts.models import Member
from changlai.notifications.models import Mail

MAILS = 50  # a page


@dataclass(frozen=True, slots=True)
class MailServer:
    """The operator's settings, without the password. ``host`` is empty when there is none."""

    host: str
    port: int
    security: str
    user: str
    sender: str


def mail_server() -> MailServer:
    return MailServer(
        host=settings.MAIL_HOST,
        port=settings.MAIL_PORT,
        security=settings.MAIL_SECURITY,
        user=settings.MAIL_USER,
        sender=settings.MAIL_FROM,
    )


def mails(*, before: int | None = None, limit: int = MAILS) -> Sequence[Mail]:
    """Mails of the organisation, the newest first; ``before`` is the id above the page."""
    rows = Mail.objects.all() if before is None else Mail.objects.filter(id__lt=before)
    return list(rows.defer("letter").order_by("-id")[:limit])


def mail_for(member: Member, mail_id: int) -> Mail:
    """One mail, for members who may change settings; raises Http404."""
    found = Mail.objects.filter(pk=mail_id).first() if member.can("settings.manage") else None
    if found is None:
        raise Http404
    return found

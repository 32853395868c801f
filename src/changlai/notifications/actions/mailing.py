"""The queue of mails."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.kernel import audit, jobs
from changlai.kernel.jobs import NewJob
from changlai.kernel.tenancy import organisation_id
from changlai.notifications.actions.telling import QUEUE
from changlai.notifications.contracts import Letter
from changlai.notifications.enums import MailState
from changlai.notifications.errors import NothingToMailAgain
from changlai.notifications.models import Mail, Notification

MAIL = "notifications.mail"
NOTICE_DAYS = 180  # how long notices are kept
MAIL_DAYS = 30  # how long it is kept to whom a mail went


def mail(letters: Sequence[Letter], *, now: datetime | None = None) -> None:
    """Queue mails of the organisation in scope, in the caller's transaction; each ``once`` is sent at most once.

    Tried for about a day; then the mail stands as given up on the mail page, and its job in the machine room.
    """
    organisation, now = organisation_id(), now or timezone.now()
    known = set(Mail.objects.filter(once__in=[one.once for one in letters]).values_list("once", flat=True))
    fresh = {one.once: one for one in letters if one.once not in known}
    rows = [
        Mail(organisation_id=organisation, to=one.to, letter=msgspec.to_builtins(one), once=one.once, queued_at=now)
        for one in fresh.values()
    ]
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    queued = Mail.objects.filter(once__in=list(fresh), state=MailState.QUEUED).values_list("id", flat=True)
    jobs.add(QUEUE, [NewJob(organisation, MAIL, {"mail_id": one}, f"mail:{one}") for one in queued])


@transaction.atomic
def mail_again(*, mail: Mail, by: Member, now: datetime) -> None:
    """Try a mail again that was given up. Raises NothingToMailAgain."""
    if mail.state != MailState.FAILED:
        raise NothingToMailAgain
    mail.state, mail.reason, mail.queued_at = MailState.QUEUED, "", now
    mail.save(update_fields=["state", "reason", "queued_at"])
    audit.record("notifications.mail.again", actor=by, changes={"mail": mail.pk})
    jobs.add(QUEUE, [NewJob(mail.organisation_id, MAIL, {"mail_id": mail.pk}, f"mail:{mail.pk}")])


def settle_mail(*, mail: Mail, state: MailState, reason: str = "", now: datetime) -> None:
    """What became of a mail. One that has left forgets its text: it may have carried a secret link."""
    mail.state, mail.reason = state, reason[:300]
    mail.sent_at = now if state is MailState.SENT else None
    mail.letter = {} if state is MailState.SENT else mail.letter
    mail.save(update_fields=["state", "reason", "sent_at", "letter"])


def forget_old(*, now: datetime) -> None:
    """Notices of long ago, and to whom mails went; with their texts, where they never left."""
    Notification.objects.filter(created_at__lt=now - timedelta(days=NOTICE_DAYS)).delete()
    Mail.objects.filter(queued_at__lt=now - timedelta(days=MAIL_DAYS)).delete()

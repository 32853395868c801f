"""What leaves for members: mails, and notices by every way outside. A mail server that is away is tried for a day."""

from datetime import datetime, timedelta

import msgspec
from django.conf import settings
from django.utils import timezone, translation

from changlai.accounts import queries as accounts
from changlai.accounts.models import Organisation
from changlai.kernel.cron import cron, in_each
from changlai.kernel.jobs import Job, Permanent, RetryIn, completing, outside_job
from changlai.kernel.tenancy import scope
from changlai.notifications import actions, queries
from changlai.notifications.contracts import Letter
from changlai.notifications.engine import MailFailed, compose_letter, compose_note, compose_notices, hand_over
from changlai.notifications.enums import DispatchState, MailState, Way
from changlai.notifications.errors import MailNotSetUp
from changlai.notifications.models import Mail

MAIL_SECONDS = 90  # a talk with a mail server has several steps of 15 s
FROZEN_SECONDS = 60.0  # while all sending is stopped, what waits looks again so often
TRIES = 36  # pauses double up to an hour: about a day in all


@outside_job("notifications.mail", queue="notices", seconds=MAIL_SECONDS, attempts=TRIES)
def send_mail(job: Job) -> None:
    """Hand one mail to the server. Raises Permanent when it says never; the mail keeps the reason."""
    with scope(job.organisation_id):
        mail = Mail.objects.filter(pk=job.body["mail_id"]).first()
        letter = msgspec.convert(mail.letter, Letter) if mail and mail.letter else None
        name = Organisation.objects.get(pk=job.organisation_id).name
        if mail is not None:
            _wait_while_frozen(job, mail.queued_at)
    if mail is None or letter is None or mail.state == MailState.SENT:
        return
    if not settings.MAIL_HOST:
        reason = _in_words(job, MailNotSetUp())
        with completing(job):
            actions.settle_mail(mail=mail, state=MailState.FAILED, reason=reason, now=timezone.now())
        return
    try:
        hand_over(compose_letter(letter, organisation=name, once=f"{job.organisation_id}:{mail.once}"))
    except (MailFailed, ValueError) as failed:
        _note_failure(job, mail, failed)
        raise
    with completing(job):
        actions.settle_mail(mail=mail, state=MailState.SENT, now=timezone.now())


@outside_job("notifications.dispatch", queue="notices", seconds=MAIL_SECONDS, attempts=TRIES)
def dispatch(job: Job) -> None:
    """Send a member all that waits for one way, as one message. Better told twice after a crash than not at all."""
    way, now = Way(job.body["way"]), timezone.now()
    with scope(job.organisation_id):
        bundle = queries.bundle(int(job.body["member_id"]), way, now=now)
        if bundle is not None:
            _wait_while_frozen(job, bundle.since)
    if bundle is None:
        return
    if bundle.is_open and bundle.told and way is Way.MAIL:
        _mail(job, bundle)
    with completing(job):
        actions.settle(bundle.stale_ids, DispatchState.SKIPPED, now=now, reason="read")
        if not bundle.is_open:
            actions.settle(bundle.ids, DispatchState.SKIPPED, now=now, reason="closed")
        elif bundle.told and way is Way.WORK_APP and bundle.recipient:
            note = compose_note(bundle)
            actions.hand_to_channel(ids=list(bundle.ids), recipient=bundle.recipient, note=note, now=now)
        else:
            actions.settle(bundle.ids, DispatchState.SENT, now=now)
        if bundle.has_more:
            actions.order_rest(organisation_id=job.organisation_id, member_id=int(job.body["member_id"]), way=way)


def _wait_while_frozen(job: Job, since: datetime) -> None:
    """After a restore, what the backup still wanted to send may have left long ago: it waits for a person's word. What
    was asked for after the freeze goes out, or nobody could reset a password. Raises RetryIn.
    """
    freeze = accounts.freeze_in(job.organisation_id)
    if freeze is not None and since < freeze.at:
        raise RetryIn(FROZEN_SECONDS)


def _mail(job: Job, bundle: queries.Bundle) -> None:
    """Raises Permanent when the server says never; the notices keep its words."""
    try:
        hand_over(compose_notices(bundle, once=f"{job.organisation_id}:{actions.reference_of(bundle.ids)}"))
    except (MailFailed, ValueError) as failed:
        if not _is_last(job, failed):
            raise
        reason = _in_words(job, failed)
        with scope(job.organisation_id):
            actions.settle(bundle.ids, DispatchState.FAILED, now=timezone.now(), reason=reason)
        raise Permanent(reason) from failed


def _is_last(job: Job, failed: MailFailed | ValueError) -> bool:
    """Whether trying again is no use: the server says so, the address is none (ValueError), or it was tried enough."""
    return isinstance(failed, ValueError) or failed.permanent or job.attempts + 1 >= TRIES


def _note_failure(job: Job, mail: Mail, failed: MailFailed | ValueError) -> None:
    """The reason stands on the mail at once; it is given up when trying again is no use. ValueError: no address."""
    is_last = _is_last(job, failed)
    state = MailState.FAILED if is_last else MailState.QUEUED
    reason = _in_words(job, failed)
    with scope(job.organisation_id):
        actions.settle_mail(mail=mail, state=state, reason=reason, now=timezone.now())
    if is_last:
        raise Permanent(reason) from failed


def _in_words(job: Job, failed: MailFailed | MailNotSetUp | ValueError) -> str:
    """Why, in the language of the organisation: its administrators read it, and with facts in it is worded once.

    Without facts it is kept for ``kernel.sentences.in_words``.
    """
    with scope(job.organisation_id):
        language = Organisation.objects.get(pk=job.organisation_id).language
    with translation.override(None if isinstance(failed, MailNotSetUp) else language):
        return str(failed) if isinstance(failed, ValueError) else str(failed.sentence)


@cron("notifications.forget", every=timedelta(days=1), offset=timedelta(hours=18, minutes=23))
def forget() -> None:
    """What members were told long ago, and to whom mails went."""
    in_each(accounts.organisation_ids(), lambda _organisation: actions.forget_old(now=timezone.now()))

"""Trying out the mail server, now and in front of whoever asks."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from changlai.accounts.models import Member, Organisation
from changlai.notifications.contracts import Letter
from changlai.notifications.engine.compose import compose_letter
from changlai.notifications.engine.smtp import MailFailed, hand_over
from changlai.notifications.errors import MailNotSetUp, MailRefused, NoAddress
from changlai.notifications.queries import mail_server


def try_mail(member: Member, *, organisation: Organisation) -> str:
    """Send the member a mail; returns to which address. No scope may be open.

    Raises MailNotSetUp, NoAddress, and MailRefused with the step that went wrong.
    """
    to = member.user.email
    if not mail_server().host:
        raise MailNotSetUp
    if not to:
        raise NoAddress
    now = timezone.now()
    letter = Letter(
        to=to,
        name=member.name,
        language=translation.get_language(),
        subject=_("The mail server works"),
        paragraphs=(_("This mail was sent from the settings page of Changlai to try out the mail server."),),
        once=f"trial:{member.pk}:{now.isoformat()}",
    )
    try:
        hand_over(compose_letter(letter, organisation=organisation.name, once=letter.once))
    except MailFailed as failed:
        raise MailRefused(failed.sentence, rule="mail_refused") from failed
    return to

"""The mails by which people come in: invitations and new passwords. Their links are made as the mail is queued, and
lie nowhere else.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.notifications.actions.mailing import mail
from changlai.notifications.contracts import Letter
from changlai.ui.times import duration

ROUNDED = 30  # seconds: what was made a moment ago for seven days is good for seven, not for six


def mail_invitation(*, invitation_id: int, once: str, now: datetime) -> None:
    """Write to whoever is invited; nothing when the invitation is over by now."""
    link = accounts.invitation_mail(invitation_id, now=now)
    if link is None:
        return
    with translation.override(link.language):
        facts = {"by": link.by, "organisation": link.organisation, "role": link.role}
        letter = Letter(
            to=link.to,
            name=link.name,
            language=link.language,
            subject=_("%(by)s invites you to %(organisation)s") % facts,
            paragraphs=(
                _("You will work as: %(role)s. The button leads in; there you choose a password.") % facts,
                _("The link works once, for %(time)s. If you do not expect it, there is nothing to do.")
                % {"time": duration((link.expires_at - now).total_seconds() + ROUNDED, 1)},
            ),
            button=_("Accept the invitation"),
            url=link.url,
            once=once,
        )
    mail([letter], now=now)


def mail_password_reset(*, reset_id: int, once: str, now: datetime) -> None:
    """Write to whoever forgot the password; nothing when the link was used or is too old by now."""
    link = accounts.password_reset_mail(reset_id, now=now)
    if link is None:
        return
    with translation.override(link.language):
        letter = Letter(
            to=link.to,
            name=link.name,
            language=link.language,
            subject=_("Choose a new password"),
            paragraphs=(
                _("Somebody, probably you, asked for a new password for signing in to Changlai as %(name)s.")
                % {"name": link.name},
                _("The link works once, for %(time)s. If it was not you, do nothing: your password stays as it is.")
                % {"time": duration((link.expires_at - now).total_seconds() + ROUNDED, 1)},
            ),
            button=_("Choose a new password"),
            url=link.url,
            once=once,
        )
    mail([letter], now=now)

"""One mail server for the installation, named by its operator (CHANGLAI_MAIL_*)."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from changlai.kernel import tcp

SECONDS = 15.0  # for each step of the talk with the server
PERMANENT = 500  # RFC 5321 4.2.1: 5yz says that trying the same again is no use


class MailFailed(Exception):
    """A mail was not taken. ``sentence`` says which step went wrong and what to look at, in the reader's language.

    ``permanent`` says that trying again is no use.
    """

    def __init__(self, step: Any, detail: str, *, permanent: bool) -> None:  # noqa: ANN401 - a lazy translation
        super().__init__(detail)
        self.step = step
        self.detail = detail
        self.permanent = permanent

    @property
    def sentence(self) -> str:
        return str(self.step) % {"place": f"{settings.MAIL_HOST}:{settings.MAIL_PORT}", "detail": self.detail}


UNREACHABLE = _("The mail server %(place)s cannot be reached (%(detail)s). Check CHANGLAI_MAIL_HOST and its port.")
INSECURE = _(
    "No secure connection to %(place)s (%(detail)s). Check CHANGLAI_MAIL_SECURITY and the server's certificate."
)
SIGN_IN = _("%(place)s did not let us sign in (%(detail)s). Check CHANGLAI_MAIL_USER and CHANGLAI_MAIL_PASSWORD.")
SENDER = _("%(place)s does not take mail from our address (%(detail)s). Check CHANGLAI_MAIL_FROM.")
RECIPIENT = _("%(place)s does not know this address (%(detail)s). Check how it is written.")
REFUSED = _("%(place)s did not take the mail (%(detail)s).")


def hand_over(message: EmailMessage) -> None:
    """Give a mail to the server. Raises MailFailed when it was not taken for certain or its answer was lost.

    Sent again after a lost answer it may arrive twice; its Message-ID is the same, by which mail clients show it once.
    """
    with _connected() as server:
        _sign_in(server)
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _failed(RECIPIENT, code, said) from refused
        except smtplib.SMTPSenderRefused as refused:
            raise _failed(SENDER, refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPResponseException as refused:
            raise _failed(REFUSED, refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as lost:
            raise MailFailed(REFUSED, str(lost), permanent=False) from lost


def _connected() -> smtplib.SMTP:
    place = (settings.MAIL_HOST, settings.MAIL_PORT)
    try:
        context = tcp.trust()
        if settings.MAIL_SECURITY == "tls":
            return smtplib.SMTP_SSL(*place, timeout=SECONDS, context=context)
        server = smtplib.SMTP(*place, timeout=SECONDS)
    except ssl.SSLError as wrong:
        raise MailFailed(INSECURE, str(wrong), permanent=False) from wrong
    except (smtplib.SMTPException, OSError) as away:
        raise MailFailed(UNREACHABLE, str(away), permanent=False) from away
    if settings.MAIL_SECURITY == "starttls":
        _secure(server, context)
    return server


def _secure(server: smtplib.SMTP, context: ssl.SSLContext) -> None:
    """Never on in clear when the server has no STARTTLS: somebody in between may have cut it out."""
    try:
        server.starttls(context=context)
    except (smtplib.SMTPException, OSError) as wrong:
        server.close()
        raise MailFailed(INSECURE, str(wrong), permanent=False) from wrong


def _sign_in(server: smtplib.SMTP) -> None:
    if not settings.MAIL_USER:
        return
    try:
        server.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
    except smtplib.SMTPResponseException as refused:
        raise MailFailed(SIGN_IN, _said(refused.smtp_code, refused.smtp_error), permanent=False) from refused
    except (smtplib.SMTPException, OSError) as wrong:
        raise MailFailed(SIGN_IN, str(wrong), permanent=False) from wrong


def _failed(step: object, code: int, said: bytes | str) -> MailFailed:
    return MailFailed(step, _said(code, said), permanent=code >= PERMANENT)


def _said(code: int, said: bytes | str) -> str:
    """The server's own words, in one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:200]

"""Handing an answer to the mail server (SMTP submission, RFC 6409)."""

import re
import smtplib
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.utils import timezone

from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.composing import mail_of, platform_id, readers
from changlai.channels.adapters.email.imap import outbound_failure, said
from changlai.channels.adapters.email.presets import STARTTLS
from changlai.channels.adapters.email.reading.bounces import says_nobody
from changlai.channels.contracts import Desk, Outgoing, Sent
from changlai.channels.errors import CallFailed
from changlai.kernel import tcp
from changlai.kernel.http import OutboundFailed

SECONDS = 30.0  # of silence that are borne
WAIT = 60.0  # seconds after "come again later"
_API = "send"
_READY, _OK, _GO_ON = 220, 250, 354
_TAKEN = frozenset({250, 251, 252})
_PERMANENT = 500  # and above: the same again would be refused again (RFC 5321, 4.2.1)
_TOO_LARGE, _MAY_NOT = (552, 523), (530, 535, 550, 553, 554)
_LONE_PERIOD = re.compile(rb"^\.", re.MULTILINE)  # it would end the mail (RFC 5321, 4.5.2)
_FAILURES = (smtplib.SMTPException, OSError, ValueError)


class Connection(smtplib.SMTP):
    """Opened through kernel.tcp, so that no name can lead inside."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        name = str(settings["address"]).rpartition("@")[2]
        super().__init__(str(settings["smtp_host"]), int(settings["smtp_port"]), local_hostname=name, timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = tcp.connect(host, port, seconds=timeout)
        return sock if self._settings["smtp_security"] == STARTTLS else tcp.secure(sock, host, place=f"{host}:{port}")


class MailSender:
    """See contracts.Sender."""

    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        """One mail to everybody it is for. Raises CallFailed, uncertain when it broke off while the mail was read."""
        to, cc = readers(outgoing)
        if not to:
            raise CallFailed("no_recipient", say.NO_RECIPIENT, permanent=True)
        desk.spend(_API, per_minute=int(desk.settings.get("per_minute") or 20))
        files = [desk.read_file(one.file_id) for one in outgoing.content.attachments]
        mail = mail_of(outgoing, desk.settings, files, now=timezone.now())
        with signed_in(desk.settings) as connection:
            _hand_over(connection, str(desk.settings["address"]), [*to, *cc], mail.as_bytes())
        return Sent(platform_id=platform_id(outgoing.key, desk.settings))


@contextmanager
def signed_in(settings: Mapping[str, Any]) -> Iterator[Connection]:
    """A connection that may send. Raises CallFailed, which names the part of the settings that is wrong."""
    place = f"{settings['smtp_host']}:{settings['smtp_port']}"
    try:
        connection = Connection(settings)
    except OutboundFailed as error:
        raise outbound_failure(error, place, say.SMTP_HOST) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error, say.GREETING) from None
    except _FAILURES:
        raise CallFailed("greeting", f"{say.GREETING} {place}", permanent=True) from None
    try:
        _sign_in(connection, settings, place)
        yield connection
    except _FAILURES:
        raise CallFailed("dropped", say.DROPPED, permanent=False) from None
    finally:
        with suppress(*_FAILURES):
            connection.quit()
        connection.close()


def _sign_in(connection: Connection, settings: Mapping[str, Any], place: str) -> None:
    if settings["smtp_security"] == STARTTLS:
        try:
            connection.starttls(context=tcp.trust())
        except _FAILURES:
            raise CallFailed("tls", f"{say.TLS} {place}", permanent=True) from None
    try:
        connection.login(str(settings.get("user") or settings["address"]), str(settings["password"]))
    except smtplib.SMTPAuthenticationError as error:
        raise _refusal(error.smtp_code, error.smtp_error, say.LOGIN) from None
    except smtplib.SMTPNotSupportedError:
        raise CallFailed("no_login", f"{say.NO_LOGIN} {place}", permanent=True) from None
    except UnicodeEncodeError:
        raise CallFailed("login", f"{say.LOGIN} -", permanent=True) from None


def _hand_over(connection: Connection, own: str, everybody: Sequence[str], mail: bytes) -> None:
    """All of the readers or none: a refused one ends it before anything is sent, so that it can be sent again."""
    code, words = connection.mail(own, [f"size={len(mail)}"] if connection.has_extn("size") else [])
    _expect({_OK}, code, words, say.SENDER)
    for address in everybody:
        code, words = connection.rcpt(address)
        if code not in _TAKEN:
            raise _refused_reader(code, words, address)
    code, words = connection.docmd("DATA")
    _expect({_GO_ON}, code, words, say.REFUSED)
    try:
        connection.send(_LONE_PERIOD.sub(b"..", mail) + b".\r\n")
        code, words = connection.getreply()
    except (smtplib.SMTPException, OSError):
        raise CallFailed("no_answer", say.UNCERTAIN, permanent=False, uncertain=True) from None
    if len(everybody) == 1 and code >= _PERMANENT and says_nobody(_spelled(code, words)):
        raise _refused_reader(code, words, everybody[0])  # some look for the mailbox only when they have the mail
    _expect({_OK}, code, words, say.REFUSED)


def _refused_reader(code: int, words: bytes, address: str) -> CallFailed:
    """What a refused reader means: a "no" for good about the mailbox itself is the address's, as in a bounce."""
    if code < _PERMANENT or not says_nobody(_spelled(code, words)):
        return _refusal(code, words, say.RECIPIENT, of=address)
    refusal = _refusal(code, words, say.NOBODY, of=address)
    refusal.nowhere = ("email", "", address)
    return refusal


def _spelled(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}"


def _expect(taken: set[int], code: int, words: bytes, sentence: str) -> None:
    if code not in taken:
        raise _refusal(code, words, say.TOO_LARGE if code in _TOO_LARGE else sentence)


def _refusal(code: int, words: bytes | str, sentence: str, *, of: str = "") -> CallFailed:
    """Codes of 500 and above are for good; those below are "later" (greylisting, too fast, mailbox busy)."""
    spelled = words if isinstance(words, str) else words.decode("utf-8", "replace")
    told = f"{of} {code} {said(spelled)}".strip()
    if code >= _PERMANENT:
        return CallFailed(str(code), f"{sentence} {told}", permanent=True)
    return CallFailed(str(code), f"{say.BUSY} {told}", permanent=False, wait=WAIT)

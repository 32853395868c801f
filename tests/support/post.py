"""A real mail server on this machine that keeps what it is given."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.edge.server import free_port


@dataclass
class Post:
    """What arrived. ``refusals`` are answers to give to the next mails instead of taking them, in order."""

    mails: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        self.mails.append(email.message_from_bytes(content, policy=email.policy.default))
        return "250 taken"


@contextmanager
def post_office(settings, *, user: str = "", password: str = "") -> Iterator[Post]:
    """A server on a free port, and the settings that lead to it; with ``user`` it wants this password."""
    post = Post()

    def knows(_server, _session, _envelope, _mechanism, given: LoginPassword) -> AuthResult:
        is_right = given.login == user.encode() and given.password == password.encode()
        return AuthResult(success=is_right, handled=False)  # the server answers, else the client waits for long

    post.port = free_port()
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        authenticator=knows,
        auth_required=False,  # who signs in wrongly is told so all the same
        auth_require_tls=False,
    )
    controller.start()
    try:
        settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_SECURITY = "127.0.0.1", post.port, "none"
        settings.MAIL_FROM = "常来 <no-reply@changlai.example>"
        settings.MAIL_USER, settings.MAIL_PASSWORD = user, password
        yield post
    finally:
        controller.stop()


def text_of(mail: EmailMessage, subtype: str = "plain") -> str:
    """One of the two parts of a mail of ours."""
    part = mail.get_body((subtype,))
    assert part is not None
    return str(part.get_content())

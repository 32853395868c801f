"""Real mail servers on this machine: Dovecot for IMAP, aiosmtpd for SMTP, both with TLS."""

import asyncio
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sandbox.mail.certificates import HOST, Certificates
from tools.dovecot import ensure_dovecot

ADDRESS, PASSWORD = "service@hemu.example", "auth-code-1"
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mailbox_list_index = no
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Dovecot:
    """A running server. Every user has the same password and a mailbox of their own."""

    folder: Path
    certificates: Certificates
    tls_port: int = field(default_factory=free_port)
    starttls_port: int = field(default_factory=free_port)

    def settings(self, user: str = ADDRESS) -> dict[str, Any]:
        """What a mailbox's form would give for it."""
        return {
            "address": user,
            "password": PASSWORD,
            "user": "",
            "imap_host": HOST,
            "imap_port": self.tls_port,
            "imap_security": "tls",
            "folder": "INBOX",
            "sent_folder": "",
            "since_days": "30",
        }

    @contextmanager
    def mailbox(self, user: str = ADDRESS) -> Iterator[imaplib.IMAP4_SSL]:
        """The user's own mail program."""
        trust = ssl.create_default_context(cafile=str(self.certificates.authority))
        with imaplib.IMAP4_SSL(HOST, self.tls_port, ssl_context=trust) as program:
            program.login(user, PASSWORD)
            yield program

    def put(self, *mails: bytes, user: str = ADDRESS, folder: str = "INBOX") -> None:
        """Mails arrive."""
        with self.mailbox(user) as program:
            for mail in mails:
                kind, told = program.append(folder, "", "", mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                assert kind == "OK", told


@contextmanager
def dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    """A Dovecot for one run of tests. Raises tools.dovecot.NoDovecot."""
    program = ensure_dovecot()
    folder = Path(tempfile.mkdtemp(prefix="changlai-dovecot-"))
    folder.chmod(0o755)
    server = Dovecot(folder, certificates)
    is_root = os.geteuid() == 0
    owner, group = (65534, 65534) if is_root else (os.geteuid(), os.getegid())
    (folder / "mail").mkdir(mode=0o700)
    if is_root:
        os.chown(folder / "mail", owner, group)
    me = os.environ.get("USER", "nobody")
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            internal="dovecot" if is_root else me,
            login="dovenull" if is_root else me,
            group="dovecot" if is_root else me,
            certificate=certificates.certificate,
            key=certificates.key,
            password=PASSWORD,
            uid=owner,
            gid=group,
            tls_port=server.tls_port,
            starttls_port=server.starttls_port,
        )
    )
    running = subprocess.Popen([program, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _await(lambda: _answers(server.tls_port), running, folder)
        yield server
    finally:
        running.terminate()
        running.communicate(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _await(is_up: Callable[[], bool], running: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(200):
        if is_up():
            return
        assert running.poll() is None, (running.communicate()[1], _log(folder))
        time.sleep(0.05)
    raise AssertionError(_log(folder))


def _log(folder: Path) -> str:
    log = folder / "dovecot.log"
    return log.read_text() if log.exists() else ""


@dataclass
class Post:
    """What the SMTP server got, and how it answers: ``answers`` by command ("RCPT", "END"), one after another."""

    mails: list[Envelope] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    hangs_up: bool = False  # after the last byte of a mail, without a word

    def _next(self, command: str) -> str:
        waiting = self.answers.get(command, [])
        return waiting.pop(0) if waiting else ""

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._next("RCPT")
        if not refusal:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        if self.hangs_up:
            self.mails.append(envelope)
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "250 never heard"
        refusal = self._next("END")
        if not refusal:
            self.mails.append(envelope)
        return refusal or "250 taken"


@dataclass
class Office:
    """A running SMTP server and its post."""

    port: int
    post: Post

    def settings(self, *, security: str = "tls") -> dict[str, Any]:
        return {"smtp_host": HOST, "smtp_port": self.port, "smtp_security": security, "per_minute": 600}


class _Controller(Controller):
    def factory(self) -> SMTP:
        """A server that sees a connection under TLS as a plain one, and warns of it."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            return super().factory()


@contextmanager
def smtp_server(certificates: Certificates, *, security: str = "tls", size: int = 30_000_000) -> Iterator[Office]:
    """An SMTP server that wants PASSWORD."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    post = Post()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    controller = _Controller(
        post,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context if security == "tls" else None,
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        auth_required=True,
        auth_require_tls=security == "starttls",
        authenticator=check,
        data_size_limit=size,
    )
    controller.start()
    try:
        yield Office(controller.port, post)
    finally:
        controller.stop()

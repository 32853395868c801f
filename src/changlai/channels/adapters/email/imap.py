"""A signed-in IMAP connection (RFC 3501), over the house's checked way out, and its failures in words."""

import imaplib
import re
import select
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedReader
from typing import Any, cast

from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.presets import STARTTLS
from changlai.channels.contracts import Turn
from changlai.channels.errors import CallFailed
from changlai.kernel import tcp
from changlai.kernel.http import Blocked, OutboundFailed

SECONDS = 20.0  # a server may take to answer
LOOK = 1.0  # seconds between two looks whether a turn of listening is over
SAID_LENGTH = 200  # characters of a server's words that are passed on
imaplib.Commands.setdefault("ID", ("NONAUTH", "AUTH", "SELECTED"))
imaplib.Commands.setdefault("IDLE", ("SELECTED",))
_FAILURES = (imaplib.IMAP4.error, OSError, ValueError)
_SAFE_ATOM = re.compile(r"[A-Za-z0-9._@+-]{1,254}")


class Connection(imaplib.IMAP4):
    """Opened through kernel.tcp, so that no name can lead inside."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        super().__init__(str(settings["imap_host"]), int(settings["imap_port"]), SECONDS)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """As imaplib asks for it, which calls this while it is made."""
        self.host, self.port = host, port
        self.sock = tcp.connect(host, port, seconds=timeout or SECONDS)
        if self._settings["imap_security"] != STARTTLS:
            self.sock = tcp.secure(self.sock, host, place=f"{host}:{port}")
        self.file = self.sock.makefile("rb")

    def has_buffered(self) -> bool:
        """Whether something that came already waits to be read; asks the system, but does not wait."""
        self.sock.setblocking(False)
        try:
            return bool(cast("BufferedReader", self.file).peek(1))
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            self.sock.settimeout(SECONDS)


@contextmanager
def signed_in(settings: Mapping[str, Any]) -> Iterator[Connection]:
    """A connection that is signed in. Raises CallFailed, which names the part of the settings that is wrong."""
    place = f"{settings['imap_host']}:{settings['imap_port']}"
    connection = _connected(settings, place)
    try:
        _sign_in(connection, settings, place)
        yield connection
    except CallFailed:
        raise
    except _FAILURES:
        raise CallFailed("dropped", say.DROPPED, permanent=False) from None
    finally:
        with suppress(*_FAILURES):
            connection.logout()


def _connected(settings: Mapping[str, Any], place: str) -> Connection:
    try:
        connection = Connection(settings)
    except OutboundFailed as error:
        raise outbound_failure(error, place, say.IMAP_HOST) from None
    except _FAILURES:
        raise CallFailed("greeting", f"{say.GREETING} {place}", permanent=True) from None
    if settings["imap_security"] == STARTTLS:
        try:
            connection.starttls(tcp.trust())
        except _FAILURES:
            with suppress(*_FAILURES):
                connection.shutdown()
            raise CallFailed("tls", f"{say.TLS} {place}", permanent=True) from None
    return connection


def outbound_failure(error: OutboundFailed, place: str, host_sentence: str) -> CallFailed:
    """What a connection that did not come about means for a mailbox."""
    if isinstance(error, Blocked):
        return CallFailed("blocked", f"{say.INSIDE} {place}", permanent=True)
    if error.reason == "tls":
        return CallFailed("tls", f"{say.TLS} {place}", permanent=True)
    return CallFailed(error.reason, f"{host_sentence} {place}", permanent=error.reason == "unknown_host")


def _sign_in(connection: Connection, settings: Mapping[str, Any], place: str) -> None:
    user, password = str(settings.get("user") or settings["address"]), str(settings["password"])
    try:
        if "AUTH=PLAIN" in connection.capabilities:
            connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        elif "LOGINDISABLED" in connection.capabilities or not _SAFE_ATOM.fullmatch(user):
            raise CallFailed("no_login", f"{say.NO_LOGIN} {place}", permanent=True)
        else:
            connection.login(user, password)
    except imaplib.IMAP4.abort:
        raise CallFailed("dropped", say.DROPPED, permanent=False) from None
    except (imaplib.IMAP4.error, UnicodeEncodeError) as error:
        raise CallFailed("login", f"{say.LOGIN} {said(str(error))}", permanent=True) from None
    if "ID" in connection.capabilities:  # NetEase lets nobody in who does not say who they are
        connection.xatom("ID", '("name" "changlai" "version" "1")')


def said(text: str) -> str:
    """A server's words, short and on one line."""
    bare = re.sub(r"^b?['\"]|['\"]$", "", text.strip())
    words = " ".join(re.sub(r"[^\x20-\x7e\u00a0-\uffff]", " ", bare).split())
    return words.replace(": ", " - ")[:SAID_LENGTH]  # after a colon contracts.in_words sees another fact


def select_folder(connection: Connection, name: str) -> int:
    """Open a folder without changing it; returns its UIDVALIDITY. Raises CallFailed when there is none."""
    kind, _ = connection.select(_quoted(name), readonly=True)
    if kind != "OK":
        known = ", ".join(_folders(connection))
        raise CallFailed("folder", f"{say.FOLDER} {name} ({said(known)})", permanent=True)
    _, told = connection.response("UIDVALIDITY")
    return int(told[0] or 0) if told else 0


def _folders(connection: Connection) -> list[str]:
    kind, lines = connection.list()
    names = [line.rpartition(b" ")[2].strip(b'"') for line in lines if isinstance(line, bytes)] if kind == "OK" else []
    return [from_modified_utf7(name.decode("ascii", "replace")) for name in names[:20]]


def _quoted(name: str) -> str:
    spelled = to_modified_utf7(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{spelled}"'


def to_modified_utf7(name: str) -> str:
    """How IMAP writes names of folders (RFC 3501, 5.1.3): ``已发送`` is ``&XfJT0ZAB-``."""

    def encode(found: re.Match[str]) -> str:
        return "&" + found[0].encode("utf-7").decode()[1:].rstrip("-").replace("/", ",") + "-"

    return re.sub(r"[^\x20-\x7e]+", encode, name.replace("&", "&-"))


def from_modified_utf7(name: str) -> str:
    """The name of a folder as people read it; what cannot be read stays as it is."""

    def decode(found: re.Match[str]) -> str:
        if not found[1]:
            return "&"
        try:
            return f"+{found[1].replace(',', '/')}-".encode().decode("utf-7")
        except UnicodeDecodeError:
            return found[0]

    return re.sub(r"&([^-]*)-", decode, name)


def idle(connection: Connection, ring: Callable[[], None], turn: Turn, *, seconds: float) -> None:
    """Wait in IDLE (RFC 2177) for at most ``seconds``; ``ring`` when the folder grows. Returns when it did, or when the
    ``turn`` is over. Raises the library's own errors when the connection breaks.
    """
    tag = connection._new_tag()  # noqa: SLF001 - the library has no IDLE before Python 3.14
    connection.send(tag + b" IDLE\r\n")
    has_grown = _read_until(connection, b"+")
    own, waited = connection.sock.fileno(), 0.0
    while not has_grown and waited < seconds and not turn.is_over():
        if connection.has_buffered() or own in select.select([own, turn.fileno()], [], [], LOOK)[0]:
            has_grown = _grows(_line(connection))
        else:
            waited += LOOK
    connection.send(b"DONE\r\n")
    has_grown |= _read_until(connection, tag)
    if has_grown:
        ring()


def _read_until(connection: Connection, mark: bytes) -> bool:
    """Read lines up to the one that begins with ``mark``; whether one of them says that the folder grew."""
    has_grown = False
    for _ in range(1000):
        line = _line(connection)
        if line.startswith(mark):
            return has_grown
        has_grown |= _grows(line)
    raise connection.abort("the server does not stop talking")


def _line(connection: Connection) -> bytes:
    line: bytes = connection.readline()
    if not line:
        raise connection.abort("the connection ended")
    return line


def _grows(line: bytes) -> bool:
    return re.fullmatch(rb"\* \d+ (EXISTS|RECENT)\s*", line, re.IGNORECASE) is not None

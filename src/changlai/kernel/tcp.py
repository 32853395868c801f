"""The way out for protocols that are not HTTP (mail): one TCP connection, to an address that was checked.

The same rule as for kernel.http: a name is resolved once, only addresses of the open Internet are tried, and what the
operator names literally in CHANGLAI_OUTBOUND_ALLOW ("host:port") is called as it stands.
"""

import socket
import ssl

from django.conf import settings

from changlai.kernel.http.addresses import is_allowed, is_public
from changlai.kernel.http.errors import Blocked, Unreachable

PLAIN = ""  # no scheme: the port is always given


def connect(host: str, port: int, *, seconds: float) -> socket.socket:
    """A connection to ``host``, whose every later wait is over after ``seconds``.

    Raises Blocked when the name leads inside, Unreachable with the reason ``unknown_host``, ``no_connection`` or
    ``timeout``.
    """
    place = f"{host}:{port}"
    if is_allowed(PLAIN, host, port, settings.OUTBOUND_ALLOW):
        return _open([(host, port)], place, seconds)
    found = _resolve(host, port, place)
    public = [address for address in found if is_public(str(address[0]))]
    if not public:
        raise Blocked(place, "not_public", address=str(found[0][0]))
    return _open([(str(address[0]), port) for address in public], place, seconds)


def secure(sock: socket.socket, host: str, *, place: str) -> ssl.SSLSocket:
    """TLS over a connection, with the certificate checked for ``host``. Raises Unreachable with the reason ``tls``."""
    try:
        return trust().wrap_socket(sock, server_hostname=host)
    except (ssl.SSLError, ssl.CertificateError, OSError, ValueError):
        sock.close()
        raise Unreachable(place, "tls", uncertain=False) from None


def trust() -> ssl.SSLContext:
    """TLS with certificates checked against the system's authorities, and those of the operator's mail servers.

    Raises OSError when the file that CHANGLAI_MAIL_CA names cannot be read.
    """
    context = ssl.create_default_context()
    if settings.MAIL_CA:
        context.load_verify_locations(settings.MAIL_CA)
    return context


def _resolve(host: str, port: int, place: str) -> list[tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(place, "unknown_host", uncertain=False) from None
    return [info[4] for info in found]


def _open(places: list[tuple[str, int]], place: str, seconds: float) -> socket.socket:
    """The first of ``places`` that answers."""
    reason = "no_connection"
    for address in places:
        try:
            return socket.create_connection(address, timeout=seconds)
        except TimeoutError:
            reason = "timeout"
        except (OSError, UnicodeError):
            reason = "no_connection"
    raise Unreachable(place, reason, uncertain=False)

"""Plain connections go to public addresses only, or where the operator says."""

import socket
import threading

import pytest

from changlai.kernel import tcp
from changlai.kernel.http import Blocked, Unreachable


@pytest.fixture
def server():
    """Greets whoever connects; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def greet() -> None:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with caller:
                caller.sendall(b"hello\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        yield listening.getsockname()[1]
        listening.close()
        thread.join(60)


def test_connects_where_the_operator_allows_it(server, settings):
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server}"]

    with tcp.connect("127.0.0.1", server, seconds=5) as sock:
        assert sock.recv(7) == b"hello\r\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "10.0.0.7", "169.254.169.254", "100.100.100.200"])
def test_address_inside_is_never_called(host, settings):
    settings.OUTBOUND_ALLOW = []

    with pytest.raises(Blocked) as refusal:
        tcp.connect(host, 25, seconds=1)

    assert refusal.value.reason == "not_public"


def test_name_that_leads_nowhere_says_so(settings):
    settings.OUTBOUND_ALLOW = []

    with pytest.raises(Unreachable) as failure:
        tcp.connect("nobody.invalid", 25, seconds=1)

    assert failure.value.reason == "unknown_host"


def test_port_without_a_server_says_so(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]

    with pytest.raises(Unreachable) as failure:
        tcp.connect("127.0.0.1", port, seconds=1)

    assert (failure.value.reason, failure.value.uncertain) == ("no_connection", False)


def test_server_without_tls_is_not_taken_for_one(server, settings):
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server}"]
    sock = tcp.connect("127.0.0.1", server, seconds=5)

    with pytest.raises(Unreachable) as failure:
        tcp.secure(sock, "127.0.0.1", place="127.0.0.1")

    assert failure.value.reason == "tls"

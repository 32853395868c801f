"""Real servers for the mailbox tests, and a firm with a mailbox."""

import pytest


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    from sandbox.mail import certificates as made  # noqa: PLC0415 (app ready)

    return made.certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def imap_server(certificates):
    from tests.support.mail import dovecot  # noqa: PLC0415 (app ready)

    with dovecot(certificates) as running:
        yield running


@pytest.fixture
def trusted(certificates, monkeypatch):
    """Our clients trust the certificates of these servers."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))


@pytest.fixture
def smtp(certificates, trusted, settings):
    from tests.support.mail import smtp_server  # noqa: PLC0415 (app ready)

    with smtp_server(certificates) as running:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, f"localhost:{running.port}"]
        yield running


@pytest.fixture
def imap(imap_server, trusted, settings):
    """The IMAP server, emptied for this test by a user of its own."""
    settings.OUTBOUND_ALLOW = [
        *settings.OUTBOUND_ALLOW,
        f"localhost:{imap_server.tls_port}",
        f"localhost:{imap_server.starttls_port}",
    ]
    return imap_server

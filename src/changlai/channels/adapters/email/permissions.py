"""What a mailbox must let us do, each tried for real."""

from django.utils.translation import gettext_lazy as _

from changlai.channels.adapters.email import imap, sender
from changlai.channels.adapters.email.puller import feeds, folder_of
from changlai.channels.contracts import Desk, Permission


def test_incoming(desk: Desk) -> None:
    """Signs in and opens each folder. Raises CallFailed."""
    with imap.signed_in(desk.settings) as connection:
        for key in feeds(desk.settings):
            imap.select_folder(connection, folder_of(desk.settings, key))


def test_outgoing(desk: Desk) -> None:
    """Signs in; nothing is sent. Raises CallFailed."""
    with sender.signed_in(desk.settings):
        pass


def _servers(kind: str) -> dict[str, str]:
    """Which of a server's fields is wrong, by the code of the failure."""
    host = dict.fromkeys(("unknown_host", "no_connection", "timeout", "blocked"), f"{kind}_host")
    return host | {"greeting": f"{kind}_port", "tls": f"{kind}_security", "no_login": f"{kind}_security"}


PERMISSIONS = (
    Permission(
        slug="incoming",
        label=_("Read the mailbox (IMAP)"),
        where=_(
            "In the mailbox's settings at the mail service: switch on IMAP, make an authorisation code or app password."
        ),
        test=test_incoming,
        blames={"login": "password", "folder": "folder"} | _servers("imap"),
        streams=("",),
    ),
    Permission(
        slug="outgoing",
        label=_("Send as this address (SMTP)"),
        where=_("In the mailbox's settings at the mail service: switch on SMTP; the same password is used."),
        test=test_outgoing,
        blames={"535": "password", "login": "password"} | _servers("smtp"),
    ),
)

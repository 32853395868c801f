"""Hearing of new mails at once (IDLE)."""

import imaplib
import time
from collections.abc import Callable

from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.imap import idle, select_folder, signed_in
from changlai.channels.adapters.email.limits import IDLE_SECONDS
from changlai.channels.adapters.email.puller import folder_of
from changlai.channels.contracts import Desk
from changlai.channels.errors import CallFailed

PAUSE = 30.0  # seconds between two looks, where the server has no IDLE


class MailListener:
    """See contracts.Listener."""

    def listen(self, desk: Desk, key: str, ring: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """Rings once at the beginning: something may have come while nobody listened. Raises CallFailed."""
        with signed_in(desk.settings) as connection:
            select_folder(connection, folder_of(desk.settings, key))
            ring()
            try:
                while not is_over():
                    if "IDLE" in connection.capabilities:
                        idle(connection, ring, is_over, seconds=IDLE_SECONDS)
                    else:
                        _wait(is_over)
                        connection.noop()
                        ring()
            except (imaplib.IMAP4.error, OSError, ValueError):
                raise CallFailed("dropped", say.DROPPED, permanent=False) from None


def _wait(is_over: Callable[[], bool]) -> None:
    end = time.monotonic() + PAUSE
    while time.monotonic() < end and not is_over():
        time.sleep(1.0)

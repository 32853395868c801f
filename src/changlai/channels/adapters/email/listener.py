"""Hearing of new mails at once (IDLE)."""

import imaplib
import select
from collections.abc import Callable

from changlai.channels.adapters.email import sentences as say
from changlai.channels.adapters.email.imap import idle, select_folder, signed_in
from changlai.channels.adapters.email.limits import IDLE_SECONDS
from changlai.channels.adapters.email.puller import folder_of
from changlai.channels.contracts import Desk, Turn
from changlai.channels.errors import CallFailed

PAUSE = 30.0  # seconds between two looks, where the server has no IDLE


class MailListener:
    """See contracts.Listener."""

    def listen(self, desk: Desk, key: str, ring: Callable[[], None], turn: Turn) -> None:
        """Rings once at the beginning: something may have come while nobody listened. Raises CallFailed."""
        with signed_in(desk.settings) as connection:
            select_folder(connection, folder_of(desk.settings, key))
            ring()
            try:
                while not turn.is_over():
                    if "IDLE" in connection.capabilities:
                        idle(connection, ring, turn, seconds=IDLE_SECONDS)
                    else:
                        select.select([turn.fileno()], [], [], PAUSE)
                        connection.noop()
                        ring()
            except (imaplib.IMAP4.error, OSError, ValueError):
                raise CallFailed("dropped", say.DROPPED, permanent=False) from None

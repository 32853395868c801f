"""Messages to a visitor: lines of their talk, which their page is told of at once or finds when it comes back."""

from django.utils.translation import gettext_noop

from changlai.channels.contracts import Desk, Outgoing, Sent
from changlai.channels.errors import CallFailed

NOBODY = gettext_noop("The visitor's talk is not known, so nothing was sent. Ask them to write again.")


class VisitorSender:
    """No call to anywhere: the message is there as soon as its row is committed, once by its key."""

    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        """Raises CallFailed when the address names no talk."""
        thread = outgoing.address.get("to", "")
        if not thread:
            raise CallFailed("no_talk", NOBODY, permanent=True)
        author = outgoing.author if desk.settings.get("shows_names") else ""
        desk.show(thread, outgoing.key, outgoing.content, author=author)
        return Sent(platform_id=outgoing.key, final=True)

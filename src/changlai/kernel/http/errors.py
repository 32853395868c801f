"""Why a call to the outside failed.

No message holds a path, a query, a header or a body: they may carry secrets.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _


class OutboundFailed(Exception):
    """A call got no usable answer.

    ``place`` is scheme, host and port; ``reason`` a slug for logs and health pages. ``uncertain``: the
    request may have left us, so it may have been carried out. ``sentence`` says what happened, why, and what
    to do, in the reader's language.
    """

    text: Any = ""

    def __init__(self, place: str, reason: str, *, uncertain: bool) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason
        self.uncertain = uncertain

    @property
    def sentence(self) -> str:
        return str(self.text) % {"place": self.place}


class Unreachable(OutboundFailed):
    """No answer came. ``uncertain`` is False when not one byte of the request was sent."""

    text = _("%(place)s did not answer. Check that the address is right and the service is up, then try again.")


class Blocked(OutboundFailed):
    """The address leads inside or nowhere, so it was not called.

    ``address``: what the name resolved to, or "".
    """

    text = _(
        "%(place)s is not an address on the public Internet, so it was not called. "
        "Use a public address; an operator can allow one of your own with CHANGLAI_OUTBOUND_ALLOW."
    )

    def __init__(self, place: str, reason: str, *, address: str = "") -> None:
        super().__init__(place, reason, uncertain=False)
        self.address = address


class TooLarge(OutboundFailed):
    """The answer is longer than we take; the request itself was carried out."""

    text = _("%(place)s sent more than we accept. Ask for a smaller file or answer there.")

    def __init__(self, place: str, *, limit: int) -> None:
        super().__init__(place, "too_large", uncertain=True)
        self.limit = limit

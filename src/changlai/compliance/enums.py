"""Closed lists of compliance."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fate(StrEnum):
    """What becomes of the messages that were held while sending was stopped."""

    SEND = "send"
    CANCEL = "cancel"

    @property
    def label(self) -> Promise:
        return _LABELS[self]


_LABELS: dict[Fate, Promise] = {
    Fate.SEND: _("Send them now, in their order"),
    Fate.CANCEL: _("Cancel them; each can be sent again by hand"),
}

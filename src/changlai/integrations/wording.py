"""Why a receiver gave no answer, in words: what, why and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changlai.integrations.models import Try

_ERRORS: Mapping[str, Promise] = {
    "not_public": _(
        "The address leads into a network of its own, so it was not called. Use one on the public Internet; the "
        "operator can allow one of yours with CHANGLAI_OUTBOUND_ALLOW."
    ),
    "bad_address": _("The address cannot be called. Check how it is written."),
    "bad_request": _("The address cannot be called. Check how it is written."),
    "too_large": _("The answer was longer than 64 KiB, so it counts as none. Answer with a short body or with none."),
    "tls": _("No secure connection could be made. Check the receiver's certificate."),
    "cut": _("The receiver broke the connection off before it answered. Look into its log at that moment."),
    "bad_answer": _("What came back is no HTTP answer. Check the address and its port."),
    "timeout": _("The receiver took longer than 15 s. Take the message at once and work on it afterwards."),
}
_NO_ANSWER = _(
    "The receiver could not be reached. Check the name in the address, that it runs, and that its firewall lets us in."
)


def why_no_answer(one: Try) -> str:
    """In the reader's language; empty when there was an answer."""
    return "" if one.status else str(_ERRORS.get(one.error, _NO_ANSWER))

"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=("integrations:list",),
        title=_("Webhooks"),
        text=_("Tells other systems what happens here, signed and in order."),
        points=(
            _("A delivery that fails is repeated for days under the same id; the log shows every try."),
            _("Check the signature before you believe a delivery."),
        ),
    ),
)

"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=("compliance:sending",),
        title=_("Sending"),
        text=_("Stops everything that leaves the organisation, at once."),
        points=(_("Messages wait meanwhile; when sending is resumed you choose whether they go or are cancelled."),),
    ),
)

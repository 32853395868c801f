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
    GuideTopic(
        pages=("compliance:rules",),
        title=_("Contact rules"),
        text=_("When, how often and with which words customers are written to."),
        points=(
            _(
                "A customer who has just written is answered at any hour; everything else "
                "waits for the quiet hours to end."
            ),
            _("Words are found however wide or spaced they are written."),
            _("The suppression list keeps digests only and outlives the erasure of a person."),
        ),
    ),
    GuideTopic(
        pages=("compliance:subjects",),
        title=_("Data requests"),
        text=_("Copies and erasures that customers asked for, with their proof."),
        points=(
            _("Start one on the customer's page under “May we write?”."),
            _("A copy is fetched once within 7 days. An erasure can be called off for 7 days, then it is final."),
        ),
    ),
)

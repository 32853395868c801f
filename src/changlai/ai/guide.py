"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=("ai:model",),
        title=_("Language model"),
        text=_("A second look at mentions by a large language model of your choice. Without one nothing leaves."),
        points=(
            _("The embedded model judges everything at once; what it would not bet on is asked about afterwards."),
            _("Names, phones, links, addresses and numbers are replaced before a text leaves."),
            _("What a person has corrected stays; nothing is asked beyond the month's budget."),
            _("If it does not answer, the judgement of the embedded model stays, and the reason stands here."),
        ),
    ),
)

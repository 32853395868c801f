"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=("tags:library",),
        title=_("Tags"),
        text=_("Words that sort customers, in groups."),
        points=(
            _("Tags that come from WeCom are kept in step both ways, whoever changes them."),
            _("In an exclusive group a customer has one tag at most."),
            _("Each tag of a customer says since when, by whom and why."),
        ),
    ),
)
KEYS = (
    PageKeys("customers:detail", _("A customer"), (Key(("T",), _("Choose tags")),)),
    PageKeys("tags:library", _("Tags"), (Key(("N",), _("New group")),)),
)

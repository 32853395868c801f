"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=(
            "notifications:choices",
            "notifications:list",
        ),
        title=_("My notices"),
        text=_("What you are told, and how: here, in WeCom or by e-mail."),
        points=(
            _("In your quiet hours notices are held back and come together afterwards."),
            _("The digest gathers a day's notices in one e-mail."),
        ),
    ),
    GuideTopic(
        pages=("notifications:mail",),
        title=_("Mail server"),
        text=_("Whether invitations, notices and password resets can be sent by e-mail."),
        points=(_("The server is set by whoever runs Changlai; here you send yourself a test and read what it says."),),
    ),
)

"""What members are told about connected accounts."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import NoticeKind

ENDS, ENDED = "channels.authorisation_ends", "channels.authorisation_ended"
KINDS = (
    NoticeKind(
        slug=ENDS,
        label=_("the authorisation of a channel account ends soon"),
        title=_("The authorisation of %(subject)s ends on %(day)s"),
        text=_("After that nothing comes from it and nobody can be answered there. Authorise it again."),
        icon="plug-connected",
        is_urgent=True,
    ),
    NoticeKind(
        slug=ENDED,
        label=_("the authorisation of a channel account has ended"),
        title=_("The authorisation of %(subject)s has ended"),
        text=_("Nothing comes from it any more and nobody can be answered there, since %(day)s. Authorise it again."),
        icon="plug-connected-x",
        is_urgent=True,
    ),
)

"""What members are told about customers."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import NoticeKind

KINDS = (
    NoticeKind(
        slug="customers.mentioned",
        label=_("a colleague mentions me in a note about a customer"),
        title=_("%(by)s mentioned you in a note about %(name)s"),
        icon="at",
    ),
    NoticeKind(
        slug="customers.handed_over",
        label=_("a customer is handed over to me"),
        title=_("%(by)s made you responsible for %(name)s"),
        icon="user-check",
    ),
    NoticeKind(
        slug="customers.shared",
        label=_("I become a collaborator of a customer"),
        title=_("%(by)s added you as a collaborator of %(name)s"),
        icon="users",
    ),
    NoticeKind(
        slug="customers.many_handed_over",
        label=_("many customers are handed over to me at once"),
        title=_("%(by)s made you responsible for many customers"),
        icon="user-check",
    ),
    NoticeKind(
        slug="customers.many_shared",
        label=_("I become a collaborator of many customers at once"),
        title=_("%(by)s added you as a collaborator of many customers"),
        icon="users",
    ),
)

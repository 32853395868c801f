"""What members are told about conversations."""

from django.utils.translation import gettext_lazy as _

from changlai.notifications.contracts import NoticeKind

MENTIONED = NoticeKind(
    slug="inbox.mentioned",
    label=_("a colleague mentions me in a private note"),
    title=_("%(by)s mentioned you in a private note"),
    icon="at",
)
KINDS = (MENTIONED,)

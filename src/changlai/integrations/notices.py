"""What members are told of integrations."""

from django.utils.translation import gettext_lazy as _

from changlai.notifications.contracts import NoticeKind

KINDS = (
    NoticeKind(
        slug="integrations.webhook_disabled",
        label=_("a webhook is switched off because it fails"),
        title=_("The webhook “%(name)s” was switched off"),
        text=_("Its receiver does not take messages any more. Look at its log, then switch it on and send again."),
        icon="plug-connected",
        by_mail=True,
    ),
)

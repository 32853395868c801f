"""Notices of modules that stand below this one and declare none themselves; they are told by their events."""

from django.utils.translation import gettext_lazy as _

from changlai.notifications.contracts import NoticeKind

TRIAL = NoticeKind(
    slug="notifications.trial",
    label=_("I try out how I am told"),
    title=_("This is a trial notice"),
    text=_("You asked for it on the page of your notices. This is how the others look."),
    by_mail=True,
)
KINDS = (TRIAL,)

"""What members are told about cases."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import NoticeKind

GIVEN, WARNED, LATE, RATED = "listening.given", "listening.warned", "listening.late", "listening.rated_badly"
KINDS = (
    NoticeKind(
        slug=GIVEN,
        label=_("a case about what was said in public becomes mine"),
        title=_("Case %(number)s is yours: %(title)s"),
        text=_("Somebody should have answered by %(due)s."),
        icon="ear",
        is_urgent=True,
    ),
    NoticeKind(
        slug=WARNED,
        label=_("the deadline of a case of mine is near"),
        title=_("Case %(number)s: answer by %(due)s"),
        text="%(title)s",
        icon="alarm",
        is_urgent=True,
    ),
    NoticeKind(
        slug=LATE,
        label=_("nobody has answered a case in time"),
        title=_("Case %(number)s has had no answer in time"),
        text=_("%(title)s. An answer was due by %(due)s. Owner: %(owner)s"),
        icon="alert-triangle",
        is_urgent=True,
    ),
    NoticeKind(
        slug=RATED,
        label=_("somebody is not content with how a case of mine was solved"),
        title=_("Case %(number)s was rated %(score)s of 5"),
        icon="mood-sad",
    ),
)

"""What members are told of imports."""

from django.utils.translation import gettext_lazy as _

from changlai.notifications.contracts import NoticeKind

KINDS = (
    NoticeKind(
        slug="imports.finished",
        label=_("an import of yours is finished"),
        title=_("“%(name)s” is imported"),
        text=_("%(created)s new, %(updated)s updated, %(failed)s with mistakes."),
        icon="table-import",
        by_work_app=False,
    ),
    NoticeKind(
        slug="imports.stuck",
        label=_("an import of yours stands still"),
        title=_("The import of “%(name)s” stands still"),
        text=_("The page of the import says why; trying again goes on where it stood."),
        icon="table-import",
    ),
)

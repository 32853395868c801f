"""What members are told about their lists."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import NoticeKind

KINDS = (
    NoticeKind(
        slug="records.export_done",
        label=_("the file of a list I exported is ready"),
        title=_("Your export is ready"),
        text=_("%(count)s records stand in the file. It can be fetched for 7 days."),
        icon="download",
    ),
    NoticeKind(
        slug="records.export_failed",
        label=_("a list I exported could not be made into a file"),
        title=_("Your export failed"),
        text=_("The page of your exports says why, and lets you try it again."),
        icon="alert-circle",
    ),
    NoticeKind(
        slug="records.run_ended",
        label=_("something I had done to many records is done"),
        title=_("%(deed)s: done"),
        text=_("It was done to %(done)s records."),
        icon="circle-check",
    ),
    NoticeKind(
        slug="records.run_failed",
        label=_("something I had done to many records failed for some of them"),
        title=_("%(deed)s: done, but not for all"),
        text=_("It was done to %(done)s records and failed for %(failed)s. The report says why."),
        icon="alert-circle",
    ),
)

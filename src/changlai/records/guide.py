"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=("records:fields", "records:fields_of"),
        title=_("Own fields"),
        text=_("Facts of your own about customers and other records, in sections."),
        points=(
            _(
                "Renaming a field keeps every value. Archiving hides it and keeps the "
                "values until you delete it for good."
            ),
            _("A masked field shows its value to roles that may see it, and dots to the others."),
            _("An address is chosen by province, city and district, and can be filtered at each of them."),
            _("What stands in a searchable field finds its record in the search."),
        ),
    ),
    GuideTopic(
        pages=("records:views", "records:view"),
        title=_("Lists and views"),
        text=_("Filter, choose columns, sort, and keep it all as a view of your own or of everybody."),
        points=(
            _("Conditions may stand in groups, ask what customers did, and lead over relations such as the company."),
            _("A cell is changed by a double click: Enter keeps it, Escape leaves it, Tab goes on to the next one."),
            _(
                "Select rows, or all results, to tag, hand over, set a field or export. "
                "A report says what failed and why."
            ),
            _("A view whose field was deleted says so and goes on with what is left; nothing of it is lost."),
        ),
    ),
    GuideTopic(
        pages=("records:exports",),
        title=pgettext_lazy("lists", "Exports"),
        text=_("Lists that you have ordered as files: how far they are, and the file once it is made."),
        points=(
            _("A file has the columns, the order and the conditions of the list it was ordered from."),
            _("Who exported it and when stands in every file; each export is in the audit log."),
            _("A file can be fetched for a week; then it is deleted and can be ordered anew."),
        ),
    ),
    GuideTopic(
        pages=("records:runs", "records:run"),
        title=_("Deeds with many"),
        text=_("Who is meant is settled when it begins: whoever fits the conditions later is not among them."),
        points=(
            _("What you stop stays done as far as it went; what failed can be tried again."),
            _("Reports are kept for 90 days."),
        ),
    ),
)
KEYS = (PageKeys("customers:list", _("A list"), (Key(("F",), _("Filter the list")),)),)

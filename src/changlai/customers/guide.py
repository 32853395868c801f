"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=(
            "customers:list",
            "customers:detail",
        ),
        title=_("Customers"),
        text=_("Everybody the organisation has to do with, each with one timeline over all channels."),
        points=(
            _(
                "The same person on two channels is one customer as soon as a strong "
                "identity says so: phone, e-mail, UnionID."
            ),
            _("Merged wrongly? The page of the customer offers to undo it, and everything is as it was."),
            _("Phone numbers are masked unless your role may see them; showing one is written into the audit log."),
        ),
    ),
    GuideTopic(
        pages=(
            "customers:duplicates",
            "customers:merge",
            "customers:merges",
            "customers:undoing",
            "customers:merge_run",
            "customers:twin_rules",
        ),
        title=_("Duplicates and merges"),
        text=_("Records that may be one person, side by side."),
        points=(
            _("“Different people” is remembered: they are not suggested again, and never merged by themselves."),
            _(
                "Facts, fields of your own and tags are your choice; notes, files and collaborators of all of them "
                "stay."
            ),
            _("A merge can be undone for 90 days; a later merge into the same customer is undone first."),
        ),
    ),
    GuideTopic(
        pages=("customers:quality",),
        title=_("Data quality"),
        text=_("What is missing, wrong, old or there twice, counted every night."),
        points=(
            _("Every figure opens its customers, by source and by person responsible too."),
            _("The buttons mend what was counted: numbers into one form, somebody responsible, the sure duplicates."),
            _("Who is in the bin is not counted."),
        ),
    ),
    GuideTopic(
        pages=("customers:outcomes",),
        title=_("Outcomes of follow-ups"),
        text=_(
            "What may come of a call, a visit or a talk elsewhere, as you call it. Whoever logs one chooses from it."
        ),
        points=(
            _("Another name shows everywhere at once, on old follow-ups too."),
            _("One that is out of use is offered no more; what has it keeps it, and filters still find it."),
            _("Lists of customers filter by it: “What came of follow-ups”."),
        ),
    ),
    GuideTopic(
        pages=("customers:bin", "customers:purges"),
        title=_("Bin"),
        text=_("Deleted customers wait here and can be restored as they were, until their days are over."),
        points=(
            _("They are in no list, search or count; their numbers and addresses stay theirs."),
            _("Whoever writes again comes back by themselves, and the timeline says so."),
            _("Purging is final: everything goes, and a proof in figures stays under “Purged”."),
        ),
    ),
)
KEYS = (
    PageKeys(
        "customers:duplicates",
        _("Possible duplicates"),
        (Key(("M",), _("Merge the pair")), Key(("D",), _("Different people"))),
    ),
    PageKeys(
        "customers:detail",
        _("A customer"),
        (
            Key(("N",), _("Write a note")),
            Key(("L",), _("Log a follow-up")),
            Key(("@",), _("Mention a colleague, in a note")),
            Key(("Ctrl", "Enter"), _("Keep the note")),
        ),
    ),
)

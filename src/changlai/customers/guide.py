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
        pages=("customers:fields",),
        title=_("Customer fields"),
        text=_("Fields of your own on every customer, in sections."),
        points=(
            _(
                "Renaming a field keeps every value. Archiving hides it and keeps the "
                "values until you delete it for good."
            ),
            _("A masked field shows its value to roles that may see it, and dots to the others."),
        ),
    ),
    GuideTopic(
        pages=("customers:duplicates", "customers:merge", "customers:merges", "customers:undoing"),
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
)
KEYS = (
    PageKeys(
        "customers:detail",
        _("A customer"),
        (
            Key(("N",), _("Write a note")),
            Key(("@",), _("Mention a colleague, in a note")),
            Key(("Ctrl", "Enter"), _("Keep the note")),
        ),
    ),
)

"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=(
            "companies:list",
            "companies:detail",
            "companies:new",
            "companies:change",
            "companies:of_customer",
            "companies:industries",
            "companies:duplicates",
            "companies:merge",
            "companies:merges",
            "companies:undoing",
            "companies:bin",
        ),
        title=_("Companies"),
        text=_("Firms your customers work for, with everything that happened with their people."),
        points=(
            _("A customer may work for several companies; one is the main one, and who left is remembered."),
            _("A customer's page offers to make a company of the name a platform told, or links one of that name."),
            _("The unified social credit code is checked by its last sign, and belongs to one company only."),
            _("Lists of customers and orders filter by their company too: its industry, place or size."),
            _("Companies of one name or telephone are suggested as duplicates: compare them, choose field by field."),
            _("A merge can be undone for 90 days: people, orders, tasks, notes and own fields go back."),
            _("What you delete waits in the bin and comes back as it was, until it is purged."),
        ),
    ),
)

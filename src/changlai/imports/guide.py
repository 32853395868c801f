"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic

TOPICS = (
    GuideTopic(
        pages=("imports:list", "imports:run"),
        title=_("Imports"),
        text=_("Brings customers with their companies, orders and notes in from a spreadsheet or CSV file."),
        points=(
            _("Columns are guessed from their headers and cells; what you correct can be kept as a template."),
            _("The preview checks every row by the rules it is written by. Click a cell to mend it."),
            _("Somebody who is there already is known by phone, e-mail or customer number. You decide what happens."),
            _("Who only has the same name and company is shown, too, and is new unless you choose otherwise."),
            _("Who waits in the bin is restored when a row is written into them."),
            _("Failed rows can be fetched as a file with the reasons, mended, and dropped again."),
            _("What an import made can be taken back for 30 days, but for records that were used since."),
        ),
    ),
)

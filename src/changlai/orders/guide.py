"""Short help on the pages of this module."""

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import GuideTopic, Key, PageKeys

TOPICS = (
    GuideTopic(
        pages=(
            "orders:list",
            "orders:detail",
            "orders:new",
            "orders:change",
            "orders:of_customer",
            "orders:of_record",
        ),
        title=_("Orders"),
        text=_("What customers bought, with articles and money, on their timeline and in filters."),
        points=(
            _("An order is known again by its channel and number: told again it changes, and is never doubled."),
            _("To be paid, paid, shipped, done; what was not paid can be cancelled, what was paid can be refunded."),
            _("Sums of a customer leave out cancelled orders and take off what was refunded."),
            _("An order may name the company it is for: it stands on that company's page, lists filter by it."),
            _("Enter an order on the customer's page, import many at once, or let your shop send them by the API."),
        ),
    ),
)
KEYS = (PageKeys("orders:detail", _("An order"), (Key(("E",), _("Change the order")),)),)

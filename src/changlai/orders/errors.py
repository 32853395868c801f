"""Expected refusals of the orders."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Forbidden, Refusal


class UnknownCustomer(Refusal):
    """An order is somebody's."""

    def __init__(self) -> None:
        super().__init__(
            _("There is no such customer, or it is not yours to change. Make the customer first, or check the id."),
            rule="orders.unknown_customer",
        )


class NumberTaken(Conflict):
    """Two orders of one channel never have one number."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("There is already an order %(number)s on this channel. Open that one, or check the number.")
            % {"number": number},
            rule="orders.number_taken",
        )


class NoSuchMove(Refusal):
    """From where it stands an order cannot get there."""

    def __init__(self, before: object, after: object) -> None:
        super().__init__(
            _("An order that is “%(before)s” cannot become “%(after)s”. Look at its page for the moves there are.")
            % {"before": before, "after": after},
            rule="orders.no_such_move",
        )


class BadOrder(Refusal):
    """Something told of an order cannot be; ``field`` is its name in the API."""

    def __init__(self, field: str, sentence: object) -> None:
        super().__init__(sentence, rule=f"orders.bad_{field}", facts={"field": field})
        self.field = field


class OrderNotYours(Forbidden):
    """The member may look at the order only."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You may look at this order but not change it: your role covers the orders of your own customers only. "
                "Ask the person responsible or an administrator."
            ),
            rule="orders.not_yours",
        )

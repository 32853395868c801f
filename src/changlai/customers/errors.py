"""Expected refusals of the customer room."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Forbidden, Refusal


class MayNotEdit(Forbidden):
    """The member sees the customer, but somebody else's customers are not theirs to change."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "You may look at %(name)s but not change anything: your role covers your own customers only. "
                "Ask the person responsible or an administrator."
            )
            % {"name": name or _("this customer")},
            rule="customers.may_not_edit",
        )


class MayNotUnmask(Forbidden):
    """The full number is not for this member."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your role does not include looking at masked numbers and addresses. An administrator can give you "
                "another role under Settings, Colleagues."
            ),
            rule="customers.may_not_unmask",
        )


class CannotOwn(Refusal):
    """Nobody is made responsible for customers they may not even see."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s may not see customers and cannot be responsible for one. Choose somebody else or ask an "
                "administrator for the permission."
            )
            % {"name": name},
            rule="customers.cannot_own",
        )


class EmptyNote(Refusal):
    """A note says something, or there is none."""

    def __init__(self) -> None:
        super().__init__(_("The note is empty. Write what your colleagues should know."), rule="customers.empty_note")


class CannotUndo(Conflict):
    """A merge stays as it is, for a reason that can be told."""

    def __init__(self, reason: str) -> None:
        super().__init__(_WHY_NOT[reason], rule=f"customers.undo_{reason}")


_WHY_NOT = {
    "already": _("This merge has been undone already. Reload the page to see the customers apart."),
    "forgotten": _(
        "This merge is too old to be undone: what stood before is kept for 90 days. Make a new customer and move "
        "what belongs there by hand."
    ),
    "merged_on": _(
        "The customer that came out of this merge was merged into another one later. Undo that later merge first."
    ),
    "later": _("Something else was merged into this customer later. Undo the later merge first, then this one."),
}


class CannotMerge(Refusal):
    """These are not to become one."""

    def __init__(self, reason: str) -> None:
        super().__init__(_WHY_NOT_ONE[reason], rule=f"customers.merge_{reason}")


_WHY_NOT_ONE = {
    "one_only": _("Choose at least two different customers to merge."),
    "too_many": _("At most 20 customers can be merged at once. Merge some of them first."),
    "wrong_choice": _(
        "A value was chosen from a customer that is not part of this merge. Reload the page and choose again."
    ),
    "gone": _("One of these customers was merged or removed meanwhile. Reload the page."),
}

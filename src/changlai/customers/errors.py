"""Expected refusals of the customer room."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Forbidden, Refusal


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

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


class MayNotBin(Forbidden):
    """Somebody else's customers are not the member's to delete."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "You cannot move %(name)s to the bin: your role covers your own customers only. Ask the person "
                "responsible or an administrator."
            )
            % {"name": name or _("this customer")},
            rule="customers.may_not_bin",
        )


class NobodyChosen(Refusal):
    """There is nobody in the bin to do it with."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody was chosen, or they are in the bin no more. Reload the page and choose again."),
            rule="customers.nobody_chosen",
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


class NoSuchColleague(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This colleague is no longer here. Choose somebody else."), rule="customers.no_such_colleague"
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


class NotYet(Refusal):
    """Something is said to have happened in the future."""

    def __init__(self) -> None:
        super().__init__(
            _("This moment lies in the future. Send when it happened, with its time zone."), rule="customers.not_yet"
        )


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


class NothingToMerge(Refusal):
    """A run over many has nothing to do."""

    def __init__(self) -> None:
        super().__init__(
            _("There is nothing left to do: nobody was chosen, or all of it is decided already. Reload the page."),
            rule="customers.nothing_to_merge",
        )


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
    "stale_choice": _(
        "What was to be chosen or left out has changed meanwhile: a tag or a value came or went, or a required field "
        "would be empty. Reload the page and choose again."
    ),
    "gone": _("One of these customers was merged or removed meanwhile. Reload the page."),
}


class KnownElsewhere(Refusal):
    """A phone number or address belongs to one customer only."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has this number or address. If they are the same person, merge the two.")
            % {"name": name or _("Another customer")},
            rule="customers.known_elsewhere",
        )


class SeveralContacts(Refusal):
    """Which of several numbers is meant, only the customer's page can tell."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has several of them. Change them on the customer's page.")
            % {"name": name or _("This customer")},
            rule="customers.several_contacts",
        )


class BadFact(Refusal):
    """What was written into a list is not what the customer's page would take."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, rule="customers.bad_fact")


class LooksLike(Refusal):
    """Somebody about to be made may be here already."""

    status = 409

    def __init__(self, name: str, customer_id: int) -> None:
        super().__init__(
            _(
                "This looks like %(name)s (record %(id)d). Use that record, or send is_sure to make a new one all the "
                "same."
            )
            % {"name": name or _("another customer"), "id": customer_id},
            rule="customers.looks_like",
        )


class NotYours(Forbidden):
    """A note is changed by who wrote it."""

    def __init__(self) -> None:
        super().__init__(
            _("Only who wrote a note may change it. Write one of your own."), rule="customers.note_not_yours"
        )


class NoContact(Refusal):
    """What was given is neither a personal phone number nor an e-mail address."""

    def __init__(self) -> None:
        super().__init__(
            _("This is no personal phone number or e-mail address. Write it like 13800136120 or name@example.com."),
            rule="customers.no_contact",
        )


class OvertakenError(Exception):
    """Somebody else was given an identity or a unique value in this very moment: the same again finds it."""


class OutcomeTaken(Conflict):
    """Two outcomes of one name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is already an outcome “%(name)s”. Choose another name.") % {"name": name},
            rule="customers.outcome_taken",
        )


class UnknownOutcome(Refusal):
    """What was said to have come of a follow-up is not in the organisation's list, or out of use."""

    def __init__(self) -> None:
        super().__init__(
            _("This outcome is not in your list any more. Choose another one."), rule="customers.unknown_outcome"
        )

"""Expected refusals of the company room."""

from django.utils.translation import gettext_lazy as _

from changlai.kernel.errors import Conflict, Forbidden, Refusal


class CompanyNotYours(Forbidden):
    """The member sees the company, but may not change it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("You may look at %(name)s but not change it. Ask the person responsible or an administrator.")
            % {"name": name},
            rule="companies.not_yours",
        )


class BadCode(Refusal):
    """What was given is no unified social credit code."""

    def __init__(self) -> None:
        super().__init__(
            _("This is no unified social credit code: it has 18 signs, and the last of them checks the others."),
            rule="companies.bad_code",
        )


class CompanyKnown(Conflict):
    """Another company has this code, one of the bin perhaps."""

    def __init__(self, name: str, *, is_binned: bool = False) -> None:
        sentence = (
            _("%(name)s has this unified social credit code, and waits in the bin. Restore it from there.")
            if is_binned
            else _("%(name)s has this unified social credit code already. Open it instead of making it twice.")
        )
        super().__init__(sentence % {"name": name}, rule="companies.known")


class BadParent(Refusal):
    """A company is not above itself, not over others either."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s cannot be the parent: it is this company, or belongs to it.") % {"name": name},
            rule="companies.bad_parent",
        )


class IndustryTaken(Conflict):
    """Two industries of one name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is already an industry “%(name)s”. Choose another name.") % {"name": name},
            rule="companies.industry_taken",
        )


class BadFact(Refusal):
    """A phone number or a web address that is none."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, rule="companies.bad_fact")


_NOT_MERGED = {
    "one_only": _("It takes two companies to merge. Choose another one."),
    "gone": _("One of the companies is gone or in the bin by now. Open the list and choose again."),
    "wrong_choice": _("A value was chosen of a company that is not part of this merge. Compare them again."),
    "required": _("A field that must be filled would be left empty. Keep the value of the other company."),
}
_NOT_UNDONE = {
    "already": _("This merge was undone already."),
    "forgotten": _("This merge is older than 90 days: what is needed to undo it is kept no longer."),
    "merged_on": _("The company that stayed is gone, or was merged into another one itself. Undo that merge first."),
    "later": _("Another company was merged into this one later. Undo that merge first."),
}


class CannotMergeCompanies(Refusal):
    """Two companies cannot become one like this: ``reason`` is one of one_only, gone, wrong_choice, required."""

    def __init__(self, reason: str) -> None:
        super().__init__(_NOT_MERGED[reason], rule=f"companies.merge_{reason}")


class CannotPartCompanies(Conflict):
    """A merge of companies cannot be undone: ``reason`` is one of already, forgotten, merged_on, later."""

    def __init__(self, reason: str) -> None:
        super().__init__(_NOT_UNDONE[reason], rule=f"companies.undo_{reason}")


class NoneChosen(Refusal):
    """There is no company in the bin to do it with."""

    def __init__(self) -> None:
        super().__init__(
            _("No company was chosen, or they are in the bin no more. Reload the page and choose again."),
            rule="companies.none_chosen",
        )

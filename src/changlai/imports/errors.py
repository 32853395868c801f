"""Expected refusals of imports."""

from django.utils.translation import gettext as _

from changlai.kernel.errors import Conflict, Refusal


class Unreadable(Refusal):
    """The file is no table we can read; the sentence says why and what to do."""

    def __init__(self, sentence: str, rule: str = "imports.unreadable") -> None:
        super().__init__(sentence, rule=rule)


class NotNow(Conflict):
    """The import is at another stage by now."""

    def __init__(self) -> None:
        super().__init__(
            _("The import has moved on meanwhile. Load the page again and look where it stands."),
            rule="imports.not_now",
        )


class BadMapping(Refusal):
    """What the columns are does not add up."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, rule="imports.bad_mapping")


class RowsForgotten(Refusal):
    """Rows are kept for a while only; figures stay."""

    def __init__(self, days: int) -> None:
        super().__init__(
            _("The rows of this import are no longer kept: they are forgotten after %(days)d days. Its figures stay.")
            % {"days": days},
            rule="imports.rows_forgotten",
        )


class NothingToImport(Refusal):
    """No row is ready."""

    def __init__(self) -> None:
        super().__init__(
            _("No row is ready to be imported. Mend the rows with mistakes first."), rule="imports.nothing_to_import"
        )

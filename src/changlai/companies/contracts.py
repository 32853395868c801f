"""Ports of the company room."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from changlai.customers.contracts import Holding, Kept, Undo


class CompanyParticipant(Protocol):
    """A module that holds rows of companies: it takes part in merging two, and in taking that back.

    Every such module has one ``PART`` in its ``company_parts.py``. All calls come inside the one transaction of the
    deed; nothing here calls out. For tables with a plain column ``customers.participation.Rows`` does all of it from a
    declaration: ``Rows(Owned(Order, _("Orders"), column="company_id"))``.
    """

    tables: tuple[str, ...]  # every table of the module with a company's id in it: a test asks
    places: Mapping[str, object]  # of Kept, in words: what the page of an undo counts

    def holdings(self, customer_ids: Sequence[int], /) -> list[Holding]:
        """What these companies have here, for the preview; one statement a table."""

    def move(self, moves: Mapping[int, int], /) -> list[Kept]:
        """Hand everything of each old company id over to its new one; what ``undo`` will need."""

    def undo(self, undo: Undo, /) -> None:
        """Put everything back as it stood. ``owners`` is empty: nothing that comes tells the old from the new."""

"""The inbox's part in merging, undoing, erasing and a person's copy."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Holding, Kept, Section, Traces, Undo
from changlai.inbox import actions
from changlai.inbox.models import Conversation

LABELS = (_("Conversations"), _("Open conversations"), _("Messages"))


class Inbox:
    """See customers.contracts.Participant."""

    tables = (Conversation._meta.db_table,)
    places = {Conversation._meta.db_table: LABELS[0]}

    def holdings(self, customer_ids: Sequence[int]) -> list[Holding]:
        return actions.held(customer_ids, LABELS)

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        return actions.hand_over(moves)

    def undo(self, undo: Undo) -> None:
        actions.hand_back(undo)

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        return actions.forget_person(traces)

    def files_kept(self, file_ids: Collection[int]) -> set[int]:
        return actions.files_said(file_ids)

    def export(self, traces: Traces) -> list[Section]:
        return actions.person_sections(traces)


PARTICIPANT = Inbox()

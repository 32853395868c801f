"""The customer room's own part in merging, undoing, erasing and a person's copy."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.customers import actions
from changlai.customers.contracts import Holding, Kept, Section, Traces, Undo
from changlai.customers.models import (
    Alias,
    Collaborator,
    Customer,
    FieldValue,
    Follow,
    Identity,
    Interaction,
    MergeImage,
    Merging,
    Note,
    NoteFile,
    Suggestion,
)
from changlai.customers.participation import Owned, Rows

ROWS = Rows(
    Owned(Identity, _("Identities"), shown=("kind", "scope", "value", "created_at")),
    Owned(Interaction, _("Timeline entries"), shown=("kind", "occurred_at", "facts")),
    Owned(Alias, ""),
    Owned(
        Follow,
        _("Colleagues who know them"),
        unique=("t.account_id", "t.colleague"),
        prefer="t.seen_at desc, t.id",
        shown=("colleague", "remark", "description", "company", "tags", "added_at", "removed", "removed_at"),
    ),
    Owned(Note, _("Notes"), shown=("text", "written_at", "edited_at")),
    Owned(Collaborator, "", unique=("t.member_id",), prefer="t.can_write desc, t.id"),
    Owned(
        FieldValue,
        _("Values of fields"),
        unique=("case when t.is_only then -t.field_id else t.option_id end",),
        shown=("field_id", "text", "number", "day", "option_id"),
    ),
)
OWN = (Customer, Suggestion, Merging, MergeImage)


class Customers:
    """See customers.contracts.Participant."""

    tables = (*ROWS.tables, *(model._meta.db_table for model in OWN))

    def holdings(self, customer_ids: Sequence[int]) -> list[Holding]:
        return ROWS.holdings(customer_ids)

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        return [*ROWS.move(moves), *actions.pass_on(moves)]

    def undo(self, undo: Undo) -> None:
        ROWS.undo(undo)
        actions.hand_back_news(undo)
        actions.give_back(undo)

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        papers = _note_files(traces).file_ids
        return [*actions.forget_raw(traces), *ROWS.erase(traces), *actions.forget_person(traces, papers)]

    def files_kept(self, file_ids: Collection[int]) -> set[int]:
        return actions.portraits_among(file_ids)

    def export(self, traces: Traces) -> list[Section]:
        return [actions.person_section(traces), *ROWS.export(traces), _note_files(traces)]


def _note_files(traces: Traces) -> Section:
    held = NoteFile.objects.select_related("file").filter(
        organisation_id=traces.organisation_id, note__customer__in=list(traces.customer_ids)
    )
    rows = list(held.order_by("id"))
    return Section("files_of_notes", [{"name": row.file.name} for row in rows], tuple(row.file_id for row in rows))


PARTICIPANT = Customers()

"""The customer room's own part in merging, undoing, erasing and a person's copy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers import actions, queries
from changlai.customers.contracts import Decided, Kept, MergeChoice, Section, Traces, Undo
from changlai.customers.models import (
    ActivityChunk,
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
    Unchecked,
)
from changlai.customers.participation import Owned, Rows, standing_again

OWN = (ActivityChunk, Customer, Suggestion, Merging, MergeImage)


class Customers(Rows):
    """See customers.contracts.Participant, and Chooser: of own fields a member chooses what a merge keeps."""

    def __init__(self, *owned: Owned) -> None:
        super().__init__(*owned)
        self.tables = (*self.tables, *(model._meta.db_table for model in OWN))

    def choices(self, member: Member, customer_ids: Sequence[int]) -> list[MergeChoice]:
        return queries.field_choices(member, customer_ids)

    def leave_out(self, decided: Decided) -> list[Kept]:
        return actions.leave_out_values(decided)

    def as_before(self, member: Member, into_id: int, kept: Sequence[Kept]) -> list[MergeChoice]:
        return queries.fields_again(
            member, standing_again(FieldValue, into_id, kept, once=_place_of, column="record_id")
        )

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        unshared = actions.unshare(moves)
        kept: list[Kept] = []
        actions.along({*moves, *moves.values()}, lambda: kept.extend(super(Customers, self).move(moves)))
        return [*unshared, *kept, *actions.pass_on(moves)]

    def undo(self, undo: Undo) -> None:
        actions.along({undo.into_id, *undo.merged_ids}, lambda: self._hand_back(undo))
        actions.give_back(undo)

    def _hand_back(self, undo: Undo) -> None:
        super().undo(undo)
        actions.hand_back_news(undo)

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        papers = [*_note_files(traces).file_ids, *actions.field_files(traces)]
        actions.forget_activity(traces.organisation_id, traces.customer_ids)
        return [*actions.forget_raw(traces), *super().erase(traces), *actions.forget_person(traces, papers)]

    def files_kept(self, file_ids: Collection[int]) -> set[int]:
        return actions.portraits_among(file_ids)

    def export(self, traces: Traces) -> list[Section]:
        known = [actions.person_section(traces), actions.fields_section(traces)]
        return [*known, *_in_words(super().export(traces)), _note_files(traces)]


def _in_words(sections: Sequence[Section]) -> list[Section]:
    """What came of a follow-up by its name, in notes and on the timeline."""
    rows = [row for section in sections for row in (*section.rows, *(one.get("facts") or {} for one in section.rows))]
    labels = queries.outcome_labels({str(row["outcome"]) for row in rows if row.get("outcome")})

    def told(row: Mapping[str, Any]) -> dict[str, Any]:
        slug = row.get("outcome")
        return {**row, "outcome": labels[str(slug)]} if slug else dict(row)

    def both(row: Mapping[str, Any]) -> dict[str, Any]:
        return told(row) | ({"facts": told(row["facts"])} if row.get("facts") else {})

    return [replace(section, rows=[both(row) for row in section.rows]) for section in sections]


def _note_files(traces: Traces) -> Section:
    held = NoteFile.objects.select_related("file").filter(
        organisation_id=traces.organisation_id, note__customer__in=list(traces.customer_ids)
    )
    rows = list(held.order_by("id"))
    return Section("files_of_notes", [{"name": row.file.name} for row in rows], tuple(row.file_id for row in rows))


def _place_of(value: FieldValue) -> tuple[int, int | None]:
    """Of a field there is one value, of several choices each once."""
    return value.field_id, None if value.is_only else value.option_id


PARTICIPANT = Customers(
    Owned(Identity, _("Identities"), shown=("kind", "scope", "value", "created_at")),
    Owned(Interaction, _("Timeline entries"), shown=("kind", "occurred_at", "facts")),
    Owned(Alias, ""),
    Owned(Unchecked, "", unique=()),
    Owned(
        Follow,
        _("Colleagues who know them"),
        unique=("t.account_id", "t.colleague"),
        prefer="t.seen_at desc, t.id",
        shown=("colleague", "remark", "description", "company", "tags", "added_at", "removed", "removed_at"),
    ),
    Owned(
        Note,
        _("Notes"),
        shown=("kind", "text", "outcome", "happened_at", "written_at", "edited_at"),
        outcome=_("All of them stay, with their files; pinned ones stay pinned."),
    ),
    Owned(
        Collaborator,
        _("Collaborators"),
        unique=("t.member_id",),
        prefer="t.can_write desc, t.id",
        outcome=_("All of them stay; who might change one of the records may change this one."),
    ),
    Owned(
        FieldValue,
        _("Values of fields"),
        column="record_id",
        unique=("case when t.is_only then -t.field_id else t.option_id end",),
        is_chosen=True,
        is_rewritten=True,
    ),
)

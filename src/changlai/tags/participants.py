"""Tags follow their customer: through a merge and back, out of the house, into the person's copy."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.customers.contracts import Decided, Kept, MergeChoice, Section, Traces, Undo
from changlai.customers.participation import Owned, Rows, standing_again
from changlai.kernel import db
from changlai.tags import actions, queries
from changlai.tags.models import FollowMark, Tagging

_TAGS = """
    select distinct tag_id from tags_tagging
    where organisation_id = %b and customer_id = any(%b::bigint[]) order by tag_id"""
_NAMES = """
    select g.name, t.name, k.tagged_at, k.way, k.reason from tags_tagging k
    join tags_tag t on t.organisation_id = k.organisation_id and t.id = k.tag_id
    join tags_taggroup g on g.organisation_id = t.organisation_id and g.id = t.group_id
    where k.organisation_id = %b and k.customer_id = any(%b::bigint[]) order by k.id"""


class Tags(Rows):
    """See customers.contracts.Participant, and Chooser: a member chooses which tags a merge keeps."""

    def choices(self, member: Member, customer_ids: Sequence[int]) -> list[MergeChoice]:
        return queries.merge_choices(customer_ids)

    def leave_out(self, decided: Decided) -> list[Kept]:
        kept = actions.leave_out(decided)
        actions.recount_tags(_dropped(kept))
        return kept

    def as_before(self, member: Member, into_id: int, kept: Sequence[Kept]) -> list[MergeChoice]:
        return queries.tags_again(standing_again(Tagging, into_id, kept, once=_place_of))

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        kept = super().move(moves)
        actions.recount_tags(_dropped(kept))
        return kept

    def undo(self, undo: Undo) -> None:
        super().undo(undo)
        actions.recount_tags(_dropped(undo.kept))
        actions.mark_again(undo)

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        tags = [row[0] for row in db.rows(_TAGS, (traces.organisation_id, list(traces.customer_ids)))]
        done = super().erase(traces)
        actions.recount_tags([(traces.organisation_id, tag) for tag in tags])
        return done

    def export(self, traces: Traces) -> list[Section]:
        names = ("group", "tag", "at", "way", "reason")
        rows = db.rows(_NAMES, (traces.organisation_id, list(traces.customer_ids)))
        return [Section("tags", [dict(zip(names, row, strict=True)) for row in rows])]


def _place_of(mark: Tagging) -> tuple[int, int | None]:
    """Of an exclusive group there is one tag, of others each once."""
    return mark.group_id, None if mark.is_only else mark.tag_id


def _dropped(kept: Sequence[Kept]) -> list[tuple[int, int]]:
    """The tags, each with its organisation, of marks that go or come back."""
    table = Tagging._meta.db_table
    return sorted({(row["organisation_id"], row["tag_id"]) for one in kept if one.place == table for row in one.rows})


# Who has a tag twice keeps the older one; of an exclusive group the one of the customer that stays.
PARTICIPANT = Tags(
    Owned(
        Tagging,
        _("Tags"),
        unique=("case when t.is_only then -t.group_id else t.tag_id end",),
        is_chosen=True,
    ),
    Owned(FollowMark, "", unique=("t.account_id", "t.colleague", "t.tag_id")),
)

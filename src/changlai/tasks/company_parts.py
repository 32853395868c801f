"""Tasks about a company follow it when it is merged, and come back when that is undone."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Holding, Kept, Undo
from changlai.kernel import db, tenancy
from changlai.tasks.models import Task

TABLE = Task._meta.db_table
_COUNT = """
    select record_id, count(*) from tasks_task
    where organisation_id = any(%b::bigint[]) and record_kind = 'company' and record_id = any(%b::bigint[])
    group by 1"""
_MOVE = """
    with moved as (
      update tasks_task t set record_id = m.n from unnest(%b::bigint[], %b::bigint[]) m(o, n)
      where t.organisation_id = any(%b::bigint[]) and t.record_kind = 'company' and t.record_id = m.o
      returning m.o, t.id)
    select o, array_agg(id order by id) from moved group by o"""
_BACK = """
    update tasks_task set record_id = %b where organisation_id = %b and record_kind = 'company' and record_id = %b
      and id = any(%b::bigint[])"""


class CompanyTasks:
    """See companies.contracts.CompanyParticipant."""

    tables = (TABLE,)
    places: Mapping[str, object] = {TABLE: _("Tasks")}

    def holdings(self, company_ids: Sequence[int], /) -> list[Holding]:
        rows = db.rows(_COUNT, (list(tenancy.organisations()), list(company_ids)))
        return [Holding(_("Tasks"), dict(rows), _("All of them stay."))]

    def move(self, moves: Mapping[int, int], /) -> list[Kept]:
        """A task that somebody is finishing is waited for, and its next turn may be there only then: so until none is
        left.
        """
        asked = (list(moves), list(moves.values()), list(tenancy.organisations()))
        kept: list[Kept] = []
        while rows := db.rows(_MOVE, asked):
            kept += [Kept(old, TABLE, ids) for old, ids in rows]
        return kept

    def undo(self, undo: Undo, /) -> None:
        for one in undo.kept:
            if one.place == TABLE and one.ids:
                db.run(_BACK, (one.old_id, undo.organisation_id, undo.into_id, list(one.ids)))


PART = CompanyTasks()

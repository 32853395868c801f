"""Who works where follows a customer: through a merge and back, out of the house, into the person's copy."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from changlai.companies import actions
from changlai.companies.models import Post
from changlai.customers.contracts import Kept, Section, Traces, Undo
from changlai.customers.participation import Owned, Rows
from changlai.kernel import db, tenancy

_PLACES = """
    select c.name, p.position, p.since, p.left_on from companies_post p
    join companies_company c on c.organisation_id = p.organisation_id and c.id = p.company_id
    where p.organisation_id = %b and p.customer_id = any(%b::bigint[]) order by p.id"""
# Of several main ones, that of who stays remains: told before rows change hands, put back when they are back.
_ONE_MAIN = """
    update companies_post p set is_main = false from unnest(%b::bigint[], %b::bigint[]) m(o, n)
    where p.organisation_id = any(%b::bigint[]) and p.customer_id = m.o and p.is_main and (
      exists (select from companies_post k where k.organisation_id = p.organisation_id and k.customer_id = m.n
        and k.is_main)
      or exists (select from companies_post k join unnest(%b::bigint[], %b::bigint[]) y(o, n) on y.o = k.customer_id
        where k.organisation_id = p.organisation_id and y.n = m.n and k.is_main and k.id < p.id))
    returning p.customer_id, p.id"""
_MAIN_AGAIN = """
    update companies_post p set is_main = true where p.organisation_id = %b and p.id = any(%b::bigint[])
      and p.left_on is null and not exists (select from companies_post k
        where k.organisation_id = p.organisation_id and k.customer_id = p.customer_id and k.is_main)"""
MAIN = "companies_post.main"


class Posts(Rows):
    """See customers.contracts.Participant."""

    def move(self, moves: Mapping[int, int]) -> list[Kept]:
        old, new = list(moves), list(moves.values())
        cleared: dict[int, list[int]] = {}
        for customer_id, post_id in db.rows(_ONE_MAIN, (old, new, list(tenancy.organisations()), old, new)):
            cleared.setdefault(customer_id, []).append(post_id)
        return [*super().move(moves), *(Kept(one, MAIN, ids) for one, ids in cleared.items())]

    def undo(self, undo: Undo) -> None:
        super().undo(undo)
        ids = [one for kept in undo.kept if kept.place == MAIN for one in kept.ids]
        db.run(_MAIN_AGAIN, (undo.organisation_id, ids))

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        actions.forget_people(traces.customer_ids)
        return super().erase(traces)

    def export(self, traces: Traces) -> list[Section]:
        rows = db.rows(_PLACES, (traces.organisation_id, list(traces.customer_ids)))
        names = ("company", "position", "since", "left_on")
        return [Section("companies", [dict(zip(names, row, strict=True)) for row in rows])]


PARTICIPANT = Posts(
    Owned(
        Post,
        _("Companies they work for"),
        unique=("t.company_id",),
        outcome=_("All of them stay; the main one is that of the customer who stays."),
    ),
)

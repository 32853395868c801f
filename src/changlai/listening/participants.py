"""Authors and cases follow their customer: through a merge and back, out of the house, into the person's copy."""

from django.utils.translation import gettext_lazy as _

from changlai.customers.contracts import Section, Traces
from changlai.customers.participation import Owned, Rows
from changlai.kernel import db
from changlai.listening import actions
from changlai.listening.models import Author, AuthorApart, Case

_AUTHORS = """
    select id from listening_author where organisation_id = %b and customer_id = any(%b::bigint[])
    order by id"""
_SAID = """
    select m.platform, m.text, m.url, m.said_at, m.place from listening_mention m
    join listening_author a on a.organisation_id = m.organisation_id and a.id = m.author_id
    where m.organisation_id = %b and a.customer_id = any(%b::bigint[]) order by m.said_at, m.id"""


class Heard(Rows):
    """See customers.contracts.Participant. What a linked author said is theirs: it goes and is told with them."""

    def erase(self, traces: Traces) -> list[tuple[str, int]]:
        ids = [row[0] for row in db.rows(_AUTHORS, (traces.organisation_id, list(traces.customer_ids)))]
        said = actions.forget_authors(ids) if ids else []
        return [*super().erase(traces), *said]

    def export(self, traces: Traces) -> list[Section]:
        names = ("platform", "text", "url", "said_at", "place")
        rows = db.rows(_SAID, (traces.organisation_id, list(traces.customer_ids)))
        said = Section("listening_mention", [dict(zip(names, row, strict=True)) for row in rows])
        return [*super().export(traces), said]


PARTICIPANT = Heard(
    Owned(AuthorApart, "", unique=("t.author_id",)),
    Owned(
        Author,
        _("Names in public"),
        shown=("platform", "name", "url", "place", "followers", "first_at", "last_at"),
        outcome=_("All of them stay."),
    ),
    Owned(
        Case,
        _("Cases"),
        shown=("number", "title", "state", "said_at", "opened_at", "solved_at", "outcome", "score", "score_comment"),
        outcome=_("All of them stay."),
    ),
)

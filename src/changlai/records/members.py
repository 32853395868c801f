"""Members among the options of attributes and deeds, and read back from what was chosen."""

from collections.abc import Sequence

from changlai.accounts.models import Member
from changlai.kernel import db
from changlai.records.contracts import Option
from changlai.records.writing import text_of


def members() -> Sequence[Option]:
    """Who works here; those who left stand last, for what is still theirs."""
    rows = Member.objects.order_by("-is_active", "name", "id").values_list("id", "name")
    return [Option(str(one), name) for one, name in rows]


def colleagues() -> Sequence[Option]:
    """Who works here now."""
    rows = Member.objects.filter(is_active=True).order_by("name", "id").values_list("id", "name")
    return [Option(str(one), name) for one, name in rows]


def colleague_of(raw: object) -> Member | None:
    """Who works here now, by the text of an id, with role and department; None when nobody does."""
    found = db.id_of(text_of(raw))
    rows = Member.objects.select_related("role", "department")
    return rows.filter(pk=found, is_active=True).first() if found else None

from collections.abc import Mapping

from changlai.accounts.models import Member
from changlai.kernel import audit


def note_trail_exported(*, by: Member, filters: Mapping[str, object]) -> None:
    """Who took the audit log out of the house, and which part of it."""
    audit.record("accounts.trail.exported", actor=by, changes={"filter": {key: str(filters[key]) for key in filters}})

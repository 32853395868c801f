"""Accounts' lines in the audit log."""

from collections.abc import Mapping

from changlai.accounts.models import Member
from changlai.kernel import audit


def audited(action: str, *, actor: Member, obj: object, changes: Mapping[str, object] | None = None) -> None:
    """Write down who did what; in the scope of the organisation."""
    audit.record(action, actor=actor, obj=obj, changes=dict(changes or {}))

"""The audit log: who did what to what, in the same transaction as the deed, and never altered afterwards.

audit.record("member.role_changed", actor=by, obj=member, changes={"role": ["agent", "manager"]})
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from changlai.kernel import db, logs
from changlai.kernel.middleware import client_address
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import organisation_id

LONGEST_LABEL = 200
LONGEST_TEXT = 2000
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, when it is no row of ours: ``Actor("system", name="nightly sync")``."""

    kind: str
    id: int = 0
    name: str = ""


SYSTEM = Actor("system")


def record(
    action: str, *, actor: models.Model | Actor | None, obj: object = None, changes: Mapping[str, object] | None = None
) -> AuditEntry:
    """Write down a deed for the organisation in scope.

    ``actor`` is a member (any model instance with a name), an :class:`Actor`, or None for the machine itself. ``obj``
    is what it was done to, a model instance or nothing. ``changes`` is JSON, by field, before and after; values whose
    name sounds like a secret are masked. Address and request id come from the request being served.
    """
    who = _actor(actor)
    what = obj if isinstance(obj, models.Model) else None
    return AuditEntry.objects.create(
        organisation_id=organisation_id(),
        actor_kind=who.kind,
        actor_id=who.id,
        actor_name=_text(who.name, LONGEST_LABEL),
        action=action,
        object_type=what._meta.label_lower if what else "",
        object_id=what.pk or 0 if what else 0,
        object_label=_label(what) if what else "",
        changes={name: _value(name, value) for name, value in (changes or {}).items()},
        ip=client_address.get() or None,
        request_id=logs.request_id.get(),
    )


def _actor(actor: models.Model | Actor | None) -> Actor:
    if actor is None:
        return SYSTEM
    if isinstance(actor, Actor):
        return actor
    return Actor(str(actor._meta.model_name), actor.pk or 0, _label(actor))


def _label(row: models.Model) -> str:
    """What a person calls it: its name when it has one, and may be known here for ever."""
    name = "" if getattr(row, "is_unnamed_in_audit", False) else getattr(row, "name", "")
    return _text(name if isinstance(name, str) else "", LONGEST_LABEL)


def _text(text: str, longest: int) -> str:
    """What PostgreSQL takes: without NUL and lone surrogates, cut to length."""
    return db.storable(text)[:longest]


def _value(name: str, value: object, depth: int = 0) -> object:
    """``value`` as JSON that can be stored; secrets masked by the name they go under."""
    if logs.SECRET_NAME.search(name) and value not in (None, "", [], {}):
        return logs.MASK
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if depth < DEEPEST and isinstance(value, Mapping):
        return {_text(str(key), LONGEST_LABEL): _value(str(key), inner, depth + 1) for key, inner in value.items()}
    if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [_value("", inner, depth + 1) for inner in value]
    return _text(str(value), LONGEST_TEXT)

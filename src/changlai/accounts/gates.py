"""Asks the gate functions of sql/gates.sql and turns their rows into models, one statement each."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

from changlai.accounts.models import ApiToken, Member, Organisation, Role, User
from changlai.accounts.models.member import Limits

M = TypeVar("M", bound=models.Model)


def memberships(user_id: int, slug: str | None = None) -> Iterator[tuple[Organisation, Member]]:
    """The active memberships of a user, by the organisations' names; with ``slug`` at most one."""
    shapes = [("organisation", Organisation), ("member", Member), ("role", Role)]
    for organisation, member, role in _ask("accounts_memberships(%s, %s)", [user_id, slug], shapes):
        member.role = role
        yield organisation, member


def token(prefix: str) -> tuple[ApiToken, Organisation, Member] | None:
    """The token with this prefix, unchecked, with its organisation and member (role and user attached)."""
    shapes = [
        ("token", ApiToken),
        ("organisation", Organisation),
        ("member", Member),
        ("role", Role),
        ("owner", User),
        ("narrowed", Role),
    ]
    for found, organisation, member, role, owner, narrowed in _ask("accounts_token(%s)", [prefix], shapes):
        member.role, member.user, found.member = role, owner, member
        member.limits = Limits(narrowed if narrowed.pk else None, frozenset(found.areas))
        return found, organisation, member
    return None


def _ask(
    gate: str, parameters: Sequence[int | str | None], shapes: Sequence[tuple[str, type[models.Model]]]
) -> Iterator[tuple[Any, ...]]:
    """Call a gate whose columns are whole rows of tables: the answer keeps pace with the models by itself."""
    columns = ", ".join(f'(gate.{name})."{column}"' for name, model in shapes for column in _columns(model))
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from {gate} gate", parameters)  # noqa: S608 - names of our own columns only
        rows = cursor.fetchall()
    for row in rows:
        values = iter(row)
        yield tuple(_instance(model, [next(values) for _ in _columns(model)]) for _, model in shapes)


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _instance(model: type[M], values: list[Any]) -> M:
    fields = model._meta.concrete_fields
    ready = [_python(field, value) for field, value in zip(fields, values, strict=True)]
    return model.from_db(connection.alias, [field.attname for field in fields], ready)


def _python(field: "models.Field[Any, Any]", value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    for convert in field.get_db_converters(connection):
        value = convert(value, field.cached_col, connection)
    return value

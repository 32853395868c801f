"""Which organisation this code works for: fence 2 (scope) and the key to fence 4 (row-level security).

``with scope(organisation_id):`` opens a transaction, tells PostgreSQL the organisations in scope (the policies read
``app.organisations``) and lets :class:`OrgModel` be queried. Events published inside are written as the last
statement of the outermost scope.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from django.db import models, transaction

from changlai.kernel import db
from changlai.kernel.errors import OutOfScope
from changlai.kernel.events import log

# What the policies of row-level security read, until the end of the transaction; the parameter is a list of ids.
OPEN_SCOPE = (
    "select set_config('app.organisations', (select array_agg(distinct o)::text from unnest(%b::bigint[]) o), true)"
)
_scope: ContextVar[tuple[int, ...]] = ContextVar("organisations", default=())


def organisations() -> tuple[int, ...]:
    """The organisations in scope; empty outside."""
    return _scope.get()


def organisation_id() -> int:
    """The one organisation in scope; raises OutOfScope when there is none or more than one."""
    ids = _scope.get()
    if len(ids) != 1:
        raise OutOfScope(f"{len(ids)} organisations in scope, one is needed")
    return ids[0]


@contextmanager
def scope(*ids: int) -> Iterator[None]:
    """Work for these organisations, in one transaction. May be nested; the inner set replaces the outer one.

    An exception rolls back everything written inside, events included.
    """
    outer, outermost = _scope.get(), not _scope.get()
    token = _scope.set(tuple(sorted(set(ids))))
    try:
        with transaction.atomic():
            tell_database(ids)
            yield
            if outermost:
                log.flush()
            else:
                tell_database(outer)
    finally:
        _scope.reset(token)


@contextmanager
def opened(ids: Iterable[int]) -> Iterator[None]:
    """Name the organisations whose scope the database has already opened in this transaction (consumers, leases)."""
    token = _scope.set(tuple(ids))
    try:
        yield
    finally:
        _scope.reset(token)


def tell_database(ids: Iterable[int]) -> None:
    """Open the database's fence for exactly these organisations, until the transaction ends."""
    if not db.begin(f"select set_config('app.organisations', '{{{','.join(str(int(one)) for one in ids)}}}', true)"):
        db.run(OPEN_SCOPE, (list(ids),))


M = TypeVar("M", bound=models.Model)


class OrgQuerySet(models.QuerySet[M]):
    """Rows of the organisations in scope."""


class OrgManager(models.Manager[M]):
    """Refuses to be asked outside a scope, and filters by it: fence 2 before fence 4."""

    def get_queryset(self) -> models.QuerySet[M]:
        ids = _scope.get()
        if not ids:
            raise OutOfScope(f"{self.model.__name__} was queried without an organisation in scope")
        rows = OrgQuerySet[M](self.model, using=self._db)
        return rows.filter(organisation_id=ids[0]) if len(ids) == 1 else rows.filter(organisation_id__in=ids)

    def create(self, **values: Any) -> M:  # noqa: ANN401 - whatever the columns hold
        values.setdefault("organisation_id", organisation_id())
        return super().create(**values)


class OrgModel(models.Model):
    """A row that belongs to one organisation. Row-level security and composite foreign keys follow from the class."""

    organisation_id = models.BigIntegerField(editable=False)

    objects = OrgManager[Self]()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class OrgForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # django-stubs cannot subclass its own generic here
    """A reference to another row of the same organisation: the constraint is composite, made by kernel.rls."""

    def __init__(
        self,
        to: type[models.Model] | str,
        on_delete: Callable[..., None] = models.PROTECT,
        **options: Any,  # noqa: ANN401 - Django's
    ) -> None:
        # An index on the column alone serves nobody behind row-level security: models name composite ones.
        options |= {"db_constraint": False, "db_index": False}
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        options.pop("db_constraint", None)
        return name, path, args, options

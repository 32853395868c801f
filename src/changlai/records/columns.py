"""Attributes made from a declaration: what a module writes into its ``attributes.py``.

    CUSTOMER = Columns("customers_customer", group=_("Basics"))
    TAGGINGS = Links("tags_tagging", "customer_id", group=_("Tags"))
    ATTRIBUTES = (AttributeSource("customer", lambda: (
        CUSTOMER.text("city", _("City"), is_sorted=True),
        CUSTOMER.moment("created", _("Created"), "created_at", is_sorted=True),
        TAGGINGS.many("tags", _("Tags"), "tag_id", kind=Kind.TAGS, options=tag_options, has_ids=True),
    )),)

In expressions ``r`` is the record, ``k`` a row that hangs on it. Whoever makes an attribute sortable (``is_sorted``)
adds the index on (organisation_id, column, id); whoever expects it in filters of a million rows, too.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from changlai.accounts.contracts import Text
from changlai.accounts.models import Member
from changlai.records import registry
from changlai.records.arrays import Ids, bits, ids_array
from changlai.records.comparing import Operand, compare, linked
from changlai.records.contracts import Asked, Attribute, AttributeSource, Option, Sql
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import Operator
from changlai.records.expressions import Expression

Options = Callable[[], Sequence[Option]]
Write = Callable[[Member, Sequence[int], Any, datetime], Mapping[int, str]]
Values = Callable[[Sequence[int]], Mapping[int, Any]]
Told = Callable[[Member, Sequence[int]], Collection[int]]
_LISTED = 2_000  # ids that the planner looks at one by one
_DENSE = 512  # an id in so many there is: a bit for each is soon sent, and looking one up needs nothing built
_LINKED = "from {table} k where k.organisation_id = %(organisation)s and k.{key} = r.id and {where}"


@dataclass(frozen=True, slots=True)
class Columns:
    """Makes attributes of the columns of a kind's own table. Without ``column`` it is called like the path."""

    table: str
    group: Text

    def text(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A text; empty is ''."""
        return self.made(path, label, Kind.TEXT, column, **more)

    def number(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A bigint of ten-thousandths."""
        return self.made(path, label, Kind.NUMBER, column, **more)

    def money(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A bigint of cents; in a tree it is written in whole units, as people say it: 1280.50."""
        return self.made(path, label, Kind.MONEY, column, **more)

    def day(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A date."""
        return self.made(path, label, Kind.DATE, column, **more)

    def moment(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A timestamptz; in a tree it is compared by days of the organisation's time zone."""
        return self.made(path, label, Kind.MOMENT, column, **more)

    def choice(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """One of ``options``: a word, or with ``has_ids`` the id of a row."""
        return self.made(path, label, Kind.CHOICE, column, **more)

    def member(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A member's id; in a tree also "me"."""
        return self.made(path, label, Kind.MEMBER, column, **more)

    def yes_no(self, path: str, label: Text, column: str = "", **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """A boolean that is never NULL."""
        return self.made(path, label, Kind.YES_NO, column, **more)

    def made(  # noqa: PLR0913 - what an attribute is made of
        self,
        path: str,
        label: Text,
        kind: Kind,
        column: str = "",
        *,
        expression: str = "",
        options: Options | None = None,
        has_ids: bool = False,
        is_sorted: bool = False,
        masked: str = "",
        write: Write | None = None,
        operators: tuple[Operator, ...] = (),
        is_own: bool = False,
        is_single: bool = False,
        order: str = "",
        words: Callable[[Any], Any] | None = None,
    ) -> Attribute:
        """Any of the above. ``expression`` over ``r`` takes the place of a column; ``order`` is what it is sorted by
        instead: one made for it, with its index. ``words`` makes of a value what is shown.
        """
        told = expression or f"r.{column or path}"
        operand = Operand.of(told, kind, has_ids=has_ids)
        return Attribute(
            path=path,
            label=label,
            kind=kind,
            group=self.group,
            test=lambda asked: compare(operand, asked),
            values=Expression(told, self.table, words),
            options=options,
            order=order or (told if is_sorted else ""),
            masked=masked,
            write=write,
            operators=operators,
            is_own=is_own,
            is_single=is_single,
        )


@dataclass(frozen=True, slots=True)
class Links:
    """Makes attributes of rows ``k`` that hang on a record by ``key``: those ``where`` holds for.

    ``is`` and ``any_of`` ask whether there is such a row, ``is_not`` and ``none_of`` that there is none.
    """

    table: str
    key: str
    group: Text
    where: str = ""

    def one(self, path: str, label: Text, column: str, **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """At most one row a record; shown as that one value."""
        return self.made(path, label, column, values=self._each(column, lambda found: found[0]), **more)

    def many(self, path: str, label: Text, column: str, **more: Any) -> Attribute:  # noqa: ANN401 - see made
        """Any number of rows; shown as a list, in the order of their ids."""
        values = self._each(column, _once)  # many rows may say the same, such as two identities of one channel
        return self.made(path, label, column, values=values, **more)

    def there(self, path: str, label: Text, **more: Any) -> Attribute:  # noqa: ANN401 - see Attribute
        """Whether there is a row at all: yes or no."""

        def test(asked: Asked) -> Sql:
            is_wanted = bool(asked.values[0]) == (asked.operator == Operator.IS)
            operator = Operator.IS_FILLED if is_wanted else Operator.IS_EMPTY
            asked = Asked(asked.name, operator, (), asked.member, asked.now)
            return linked(self.table, self.key, Operand("k.id", "bigint"), asked, where=self.where)

        values = Expression(f"exists (select {self._rows})")
        return Attribute(path, label, Kind.YES_NO, self.group, test=test, values=values, **more)

    def made(
        self,
        path: str,
        label: Text,
        column: str,
        *,
        kind: Kind,
        has_ids: bool = False,
        **more: Any,  # noqa: ANN401 - see Attribute
    ) -> Attribute:
        """``more`` is what an Attribute has besides."""
        operand = Operand.of(f"k.{column}", kind, has_ids=has_ids)

        def test(asked: Asked) -> Sql:
            return linked(self.table, self.key, operand, asked, where=self.where)

        return Attribute(path, label, kind, self.group, test=test, **more)

    @property
    def _rows(self) -> str:
        return _LINKED.format(table=self.table, key=self.key, where=self.where or "true")

    def _each(self, column: str, told: Callable[[Any], Any]) -> Expression:
        """What the rows of a record hold."""
        return Expression(
            f"(select array_agg(k.{column} order by k.id) {self._rows} and k.{column} is not null)", told=told
        )


def _once(found: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(found))


def of_kind(kind: str, *, but: AttributeSource) -> list[Attribute]:
    """What records of a kind below are filtered by, for relations that lead to them; without one source, the asker's
    own.
    """
    return [one for source in registry.sources(kind) if source is not but for one in source.attributes()]


def through(
    inner: Attribute, *, path: str, group: Text, link: str, values: Values | None = None, told: Told | None = None
) -> Attribute:
    """An attribute over a relation: a customer's ``company.industry`` from the company's ``industry``.

    ``link`` selects the ids of the records from where the record at the other end is called ``r``, up to its WHERE,
    which goes on::

        select l.customer_id from companies_person l
        join companies_company r on r.organisation_id = l.organisation_id and r.id = l.company_id
        where l.organisation_id = %(organisation)s

    Negative operators ask that no record at the other end is so.
    """
    positive = {Operator.IS_NOT: Operator.IS, Operator.NONE_OF: Operator.ANY_OF, Operator.IS_EMPTY: Operator.IS_FILLED}

    def test(asked: Asked) -> Sql:
        assert inner.test is not None  # noqa: S101 - there is nothing to filter by else
        operator = positive.get(asked.operator, asked.operator)
        made = inner.test(Asked(asked.name, operator, asked.values, asked.member, asked.now))
        text = f"r.id in ({link} and ({made.text}))"
        return Sql(text if operator == asked.operator else f"not ({text})", made.values)

    return Attribute(
        path,
        inner.label,
        inner.kind,
        group,
        test=test if inner.test else None,
        values=values,
        options=inner.options,
        masked=inner.masked,
        is_own=inner.is_own,
        operators=inner.operators,
        told=told,
    )


def among(name: str, ids: Sequence[int] | Ids, *, is_in: bool = True) -> Sql:
    """A test by ids that Python found, a million of them too: for attributes whose truth lies elsewhere."""
    known = np.asarray(ids, dtype=np.int64)
    values: dict[str, Any]
    if len(known) <= _LISTED:
        text, values = f"r.id = any(%({name})b::bigint[])", {name: ids_array(known)}
    elif int(known.max()) - int(known.min()) < _DENSE * len(known):
        low, high = f"%({name}_low)s::bigint", f"%({name}_high)s::bigint"
        is_there = f"get_bit(%({name})b::bytea, r.id - {low}) = 1"
        text = f"(case when r.id between {low} and {high} then {is_there} else false end)"
        values = {name: bits(known), f"{name}_low": int(known.min()), f"{name}_high": int(known.max())}
    else:  # a hash looked up row by row: the planner thinks of any such set as of 200 ids, and would join it
        text = f"(r.id in (select unnest(%({name})b::bigint[]))) is true"
        values = {name: ids_array(known)}
    return Sql(text if is_in else f"not ({text})", values, ids=known if is_in else None)

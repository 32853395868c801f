"""Filters against a naive reading in Python: whatever tree is asked, the rows are those that a person would pick."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changlai.accounts.models import Organisation
from changlai.customers.models import Customer
from changlai.customers.records import KINDS
from changlai.kernel.tenancy import scope
from changlai.records import queries
from changlai.records.filters import read
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)  # the next day has begun in Shanghai
CITIES = ["", "上海", "100%_\\", "Shanghai"]
MOMENTS = [None, NOW, NOW - timedelta(hours=6), NOW - timedelta(days=29, hours=5)]
BIRTHDAYS = [None, date(1999, 12, 31), date(2026, 4, 1)]
DAYS = ["1999-12-31", "today-29", "2026-03-31", "today-1", "today", "2026-04-02"]  # in their order
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
# Whether a page is met in the order, gathered or walked to; whether who fits is asked for, or the others.
WAYS = {"rows.WINDOW": (1, 9, 1_500), "rows.FEW": (5, 2_000), "sets.NARROW": (-1, 20, 8_000), "sets.TURNED": (0.0, 1e9)}
TEXT = st.sampled_from([*CITIES[1:], "海", "S", "%", "_"])
DAY, TRUE, COUNT = st.sampled_from(DAYS), st.just(value=True), st.integers(1, 40)
TEXTS: dict[str, Any] = dict.fromkeys(("is", "is_not", "contains", "starts_with"), TEXT)
TEXTS |= {word: st.lists(TEXT, min_size=1, max_size=3) for word in ("any_of", "none_of")}
TIMES: dict[str, Any] = dict.fromkeys(("is", "is_not", "before", "after"), DAY)
SPAN = st.lists(DAY, min_size=2, max_size=2).map(lambda days: sorted(days, key=DAYS.index))
TIMES |= {"between": SPAN, "last_days": COUNT, "next_days": COUNT}
FILLED: dict[str, Any] = {"is_empty": TRUE, "is_filled": TRUE}


def about(path: str, operators: dict[str, Any]) -> Any:
    return st.one_of([st.fixed_dictionaries({"path": st.just(path), word: value}) for word, value in operators.items()])


LEAVES = st.one_of(
    about("city", TEXTS | FILLED), about("birthday", TIMES | FILLED), about("last_interaction_at", TIMES | FILLED)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)


class Naive:
    """What a person would say of one row."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.today = NOW.astimezone(zone).date()

    def day(self, text: str) -> date:
        if not text.startswith("today"):
            return date.fromisoformat(text)
        return self.today + timedelta(days=int(text[5:] or 0))

    def holds(self, tree: Any, row: Customer) -> bool:
        if "all" in tree:
            return all(self.holds(part, row) for part in tree["all"])
        if "any" in tree:
            return any(self.holds(part, row) for part in tree["any"])
        if "not" in tree:
            return not self.holds(tree["not"], row)
        (word,) = tree.keys() - {"path"}
        value = getattr(row, tree["path"])
        if word in FILLED:
            return bool(value) == (word == "is_filled")
        if word in {"is_not", "none_of"}:
            return not self.fits({"is_not": "is", "none_of": "any_of"}[word], value, tree[word])
        return self.fits(word, value, tree[word])

    def fits(self, word: str, value: Any, told: Any) -> bool:
        if not value:
            return False
        if isinstance(value, str):
            return self.reads(word, value, told)
        on = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        if word in {"last_days", "next_days"}:
            days = timedelta(days=told - 1)
            return (
                self.today - days <= on <= self.today if word == "last_days" else self.today <= on <= self.today + days
            )
        days_told = [self.day(one) for one in (told if isinstance(told, list) else [told])]
        first, last = days_told[0], days_told[-1]
        return {"is": on == first, "before": on < first, "after": on > first, "between": first <= on <= last}[word]

    @staticmethod
    def reads(word: str, value: str, told: Any) -> bool:
        match word:
            case "contains":
                return told.lower() in value.lower()
            case "starts_with":
                return value.lower().startswith(told.lower())
            case "any_of":
                return value in told
        return bool(value == told)


def test_any_tree_picks_the_rows_a_person_would(monkeypatch):
    firm = found_firm()
    with scope(firm.id):
        rows = [
            Customer(
                organisation_id=firm.id, name="C", city=city, birthday=born, last_interaction_at=met, created_at=NOW
            )
            for city, born, met in product(CITIES, BIRTHDAYS, MOMENTS)
        ]
        Customer.objects.bulk_create(rows)
        in_order = sorted(rows, key=lambda row: (row.last_interaction_at or LONG_AGO, row.pk), reverse=True)
        naive = Naive(ZoneInfo(Organisation.objects.get(pk=firm.id).time_zone))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TREES, st.tuples(*map(st.sampled_from, WAYS.values())))
    def check(tree, ways):
        for place, value in zip(WAYS, ways, strict=True):
            monkeypatch.setattr(f"changlai.records.queries.{place}", value)
        with scope(firm.id):
            found = read("customer", tree, firm.admin, now=NOW)
            ids = queries.matching(KINDS[0], firm.admin, found, [row.pk for row in rows])
            counted = queries.count(KINDS[0], firm.admin, found)
            first = queries.leaf(KINDS[0], firm.admin, found, limit=7)
            rest = queries.page(KINDS[0], firm.admin, found, after=first.spots[6], limit=60) if first.spots[6:] else []
        wanted = [row.pk for row in in_order if naive.holds(tree, row)]
        assert ids == set(wanted), tree
        assert counted == len(wanted), tree
        assert [spot.id for spot in (*first.spots[:7], *rest)] == wanted, tree
        assert first.count in {None, len(wanted), ways[1] + 1}, tree

    check()

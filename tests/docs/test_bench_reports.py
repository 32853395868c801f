"""Every benchmark answers in one shape, whatever it found. None is run here: each starts clusters and processes."""

import importlib
import json
import random
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from bench.support.client import Outcome
from bench.support.ledger import Balance, key_of
from bench.support.posts import Talk, disordered, texts
from bench.support.public_storm import Books, figure_of
from tools import bench

SHAPE = ["name", "size", "figures", "limits", "ratios", "bars"]


def test_every_benchmark_can_be_listed_and_run():
    found = {name: importlib.import_module(f"bench.{name}") for name in bench.names()}

    assert sorted(found) == [
        "chaos",
        "customers",
        "identity",
        "imports",
        "inbox",
        "ingest",
        "listening",
        "live",
        "restore",
        "start",
    ]
    assert all(module.__doc__ and callable(module.run) for module in found.values())


def test_report_is_one_json_object_with_bars():
    bars = [bench.at_least("fast", 0.4, 0.5), bench.below("small", 3.0, 4.0)]
    report = bench.Report("x", {"seed": 1}, {"per_s": 2.0}, bars=bars)

    content = json.loads(json.dumps(asdict(report)))

    assert list(content) == SHAPE
    assert content["bars"][0] == {"claim": "fast", "value": 0.4, "bar": 0.5, "ok": False}
    assert not report.ok


def test_latency_counts_acknowledged_requests_from_when_they_were_due():
    outcome = Outcome(statuses=[200, 503, 200], due=[1.0, 1.0, 2.0], sent=[1.5, 1.0, 2.0], done=[2.0, 9.0, 2.5])

    assert (outcome.latencies(), outcome.accepted) == ([1.0, 0.5], 2)


def test_two_orders_sent_one_after_the_other_are_booked_as_one():
    first = Outcome(statuses=[200], due=[1.0], sent=[1.0], done=[1.5], tries=2)
    second = Outcome(statuses=[503, 200], due=[2.0, 2.0], sent=[2.0, 2.0], done=[3.0, 2.5], tries=1)

    both = first.followed_by(second)

    assert both == Outcome([200, 503, 200], [1.0, 2.0, 2.0], [1.0, 2.0, 2.0], [1.5, 3.0, 2.5], 3)


@pytest.mark.parametrize(
    "wrong", ["lost", "doubled", "out_of_order", "forged_accepted", "two_open_conversations", "dead_letters"]
)
def test_one_mistake_spoils_the_balance(wrong):
    clean = dict.fromkeys(
        ["lost", "doubled", "out_of_order", "forged_accepted", "two_open_conversations", "dead_letters"], 0
    )

    assert Balance(acknowledged=9, **clean).is_clean
    assert not Balance(acknowledged=9, **clean | {wrong: 1}).is_clean


def test_keys_are_read_from_the_stored_bytes():
    event = b"<xml><CreateTime>17</CreateTime><ExternalUserID><![CDATA[wm1]]></ExternalUserID></xml>"

    assert key_of("change_external_contact.del_follow_user", event) == "wm1:17"
    assert key_of("message", b'{"id": "m1"}') == "m1"


def test_posts_are_told_twice_and_late_but_none_is_left_out():
    posts = [{"key": f"k{number}"} for number in range(2_000)]

    dice = random.Random(1)  # noqa: S311 - an order, no secret

    told = disordered(posts, dice, twice=0.1, moved=0.05, within=100)

    counted = Counter(one["key"] for one in told)
    late = sum(told.index(one) > place + 90 for place, one in enumerate(posts[:500]))
    assert set(counted) == {one["key"] for one in posts}
    assert 120 < len(told) - len(posts) < 280
    assert set(counted.values()) == {1, 2}
    assert 0 < late < 100


def test_posts_are_the_same_ones_again_and_few_of_them_were_said_before():
    now = datetime(2026, 4, 1, tzinfo=UTC)

    once, again = ([talk.post(number) for number in range(1_000)] for talk in (Talk("k", now), Talk("k", now)))

    said = [one["text"] for one in once]
    assert once == again
    assert 0.8 < len(set(said)) / len(said) < 0.97
    assert len(texts()) > 6_000


@pytest.mark.parametrize("wrong", ["lost", "doubled", "figures_wrong", "sums_wrong", "authors_wrong", "in_two_cases"])
def test_one_mistake_spoils_the_books_of_a_storm(wrong):
    clean = dict.fromkeys(Books.__dataclass_fields__, 0) | {"sent": 9, "stored": 9, "figures": 9}

    assert not any(Books(**clean).wrong.values())
    assert any(Books(**clean | {wrong: 1}).wrong.values())


def test_figures_of_the_board_are_read_as_people_read_them():
    assert figure_of('<span>服务</span> <span class="cl-num">12,431</span>') == 12_431
    assert figure_of("3 条投诉") == 3
    assert figure_of("<svg><title>2026-11-01: 4</title></svg>") is None

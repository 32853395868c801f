"""Every benchmark answers in one shape, whatever it found. None is run here: each starts clusters and processes."""

import importlib
import json
from dataclasses import asdict

import pytest

from bench.support.client import Outcome
from bench.support.ledger import Balance, key_of
from tools import bench

SHAPE = ["name", "size", "figures", "limits", "ratios", "bars"]


def test_every_benchmark_can_be_listed_and_run():
    found = {name: importlib.import_module(f"bench.{name}") for name in bench.names()}

    assert sorted(found) == ["chaos", "customers", "identity", "imports", "inbox", "ingest", "live", "restore", "start"]
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

"""The walk through all customers, and the details asked for after an event."""

import json

import pytest

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.adapters.wecom.tests.support import CUSTOMER, event, fixture, meaning
from changlai.channels.contracts import Delivery, Pulled
from changlai.channels.errors import CallFailed

ADDED = "change_external_contact.add_external_contact"


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def pull(desk: FakeDesk, cursor: str = "") -> Pulled:
    assert CHANNEL.puller is not None
    return CHANNEL.puller.pull(desk, "contacts", cursor, {})


TAGS = answer(tag_group=[{"group_name": "意向", "tag": [{"id": "etTag1", "name": "高"}]}])


def rows(*customers: str, next_cursor: str = "", remark: str = "") -> FakeAnswer:
    return answer(
        external_contact_list=[
            {"external_contact": {"external_userid": one}, "follow_info": {"userid": "a", "remark": remark}}
            for one in customers
        ],
        next_cursor=next_cursor,
    )


def walk(desk: FakeDesk) -> list[Pulled]:
    pages = [pull(desk)]
    while pages[-1].more:
        pages.append(pull(desk, pages[-1].cursor))
    return pages


def test_every_customer_of_every_colleague_is_a_delivery(desk):
    desk.http.lay(answer(follow_user=["b", "a"]), TAGS, rows("wm1", "wm2", next_cursor="x"), rows("wm3"), rows("wm1"))

    (page,) = walk(desk)

    assert [(one.kind, one.thread) for one in page.deliveries] == [
        ("snapshot.batch", "wm1"),
        ("snapshot.batch", "wm2"),
        ("snapshot.batch", "wm3"),
        ("snapshot.batch", "wm1"),
    ]
    assert (page.cursor, page.done, page.total) == ("", 2, 2)
    assert [(call.body["userid_list"], call.body["cursor"]) for call in desk.http.calls[2:]] == [
        (["a"], ""),
        (["a"], "x"),
        (["b"], ""),
    ]


def test_a_long_walk_is_handed_over_in_pages_and_taken_up_again(desk):
    hundred = [f"wm{number}" for number in range(100)]
    many = [rows(*hundred, next_cursor=f"x{number}") for number in range(4)]
    desk.http.lay(answer(follow_user=["a", "b"]), TAGS, *many)
    desk.http.lay(answer(follow_user=["a", "b"]), TAGS, rows("wm9"), rows("wm8"))

    first, second = walk(desk)

    assert (len(first.deliveries), first.done, first.total) == (400, 0, 2)
    assert desk.http.calls[8].body == {"userid_list": ["a"], "cursor": "x3", "limit": 100}
    assert (len(second.deliveries), second.done, second.more) == (2, 2, False)


def test_colleagues_who_come_and_go_during_the_walk_do_no_harm(desk):
    hundred = [f"wm{number}" for number in range(100)]
    desk.http.lay(answer(follow_user=["a", "c"]), TAGS, *[rows(*hundred, next_cursor=f"x{n}") for n in range(4)])
    desk.http.lay(answer(follow_user=["b", "c"]), TAGS, rows("wm9"), rows("wm8"))

    walk(desk)

    assert [(call.body["userid_list"], call.body["cursor"]) for call in desk.http.calls[-2:]] == [
        (["b"], ""),
        (["c"], ""),
    ]


def test_colleagues_without_customers_are_handed_over_in_twenties(desk):
    names = [f"m{number:02}" for number in range(30)]
    desk.http.lay(answer(follow_user=names), TAGS, *[rows()] * 20, answer(follow_user=names), TAGS, *[rows()] * 10)

    assert [(page.done, page.more, page.deliveries) for page in walk(desk)] == [(20, True, ()), (30, False, ())]


@pytest.mark.parametrize("code", [84061, 60111, 60011])
def test_a_colleague_who_is_not_shown_has_no_customers(desk, code):
    desk.http.lay(answer(follow_user=["a", "b"]), TAGS, refusal(code), rows("wm1"))

    (page,) = walk(desk)

    assert [one.thread for one in page.deliveries] == ["wm1"]


def test_a_failure_during_the_walk_is_told(desk):
    desk.http.lay(answer(follow_user=["a"]), TAGS, refusal(45009))

    with pytest.raises(CallFailed, match="45009"):
        pull(desk)


@pytest.mark.parametrize("cursor", ["", "nonsense", "[]", '["a","x"]', "{}"])
def test_any_cursor_is_taken_up(desk, cursor):
    desk.http.lay(answer(follow_user=[]))

    assert pull(desk, cursor) == Pulled()


def test_an_unchanged_customer_is_a_repetition_and_a_changed_one_is_not(desk):
    keys = []
    for remark in ("", "", "王总"):
        desk.http.lay(answer(follow_user=["a"]), TAGS, rows("wm1", remark=remark))
        keys.append(pull(desk).deliveries[0].key)

    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("tags", "named"),
    [(TAGS, ("etTag1", "意向", "高")), (refusal(48002), ("etTag1", "", "")), (answer(tag_group=7), ("etTag1", "", ""))],
)
def test_a_row_means_what_it_says(desk, tags, named):
    body = b'{"errcode":0,"external_contact_list":[' + fixture("contact_row.json") + b"]}"
    desk.http.lay(answer(follow_user=["a"]), tags, FakeAnswer(body))

    (delivery,) = pull(desk).deliveries

    assert delivery.payload == fixture("contact_row.json").strip()
    inbound = meaning(delivery.kind, delivery.payload, delivery.context)
    assert inbound.occurred_at == delivery.occurred_at.replace(microsecond=0)
    assert inbound.follow.tags == (named, ("etTag2", "", ""))


def fetch(desk: FakeDesk, payload: bytes) -> tuple[Delivery, ...]:
    assert CHANNEL.fetch is not None
    return tuple(CHANNEL.fetch(desk, ADDED, payload))


def test_details_of_a_new_contact(desk):
    desk.http.lay(FakeAnswer(fixture("contact_details.json")))

    (delivery,) = fetch(desk, event(ChangeType="add_external_contact"))

    assert (delivery.kind, delivery.payload, delivery.thread) == ("snapshot", fixture("contact_details.json"), CUSTOMER)
    assert desk.http.calls[0].query == {"external_userid": CUSTOMER}


def test_details_of_two_events_are_two_though_they_are_the_same(desk):
    keys = []
    for second in (1735718400, 1735718400, 1735718401):
        desk.http.lay(FakeAnswer(fixture("contact_details.json")))
        keys.append(fetch(desk, event(ChangeType="edit_external_contact", CreateTime=second))[0].key)

    assert keys[0] == keys[1] != keys[2]


def test_a_customer_of_many_colleagues_is_put_together(desk):
    whole = json.loads(fixture("contact_details.json"))
    desk.http.lay(
        answer(**whole | {"next_cursor": "x1"}),
        answer(follow_user=[{"userid": "sales03"}], next_cursor="x2"),
        answer(follow_user=[{"userid": "sales04"}]),
    )

    (delivery,) = fetch(desk, event(ChangeType="add_external_contact"))

    inbound = meaning(delivery.kind, delivery.payload, delivery.context)
    assert [follow.member for follow in inbound.follows] == ["sales01", "sales02", "sales03", "sales04"]
    assert [call.query.get("cursor") for call in desk.http.calls] == [None, "x1", "x2"]


def test_pages_of_details_end_even_when_wecom_does_not(desk):
    desk.http.lay(*[answer(follow_user=[{"userid": "a"}], next_cursor="x")] * 41)

    (delivery,) = fetch(desk, event(ChangeType="add_external_contact"))

    assert len(json.loads(delivery.payload)["follow_user"]) == 41


@pytest.mark.parametrize("code", [84061, 84084, 40096])
def test_somebody_who_is_no_contact_any_more_has_no_details(desk, code):
    desk.http.lay(refusal(code))

    assert fetch(desk, event(ChangeType="add_external_contact")) == ()


def test_a_failure_of_details_is_told(desk):
    desk.http.lay(refusal(-1))

    with pytest.raises(CallFailed):
        fetch(desk, event(ChangeType="add_external_contact"))


def test_an_event_about_nobody_has_no_details(desk):
    assert fetch(desk, event(ExternalUserID=None)) == ()


def test_details_are_wanted_for_what_changes_them():
    assert {kind.partition(".")[2] for kind in CHANNEL.fetch_kinds} == {
        "add_external_contact",
        "add_half_external_contact",
        "edit_external_contact",
    }

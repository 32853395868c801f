"""Complete lists of colleagues' contacts: whole or not at all."""

import pytest

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.adapters.wecom.tests.stage import Stage
from changlai.channels.contracts import Pulled
from changlai.channels.errors import CallFailed
from tests.support.patience import until


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def pull(desk: FakeDesk, cursor: str = "") -> Pulled:
    assert CHANNEL.puller is not None
    return CHANNEL.puller.pull(desk, "rosters", cursor, {})


def members(*names: str) -> FakeAnswer:
    return answer(follow_user=list(names))


def contacts(*ids: str) -> FakeAnswer:
    return answer(external_userid=list(ids))


def told(page: Pulled) -> list[tuple[str, tuple[str, ...]]]:
    return [(roster.member, roster.values) for roster in page.rosters]


def test_each_colleague_has_exactly_the_contacts_that_are_listed(desk):
    desk.http.lay(members("b", "a"), contacts("wm1", "wm2"), contacts("wm1"))

    page = pull(desk)

    assert told(page) == [("a", ("wm1", "wm2")), ("b", ("wm1",))]
    assert {(roster.kind, roster.scope) for roster in page.rosters} == {("external_userid", desk.settings["corpid"])}
    assert (page.cursor, page.more, page.done, page.total) == ("", False, 2, 2)


def test_rosters_are_asked_for_every_night_with_all_the_rest():
    assert CHANNEL.streams == ("members", "desks", "tags", "contacts", "rosters")


def test_a_colleague_whose_last_contact_is_gone_has_an_empty_roster(desk):
    desk.http.lay(members("a"), refusal(84061))

    assert told(pull(desk)) == [("a", ())]


@pytest.mark.parametrize(
    "given",
    [
        refusal(60011),
        refusal(60111),
        refusal(84074),
        refusal(48002),
        refusal(40096),
        answer(),
        answer(external_userid=None),
        answer(external_userid=["wm1", 7]),
        answer(external_userid=["wm1", ""]),
        answer(external_userid=["wm1", "x" * 200]),
        FakeAnswer(b'{"errcode": 0, "errmsg": "ok", "external_userid": ["wm1", "wm'),
    ],
)
def test_what_is_refused_or_unreadable_is_no_roster(desk, given):
    desk.http.lay(members("a", "b"), given, contacts("wm9"))

    try:
        found = told(pull(desk))
    except CallFailed:
        found = [("b", ("wm9",))]  # the page is tried again as a whole

    assert found == [("b", ("wm9",))]


@pytest.mark.parametrize("code", [-1, 45009])
def test_a_list_that_fails_for_the_moment_is_asked_for_again(desk, code):
    desk.http.lay(members("a"), refusal(code))

    with pytest.raises(CallFailed) as caught:
        pull(desk)

    assert not caught.value.permanent


def test_no_more_is_held_than_one_long_list_and_one_page(desk):
    long = [f"wm{number}" for number in range(50_000)]
    desk.http.lay(members("a", "b", "c"), contacts("wm1"), contacts(*long))
    desk.http.lay(members("a", "b", "c"), contacts("wm2"))

    first = pull(desk)
    second = pull(desk, first.cursor)

    assert [len(roster.values) for roster in first.rosters] == [1, 50_000]
    assert (first.cursor, first.more, first.done, first.total) == ("b", True, 2, 3)
    assert (told(second), second.more) == ([("c", ("wm2",))], False)


def test_twenty_colleagues_are_a_page_and_one_who_left_meanwhile_does_no_harm(desk):
    names = [f"m{number:02}" for number in range(25)]
    desk.http.lay(members(*names), *[contacts("wm1") for _ in range(20)])
    desk.http.lay(members(*(name for name in names if name != "m19")), *[contacts("wm1") for _ in range(5)])

    first = pull(desk)
    second = pull(desk, first.cursor)

    assert [roster.member for page in (first, second) for roster in page.rosters] == names


@pytest.mark.slow
def test_a_lost_callback_shows_in_the_roster_of_the_sandbox(play: Stage):
    play.order("crowd", userid="limu", count=3)
    play.order("people/linxiaotang/add_contact", userid="limu")
    play.the_only("add_external_contact")
    (before,) = play.pull("rosters")
    play.order("faults", kind="lose", event="change_external_contact")
    play.order("members/limu/drop_customer", person="linxiaotang")

    until(lambda: any(push["fault"] == "lose" for push in play.look("log?kind=callback")["callbacks"]))
    (after,) = play.pull("rosters")

    lists = [{roster.member: set(roster.values) for roster in page.rosters} for page in (before, after)]
    assert (len(lists[0]["limu"]), len(lists[1]["limu"])) == (4, 3)
    assert lists[0]["limu"] > lists[1]["limu"]
    assert not any(one.kind.endswith("del_external_contact") for one in play.deliveries.values())

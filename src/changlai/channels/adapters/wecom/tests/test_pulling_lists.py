import pytest

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.adapters.wecom.tests.support import VECTORS, needs_vectors
from changlai.channels.contracts import Endpoint, PlatformMember, Pulled
from changlai.channels.errors import CallFailed


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def pull(desk: FakeDesk, key: str, cursor: str = "") -> Pulled:
    assert CHANNEL.puller is not None
    return CHANNEL.puller.pull(desk, key, cursor, {})


def test_service_desks_are_listed_in_hundreds(desk):
    rows = [
        {"open_kfid": f"wk{number}", "name": f"客服{number}", "avatar": "https://a.example/1"} for number in range(100)
    ]
    desk.http.lay(
        answer(account_list=rows), answer(account_list=[{"open_kfid": "wk100", "name": "x"}, {"name": "no id"}])
    )

    first = pull(desk, "desks")
    second = pull(desk, "desks", first.cursor)

    assert first.endpoints[0] == Endpoint("wk0", "wecom_kf", "客服0", "https://a.example/1", stream="kf:wk0")
    assert (len(first.endpoints), first.cursor, first.more) == (100, "100", True)
    assert second == Pulled(endpoints=(Endpoint("wk100", "wecom_kf", "x", stream="kf:wk100"),))
    assert [call.body["offset"] for call in desk.http.calls] == [0, 100]


@pytest.mark.parametrize(
    ("told", "is_all"),
    [({"account_list": [{"open_kfid": "wk1", "name": "x"}]}, True), ({"account_list": []}, True), ({}, False)],
)
def test_a_list_of_service_desks_is_known_to_be_whole(desk, told, is_all):
    desk.http.lay(answer(**told))

    assert pull(desk, "desks").has_all_endpoints == is_all


def test_members_of_a_wholly_visible_company(desk):
    desk.http.lay(
        answer(department=[{"id": 1}, {"id": 2}]),
        answer(userlist=[{"userid": "a", "name": "孟佳", "biz_mail": "a@e.example", "mobile": "138", "thumb_avatar": "https://x/1"}]),
        answer(userlist=[{"userid": "a", "name": "孟佳"}, {"userid": "b", "name": "李牧"}, {"name": "no id"}]),
    )  # fmt: skip

    assert pull(desk, "members") == Pulled(
        members=(PlatformMember("a", "孟佳"), PlatformMember("b", "李牧")), done=2, total=2
    )


def test_members_who_were_made_visible_one_by_one(desk):
    desk.http.lay(
        refusal(60011),
        answer(follow_user=["b", "a", "gone", 7]),
        answer(userid="a", name="孟佳", email="a@e.example", mobile="138", avatar="https://x/1"),
        answer(userid="b", name="李牧"),
        refusal(60111),
    )

    first = pull(desk, "members")
    second = pull(desk, "members", first.cursor)

    assert first == Pulled(cursor="n:", more=True)
    assert second == Pulled(
        members=(
            PlatformMember("a", "孟佳", "https://x/1", "a@e.example", "138"),
            PlatformMember("b", "李牧"),
            PlatformMember("gone", ""),
        ),
        done=3,
        total=3,
    )


def test_departments_we_may_not_see_are_passed_over(desk):
    desk.http.lay(
        answer(department=[{"id": 3}, {"id": 4}]), refusal(60011), answer(userlist=[{"userid": "b", "name": "李牧"}])
    )

    page = pull(desk, "members")

    assert (page.members, page.cursor, page.more) == ((PlatformMember("b", "李牧"),), "n:", True)


def test_many_departments_are_read_in_pages(desk):
    departments = [{"id": number} for number in range(1, 62)]
    desk.http.lay(answer(department=departments), *[answer()] * 50, answer(department=departments), *[answer()] * 11)

    first = pull(desk, "members")
    second = pull(desk, "members", first.cursor)

    assert (first.cursor, first.more, first.done, first.total) == ("d:50", True, 50, 61)
    assert (second.cursor, second.more, second.done) == ("", False, 61)


@pytest.mark.parametrize("key", ["members", "contacts", "desks"])
def test_a_right_that_is_missing_is_told(desk, key):
    desk.http.lay(refusal(48002))

    with pytest.raises(CallFailed, match="48002"):
        pull(desk, key)


@pytest.mark.parametrize(
    ("cursor", "given"),
    [("", [answer(department=[{"id": 1}]), refusal(45009)]), ("n:", [answer(follow_user=["a"]), refusal(45009)])],
)
def test_a_failure_among_members_is_told(desk, cursor, given):
    desk.http.lay(*given)

    with pytest.raises(CallFailed, match="45009"):
        pull(desk, "members", cursor)


def test_an_unknown_stream_is_refused(desk):
    with pytest.raises(CallFailed):
        pull(desk, "nothing")


@needs_vectors
def test_published_lists_are_understood(desk):
    folder = VECTORS / "wecom_api/skit"
    desk.http.lay(
        FakeAnswer((folder / "CgibinKf/Account/CgibinKfAccountListResponse.json").read_bytes()),
        FakeAnswer((folder / "CgibinDepartment/CgibinDepartmentListResponse.json").read_bytes()),
        FakeAnswer((folder / "CgibinUser/CgibinUserListResponse.json").read_bytes()),
        FakeAnswer((folder / "CgibinUser/CgibinUserListResponse.json").read_bytes()),
        FakeAnswer((folder / "CgibinExternalContact/CgibinExternalContactGetFollowUserListResponse.json").read_bytes()),
        FakeAnswer((folder / "CgibinUser/CgibinUserGetResponse.json").read_bytes()),
        FakeAnswer((folder / "CgibinUser/CgibinUserGetResponse.json").read_bytes()),
    )  # fmt: skip

    assert [(one.external_id, one.name) for one in pull(desk, "desks").endpoints] == [
        ("wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q", "咨询客服")
    ]
    (member,) = pull(desk, "members").members
    assert (member.external_id, member.name, member.email, member.phone) == (
        "zhangsan", "李四", "zhangsan@gzdev.com", "13800000000",
    )  # fmt: skip
    assert [one.external_id for one in pull(desk, "members", "n:").members] == ["lissi", "zhangsan"]

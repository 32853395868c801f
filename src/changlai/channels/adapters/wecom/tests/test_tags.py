"""The corp's tags: read as a whole, made, changed, deleted, marked."""

import pytest

from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeDesk, answer, refusal
from changlai.channels.contracts import PlatformTag, PlatformTagGroup
from changlai.channels.errors import CallFailed

GROUP = {
    "group_id": "g1",
    "group_name": "意向",
    "tag": [{"id": "t1", "name": "高"}, {"id": "t2", "name": "低"}, {"id": "t3", "name": "旧", "deleted": True}],
}


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def test_list_is_pulled_whole_in_the_platforms_order(desk):
    desk.http.lay(answer(tag_group=[GROUP]))
    assert CHANNEL.puller is not None

    page = CHANNEL.puller.pull(desk, "tags", "", {})

    assert page.tag_list is not None
    assert page.tag_list.groups == (PlatformTagGroup("g1", "意向", (PlatformTag("t1", "高"), PlatformTag("t2", "低"))),)
    assert (page.more, page.cursor) == (False, "")


def test_tag_is_made_in_its_group(desk):
    desk.http.lay(answer(tag_group={"group_id": "g1", "tag": [{"id": "t9", "name": "中"}]}))
    assert CHANNEL.tags is not None

    assert CHANNEL.tags.create(desk, group_id="g1", group="意向", name="中", place=2) == ("g1", "t9")


def test_tag_that_is_there_already_is_found(desk):
    desk.http.lay(refusal(40071), answer(tag_group=[GROUP]))
    assert CHANNEL.tags is not None

    assert CHANNEL.tags.create(desk, group_id="", group="意向", name="低", place=1) == ("g1", "t2")


def test_deleting_what_is_gone_is_no_failure_and_other_refusals_are(desk):
    desk.http.lay(refusal(40068), refusal(81011))
    assert CHANNEL.tags is not None

    CHANNEL.tags.delete(desk, ["t1"])
    with pytest.raises(CallFailed):
        CHANNEL.tags.delete(desk, ["t2"])


@pytest.mark.parametrize("change", ["create", "update", "delete", "shuffle"])
def test_callback_about_tags_rings_for_the_list(change):
    from changlai.channels.adapters.wecom.webhook import _BELLS  # noqa: PLC0415 - the table is what is tested

    assert [bell.key for bell in _BELLS[f"change_external_tag.{change}"]] == ["tags"]

import json
from datetime import UTC, datetime

import pytest

from changlai.channels.adapters.wecom.tests.support import (
    AT,
    CORPID,
    CUSTOMER,
    SETTINGS,
    VECTORS,
    fixture,
    meaning,
    needs_vectors,
)
from changlai.channels.contracts import Follow, IdentityClaim, Inbound, Profile, Skipped
from changlai.channels.enums import InboundKind

ASKED = b'{"asked_at":1735718400}'
ADDED = datetime(2024, 12, 31, 16, tzinfo=UTC)


def test_the_whole_answer_becomes_one_person_with_all_follows():
    assert meaning("snapshot", fixture("contact_details.json"), ASKED) == Inbound(
        kind=InboundKind.SNAPSHOT,
        identities=(
            IdentityClaim("external_userid", CORPID, CUSTOMER),
            IdentityClaim("unionid", CORPID, "oUnionExample00000000000001"),
        ),
        occurred_at=AT,
        profile=Profile(name="王小明", avatar_url="http://wx.qlogo.cn/x/0", gender="male"),
        follows=(
            Follow(
                "sales01",
                added_at=ADDED,
                remark="王总-华东",
                description="展会",
                state="ch_0001",
                way="qr",
                phones=("13800000000",),
                company="示例公司",
                tags=(("etTag0000000000000000000000000001", "意向", "高"), ("", "我的", "老乡")),
            ),
            Follow("sales02", added_at=datetime(2025, 1, 1, 16, tzinfo=UTC), way="assigned_by_admin"),
        ),
    )


def test_a_row_tells_of_one_follow_only():
    assert meaning("snapshot.batch", fixture("contact_row.json"), ASKED) == Inbound(
        kind=InboundKind.SNAPSHOT,
        identities=(IdentityClaim("external_userid", CORPID, CUSTOMER),),
        occurred_at=AT,
        profile=Profile(name="Lee", gender="female", company="示例科技有限公司", position="采购经理"),
        follow=Follow("sales01", added_at=ADDED, tags=(("etTag1", "", ""), ("etTag2", "", ""))),
    )


def test_remark_phones_identify_nobody():
    inbound = meaning("snapshot", fixture("contact_details.json"), ASKED)

    assert {claim.kind for claim in inbound.identities} == {"external_userid", "unionid"}


def test_unionids_belong_to_the_named_open_platform_account():
    settings = SETTINGS | {"unionid_scope": "hemu"}

    inbound = meaning("snapshot", fixture("contact_details.json"), ASKED, settings)

    assert inbound.identities[1] == IdentityClaim("unionid", "hemu", "oUnionExample00000000000001")


def test_missing_fields_are_not_told():
    person = {"external_contact": {"external_userid": CUSTOMER}, "follow_user": [{"userid": "sales01"}]}

    assert meaning("snapshot", person, ASKED) == Inbound(
        kind=InboundKind.SNAPSHOT,
        identities=(IdentityClaim("external_userid", CORPID, CUSTOMER),),
        occurred_at=AT,
        follows=(Follow("sales01"),),
    )


@pytest.mark.parametrize("nonsense", [None, 7, "x", [], {}, True, 1e300, 10**40, [[[]]]])
def test_fields_of_another_form_are_not_told(nonsense):
    contact = {"external_userid": CUSTOMER}
    contact |= dict.fromkeys(("name", "avatar", "gender", "type", "unionid", "corp_name", "position"), nonsense)
    follow = {"userid": "sales01"}
    follow |= dict.fromkeys(("remark", "createtime", "tags", "tag_id", "remark_mobiles", "add_way", "state"), nonsense)
    payload = json.dumps({"external_contact": contact, "follow_user": [follow, nonsense]}).encode()

    inbound = meaning("snapshot", payload, b'{"asked_at":"never"}')

    assert inbound.identities[0].value == CUSTOMER
    assert [found.member for found in inbound.follows] == ["sales01"]


def test_names_with_unsafe_characters_are_cleaned():
    payload = rb'{"external_contact":{"external_userid":"wm1","name":"a\u0000b\ud800c\u0007d"},"follow_user":[]}'

    assert meaning("snapshot", payload, ASKED).profile.name == "abcd"


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"null", b"\xff", b'{"external_contact":[]}', b"[" * 100_000])
@pytest.mark.parametrize("kind", ["snapshot", "snapshot.batch"])
def test_what_describes_nobody_is_skipped(kind, payload):
    assert meaning(kind, payload, b"\xff") == Skipped("no_customer")


@needs_vectors
def test_the_published_answer_is_understood():
    folder = VECTORS / "wecom_api/skit/CgibinExternalContact"
    inbound = meaning("snapshot", (folder / "CgibinExternalContactGetResponse.json").read_bytes(), ASKED)

    assert inbound.profile == Profile(
        name="李四",
        avatar_url="http://p.qlogo.cn/bizmail/IcsdgagqefergqerhewSdage/0",
        gender="male",
        company="腾讯科技有限公司",
        position="Manager",
    )
    assert [(found.member, found.way, found.state) for found in inbound.follows] == [
        ("rocky", "video_channel", ""),
        ("tommy", "card", "外联二维码1"),
    ]

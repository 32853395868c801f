import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changlai.channels.adapters.webhook.manifest import CHANNEL
from changlai.channels.adapters.webhook.tests.support import AT, SETTINGS, event, fixture
from changlai.channels.contracts import Attachment, Content, Follow, IdentityClaim, Inbound, Profile, Skipped
from changlai.channels.contracts.reach import email, phone
from changlai.channels.enums import ContentKind, InboundKind

KNOWN = IdentityClaim("external_id", "account:9", "user-42")


def meaning(kind: str, payload: bytes, **settings: object) -> object:
    answer = CHANNEL.parser.parse(kind, payload, b"", SETTINGS | settings)
    if isinstance(answer, Skipped):
        return answer
    (inbound,) = answer
    return inbound


def test_a_message_with_everything():
    assert meaning("message.files", fixture("message.json"), unionid_scope="hemu", id_space="shop") == Inbound(
        kind=InboundKind.MESSAGE,
        identities=(
            IdentityClaim("external_id", "shop", "user-42"),
            IdentityClaim("phone", "", "+8613800138000", exclusive=False),
            IdentityClaim("email", "", "XiaoMan@example.com", exclusive=False),
            IdentityClaim("unionid", "hemu", "oUnionExample00000000000001"),
        ),
        occurred_at=AT,
        profile=Profile(name="小满", avatar_url="https://shop.example/avatars/42.png"),
        content=Content(
            text="沙发还有货吗？😀",
            attachments=(
                Attachment("image", media_type="image/png", remote="https://shop.example/files/room%20plan.png"),
            ),
        ),
        platform_id="evt_0001",
        address={"to": "user-42"},
    )


def test_what_identifies_nobody_is_told_with_its_reason():
    person = {"id": "user-42", "phone": "400-800-8000", "email": "nobody", "unionid": "oU"}

    inbound = meaning("message", event(**{"from": person}))

    assert isinstance(inbound, Inbound)
    assert inbound.identities == (KNOWN,)
    assert inbound.content == Content(
        text="hi",
        raw={"dropped": {"phone": "not_personal", "email": "not_an_address", "unionid": "no_open_platform_account"}},
    )


def test_a_follow():
    events = json.loads(fixture("batch.json"))["events"]

    assert meaning("follow", json.dumps(events[0]).encode()) == Inbound(
        kind=InboundKind.FOLLOW_ADDED,
        identities=(KNOWN,),
        occurred_at=AT,
        follow=Follow("limu", added_at=AT, state="ch_0001"),
        platform_id="evt_0002",
        address={"to": "user-42"},
    )


def test_other_types_are_kept_only():
    assert meaning("page.view", event(type="page.view")) == Skipped("unknown_event")


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("image/png", ContentKind.IMAGE),
        ("audio/mpeg", ContentKind.VOICE),
        ("video/mp4", ContentKind.VIDEO),
        ("application/pdf", ContentKind.FILE),
        ("", ContentKind.FILE),
    ],
)
def test_a_file_alone_is_the_message(media_type, kind):
    file = {"url": "https://x.example/1", "name": "f", "media_type": media_type}

    inbound = meaning("message", event(text=None, attachments=[file]))

    assert isinstance(inbound, Inbound)
    assert inbound.content == Content(
        kind,
        attachments=(Attachment(kind.value, name="f", media_type=media_type, remote="https://x.example/1"),),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("138 0013 8000", ("+8613800138000", "")),
        ("+86 138-0013-8000", ("+8613800138000", "")),
        ("+1 650 253 0000", ("+16502530000", "")),
        ("010-6552 9988", ("", "not_personal")),
        ("13800138000,12", ("", "not_a_number")),
        ("95588", ("", "not_a_number")),
        ("hello", ("", "not_a_number")),
        ("1" * 200, ("", "not_a_number")),
    ],
)
def test_only_personal_numbers_identify(text, expected):
    assert phone(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" A.b+c@Mail.Example.COM ", "A.b+c@mail.example.com"),
        ("a@b", ""),
        ("a b@c.de", ""),
        ("a@b@c.de", ""),
        ("小@c.de", ""),
        ("", ""),
    ],
)
def test_only_addresses_identify(text, expected):
    assert email(text) == expected


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_not(text):
    number, reason = phone(text)
    assert bool(number) != bool(reason)
    assert number == "" or number.startswith("+")


@given(st.sampled_from(["message", "follow", "x"]), st.binary(max_size=200))
def test_any_bytes_are_skipped(kind, payload):
    assert isinstance(meaning(kind, payload), Skipped)

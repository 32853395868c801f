"""The adapter against the sandbox, over real HTTP: encrypted callbacks, tokens, cursors, refusals."""

import base64
from pathlib import Path
from typing import Any

import pytest

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.permissions import PERMISSIONS
from changlai.channels.adapters.wecom.tests.stage import LiveDesk, Stage
from changlai.channels.contracts import Attachment, Content, FileContent, Inbound, Outgoing, Sent
from changlai.channels.enums import ContentKind, InboundKind
from changlai.channels.errors import CallFailed
from tests.support.patience import until

pytestmark = pytest.mark.slow


def send(play: Stage, to: Inbound, content: Content, key: str = "key-1") -> Sent:
    assert CHANNEL.sender is not None
    return CHANNEL.sender.send(play.desk, Outgoing(key, to.address, content))


def written(play: Stage, **message: object) -> Inbound:
    """小满 writes to the service desk; the bell rings, the message is pulled."""
    play.order("people/xiaoman/message", **message)
    until(lambda: play.bells)
    bell = play.bells.pop()
    play.bells.clear()
    deliveries = [one for page in play.pull(bell.key, **bell.hint) for one in page.deliveries]
    return play.inbound([one for one in deliveries if not one.kind.startswith("kf.event")][-1])


def test_the_address_is_verified(play: Stage):
    assert play.order("verify_url")["ok"]


def test_every_permission_is_there(play: Stage):
    for permission in PERMISSIONS:
        permission.test(play.desk)


def test_a_wrong_secret_is_told_in_words(play: Stage):
    desk = LiveDesk(play.desk.base_url, secret="wrong-secret-0123456789")

    with pytest.raises(CallFailed) as caught:
        PERMISSIONS[0].test(desk)

    assert (caught.value.sentence, caught.value.permanent) == (say.SECRET, True)


def test_colleagues_and_service_desks_are_found(play: Stage):
    (members,) = play.pull("members")
    (desks,) = play.pull("desks")

    found = {one.external_id: one.name for one in members.members}
    assert len(found) == 13
    assert {userid: found[userid] for userid in ("mengjia", "limu", "tangyue", "chengyinuo")} == {
        "mengjia": "孟佳",
        "limu": "李牧",
        "tangyue": "唐悦",
        "chengyinuo": "程一诺",
    }
    assert [(one.name, one.product, one.stream) for one in desks.endpoints] == [
        ("禾木家居客服", "wecom_kf", f"kf:{desks.endpoints[0].external_id}")
    ]


def test_a_stranger_writes_and_is_answered(play: Stage):
    inbound = written(play, text="你好 😀")

    assert (inbound.kind, inbound.content) == (InboundKind.MESSAGE, Content(text="你好 😀"))
    assert inbound.profile.name == "小满"
    assert {claim.kind for claim in inbound.identities} == {"external_userid", "unionid"}

    sent = send(play, inbound, Content(text="您好，沙发有货"))

    assert sent == Sent(platform_id="key-1", final=False)
    assert shown(play, inbound) == ("text", {"content": "您好，沙发有货"})


def shown(play: Stage, inbound: Inbound) -> tuple[str, dict[str, Any]]:
    """Type and body of the last line on 小满's phone."""
    line = play.look(f"people/xiaoman/chat/{inbound.endpoint}")["lines"][-1]
    return line["msgtype"], line["body"]


@pytest.mark.parametrize("kind", [ContentKind.IMAGE, ContentKind.FILE])
def test_files_go_both_ways(play: Stage, kind: ContentKind):
    picture = Path(__file__).parents[1].joinpath("link.png").read_bytes()
    sent_by_customer = {"filename": "样品.png", "data": base64.b64encode(picture).decode()}
    inbound = written(play, **{kind.value: sent_by_customer})
    assert inbound.content is not None
    (attachment,) = inbound.content.attachments

    assert CHANNEL.fetch_media is not None
    fetched = CHANNEL.fetch_media(play.desk, attachment)

    assert (fetched.data, fetched.media_type) == (picture, "image/png")

    play.desk.files[7] = FileContent("报价 单.png", "image/png", picture)
    send(play, inbound, Content(kind, attachments=(Attachment(kind.value, file_id=7),)))

    assert shown(play, inbound)[0] == kind.value


def test_a_link_is_sent(play: Stage):
    inbound = written(play, text="有资料吗")

    send(play, inbound, Content(ContentKind.LINK, title="资料", text="下载", url="https://e.example/1"))

    msgtype, body = shown(play, inbound)
    assert (msgtype, body["title"], body["url"]) == ("link", "资料", "https://e.example/1")


def test_the_sixth_message_is_refused_with_the_reason(play: Stage):
    inbound = written(play, text="在吗")
    for number in range(5):
        send(play, inbound, Content(text=f"{number}"), key=f"key-{number}")

    with pytest.raises(CallFailed) as caught:
        send(play, inbound, Content(text="6"), key="key-6")

    assert (caught.value.sentence, caught.value.permanent) == (say.FIVE_MESSAGES, True)


def test_a_message_that_fails_later_is_told(play: Stage):
    inbound = written(play, text="在吗")
    play.order("faults", kind="send_fail", code=4, seconds=0)
    send(play, inbound, Content(text="在"), key="key-late")
    until(lambda: play.bells)

    deliveries = [one for page in play.pull(f"kf:{inbound.endpoint}") for one in page.deliveries]
    (failed,) = [one for one in deliveries if one.kind == "kf.event.msg_send_fail"]

    told = play.inbound(failed)
    assert (told.kind, told.platform_id, told.reason) == (InboundKind.SEND_FAILED, "key-late", say.WINDOW)


def test_an_answer_that_is_cut_off_leaves_the_message_uncertain(play: Stage):
    inbound = written(play, text="在吗")
    play.order("faults", kind="drop", api="kf/send_msg")

    with pytest.raises(CallFailed) as caught:
        send(play, inbound, Content(text="在"))

    assert (caught.value.uncertain, caught.value.permanent) == (True, False)
    assert shown(play, inbound) == ("text", {"content": "在"})


def test_a_token_that_dies_early_costs_one_more_call(play: Stage):
    inbound = written(play, text="在吗")
    play.order("faults", kind="token_dies", code=42001)

    send(play, inbound, Content(text="在"))

    assert shown(play, inbound) == ("text", {"content": "在"})


def test_too_often_is_obeyed(play: Stage):
    play.order("faults", kind="errcode", code=45009, api="kf/account/list")

    with pytest.raises(CallFailed) as caught:
        play.pull("desks")

    assert (caught.value.permanent, caught.value.wait) == (False, 60.0)
    assert play.desk.blocked == [("kf/account/list", 60.0)]


def test_an_empty_page_is_not_the_end(play: Stage):
    play.order("people/xiaoman/message", text="在吗")
    until(lambda: play.bells)
    play.order("faults", kind="sync_empty_page")

    pages = play.pull(play.bells[-1].key, **play.bells[-1].hint)

    assert [len([one for one in page.deliveries if one.kind == "kf.text"]) for page in pages] == [0, 1]

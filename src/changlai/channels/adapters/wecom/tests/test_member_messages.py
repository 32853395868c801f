import pytest

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeDesk, answer, refusal
from changlai.channels.contracts.member_messages import MemberNote
from changlai.channels.errors import CallFailed

NOTE = MemberNote(
    title="林小棠转给了你", text="云栖床垫", url="https://crm.example/o/hemu/notices/7/", button="打开会话记录"
)


def tell(desk: FakeDesk, note: MemberNote = NOTE) -> None:
    assert CHANNEL.member_messages is not None
    CHANNEL.member_messages.tell(desk, "limu", note)


def test_note_with_an_address_is_a_card_that_leads_there():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="m1", invaliduser=""))

    tell(desk)

    (call,) = desk.http.calls
    assert call.api == "message/send"
    assert call.body == {
        "touser": "limu",
        "agentid": int(desk.settings["agentid"]),
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
        "msgtype": "textcard",
        "textcard": {
            "title": NOTE.title,
            "description": NOTE.text,
            "url": NOTE.url,
            "btntxt": "打开会话",
        },
    }


def test_note_without_an_address_is_a_text_that_fits():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="m1"))

    tell(desk, MemberNote(title="备份完成", text="字" * 3000))

    body = desk.http.calls[0].body
    assert (body["msgtype"], len(body["text"]["content"].encode())) == ("text", 2047)


def test_colleague_whom_the_app_does_not_reach_is_refused_for_good():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="m1", invaliduser="limu"), refusal(81013))

    for _try in range(2):
        with pytest.raises(CallFailed) as caught:
            tell(desk)
        assert (caught.value.permanent, caught.value.sentence) == (True, say.NOBODY)

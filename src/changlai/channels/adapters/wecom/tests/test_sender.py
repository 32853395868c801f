import pytest

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.contracts import Attachment, Choice, Content, FileContent, Outgoing, Sent
from changlai.channels.enums import ContentKind
from changlai.channels.errors import CallFailed
from changlai.kernel.http import Unreachable

ADDRESS = {"open_kfid": "wk1", "touser": "wm1"}
HEAD = {"touser": "wm1", "open_kfid": "wk1", "msgid": "key_1"}


def send(desk: FakeDesk, content: Content) -> Sent:
    assert CHANNEL.sender is not None
    return CHANNEL.sender.send(desk, Outgoing("key_1", ADDRESS, content))


def test_text_goes_out_under_our_key():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="key_1"))

    sent = send(desk, Content(text="您好\n沙发有货"))

    assert sent == Sent(platform_id="key_1", final=False)
    assert desk.http.calls[0].api == "kf/send_msg"
    assert desk.http.calls[0].body == HEAD | {"msgtype": "text", "text": {"content": "您好\n沙发有货"}}


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (ContentKind.IMAGE, FileContent("p.png", "image/png", b"p" * 10)),
        (ContentKind.VOICE, FileContent("v.amr", "audio/amr", b"v" * 10)),
        (ContentKind.VIDEO, FileContent("v.mp4", "video/mp4", b"v" * 10)),
        (ContentKind.FILE, FileContent("报价单.pdf", "application/pdf", b"f" * 10)),
    ],
)
def test_files_are_uploaded_first(kind, file):
    desk = FakeDesk()
    desk.files[7] = file
    desk.http.lay(answer(media_id="MEDIA"), answer(msgid="key_1"))

    send(desk, Content(kind, attachments=(Attachment(kind.value, file_id=7),)))

    upload, message = desk.http.calls
    assert (upload.api, upload.query) == ("media/upload", {"type": kind.value})
    assert upload.body == {"media": (file.name, file.data, file.media_type)}
    assert message.body == HEAD | {"msgtype": kind.value, kind.value: {"media_id": "MEDIA"}}


def test_a_link_gets_a_picture():
    desk = FakeDesk()
    desk.http.lay(answer(media_id="THUMB"), answer(msgid="key_1"))

    send(desk, Content(ContentKind.LINK, title="题" * 100, text="说明", url="https://e.example/1"))

    assert desk.http.calls[0].body["media"][1].startswith(b"\x89PNG")
    assert desk.http.calls[1].body["link"] == {
        "title": "题" * 42,
        "desc": "说明",
        "url": "https://e.example/1",
        "thumb_media_id": "THUMB",
    }


def test_a_link_with_a_picture_of_its_own():
    desk = FakeDesk()
    desk.files[7] = FileContent("p.jpg", "image/jpeg", b"p" * 10)
    desk.http.lay(answer(media_id="THUMB"), answer(msgid="key_1"))

    send(
        desk,
        Content(ContentKind.LINK, url="https://e.example/1", attachments=(Attachment("image", file_id=7),)),
    )

    assert desk.http.calls[0].body["media"][0] == "p.jpg"
    assert desk.http.calls[1].body["link"]["title"] == "https://e.example/1"


def test_a_menu_to_tap():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="key_1"))
    lines = (Choice("rate-7-5", "★★★★★ 非常满意"), Choice("x" * 80, "满" * 60))

    send(desk, Content(ContentKind.MENU, text="您满意吗？", choices=lines))

    assert desk.http.calls[0].body["msgtype"] == "msgmenu"
    assert desk.http.calls[0].body["msgmenu"] == {
        "head_content": "您满意吗？",
        "list": [
            {"type": "click", "click": {"id": "rate-7-5", "content": "★★★★★ 非常满意"}},
            {"type": "click", "click": {"id": "x" * 64, "content": "满" * 42}},
        ],
    }


BIG = 2 * 1024 * 1024 + 1


@pytest.mark.parametrize(
    ("content", "file", "sentence"),
    [
        (Content(text="  \n"), None, say.EMPTY),
        (Content(text="字" * 683), None, say.TOO_LONG),
        (Content(ContentKind.LOCATION), None, say.NO_SUCH_KIND),
        (Content(ContentKind.IMAGE), None, say.EMPTY),
        (Content(ContentKind.FILE, attachments=(Attachment("file"),) * 2), None, say.ONE_FILE),
        (Content(ContentKind.IMAGE), FileContent("p.gif", "image/gif", b"p" * 10), say.FILE_TYPE),
        (Content(ContentKind.VOICE), FileContent("v.mp3", "audio/mpeg", b"p" * 10), say.FILE_TYPE),
        (Content(ContentKind.IMAGE), FileContent("p.png", "image/png", b"p" * BIG), say.FILE_SIZE),
        (Content(ContentKind.FILE), FileContent("f.txt", "text/plain", b"tiny!"), say.FILE_SIZE),
    ],
)
def test_what_wecom_would_refuse_never_leaves(content, file, sentence):
    desk = FakeDesk()
    if file:
        desk.files[7] = file
        content = Content(content.kind, attachments=(Attachment(content.kind.value, file_id=7),))

    with pytest.raises(CallFailed) as caught:
        send(desk, content)

    assert (caught.value.sentence, caught.value.permanent) == (sentence, True)
    assert desk.http.calls == []


def test_the_longest_text_goes_out():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="key_1"))

    send(desk, Content(text="字" * 682 + "ab"))

    assert len(desk.http.calls) == 1


def test_a_lost_answer_of_an_upload_is_not_uncertain_but_one_of_a_message_is():
    lost = Unreachable("https://wecom.example", "timeout", uncertain=True)
    content = Content(ContentKind.FILE, attachments=(Attachment("file", file_id=7),))
    for answers, uncertain in (([lost], False), ([answer(media_id="M"), lost], True)):
        desk = FakeDesk()
        desk.files[7] = FileContent("f.txt", "text/plain", b"f" * 10)
        desk.http.lay(*answers)

        with pytest.raises(CallFailed) as caught:
            send(desk, content)

        assert (caught.value.uncertain, caught.value.permanent) == (uncertain, False)


def fetch(desk: FakeDesk, name: str = "") -> FileContent:
    assert CHANNEL.fetch_media is not None
    return CHANNEL.fetch_media(desk, Attachment("file", name=name, remote="MEDIA"))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="MEDIA.jpg"', "MEDIA.jpg"),
        ('attachment; filename="报价单.jpg"'.encode().decode("latin-1"), "报价单.jpg"),
        ("attachment; filename=%E6%8A%A5.jpg", "报.jpg"),
        ("attachment; filename*=utf-8''%E6%8A%A5.jpg", "报.jpg"),
        ("attachment", ""),
    ],
)
def test_a_customers_file_is_fetched_with_its_name(disposition, name):
    desk = FakeDesk()
    headers = {"content-type": "image/jpeg; x=1", "content-disposition": disposition}
    desk.http.lay(FakeAnswer(b"\xff\xd8bytes", headers=headers))

    assert fetch(desk) == FileContent(name, "image/jpeg", b"\xff\xd8bytes")
    assert desk.http.calls[0].query == {"media_id": "MEDIA"}


def test_a_file_that_is_json_is_a_file():
    desk = FakeDesk()
    headers = {"content-type": "application/json", "content-disposition": 'attachment; filename="a.json"'}
    desk.http.lay(FakeAnswer(b'[{"errcode": 1}]', headers=headers))

    assert fetch(desk).data == b'[{"errcode": 1}]'


@pytest.mark.parametrize(("code", "sentence"), [(40007, say.FILE_GONE), (830002, say.FILE_SIZE)])
def test_a_file_that_is_gone_is_told(code, sentence):
    desk = FakeDesk()
    desk.http.lay(refusal(code))

    with pytest.raises(CallFailed) as caught:
        fetch(desk)

    assert (caught.value.sentence, caught.value.permanent) == (sentence, True)

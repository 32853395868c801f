import pytest

from sandbox.pictures import sample

SEND = "externalcontact/send_welcome_msg"


@pytest.fixture
def code(sandbox, demo, company):
    """The welcome code of 小满, who has just added 李牧."""
    sandbox.order("people/xiaoman/add_contact", userid="limu", state="store-01")
    return company.events(1)[0]["WelcomeCode"]


def test_welcome_and_its_attachments_reach_the_phone_as_lines(sandbox, code):
    media_id = sandbox.client().media.upload("image", ("sample.png", sample()))["media_id"]
    link = {"title": "资料", "picurl": "https://e.example/p.png", "desc": "下载", "url": "https://e.example/r/1"}
    attachments = [{"msgtype": "link", "link": link}, {"msgtype": "image", "image": {"media_id": media_id}}]

    body = {"welcome_code": code, "text": {"content": "您好"}, "attachments": attachments}

    assert sandbox.code(SEND, body) == 0
    assert sandbox.chat("limu") == [
        ("system", "added", {}),
        ("them", "text", {"content": "您好"}),
        ("them", "link", link),
        ("them", "image", {"media_id": media_id}),
    ]


def test_welcome_code_works_once(sandbox, code):
    body = {"welcome_code": code, "text": {"content": "您好"}}

    assert [sandbox.code(SEND, body) for _ in range(2)] == [0, 41051]
    assert len(sandbox.chat("limu")) == 2


def test_welcome_code_dies_after_twenty_seconds(sandbox, code):
    sandbox.order("clock", advance=21)

    assert sandbox.code(SEND, {"welcome_code": code, "text": {"content": "您好"}}) == 41050
    assert len(sandbox.chat("limu")) == 1


def test_welcome_is_refused_when_the_person_has_written(sandbox, code):
    sandbox.post("/phone/api/text", person="xiaoman", peer="limu", text="在吗")

    assert sandbox.code(SEND, {"welcome_code": code, "text": {"content": "您好"}}) == 41051


@pytest.mark.parametrize(
    ("body", "code_wanted"),
    [
        ({}, 40063),
        ({"text": {"content": "好" * 1334}}, 45002),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t", "url": "u"}}] * 10}, 41064),
        ({"attachments": [{"msgtype": "voice", "voice": {}}]}, 41065),
        ({"attachments": [{"msgtype": "image", "image": {"media_id": "none"}}]}, 40007),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t"}}]}, 40063),
    ],
)
def test_bad_welcome_is_refused_and_leaves_the_code(sandbox, code, body, code_wanted):
    assert sandbox.code(SEND, {"welcome_code": code} | body) == code_wanted
    assert sandbox.code(SEND, {"welcome_code": code, "text": {"content": "您好"}}) == 0


def test_unknown_code_is_refused(sandbox, demo):
    assert sandbox.code(SEND, {"welcome_code": "wc-none", "text": {"content": "您好"}}) == 41050


def test_member_with_a_welcome_of_his_own_gives_no_code(sandbox, demo, company):
    sandbox.order("members", userid="limu", own_welcome=True)
    sandbox.order("people/xiaoman/add_contact", userid="limu")

    [event] = company.events(1)

    assert event["ChangeType"] == "add_external_contact"
    assert "WelcomeCode" not in event
    assert "State" not in event

import pytest

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom.forms import WecomForm
from changlai.channels.adapters.wecom.manifest import CHANNEL
from changlai.channels.adapters.wecom.tests.fake import FakeAnswer, FakeDesk, answer, refusal
from changlai.channels.adapters.wecom.tests.support import SETTINGS
from changlai.channels.adapters.wecom.welcome import NAME_SECONDS, TIME_TO_ASK
from changlai.channels.adapters.wecom.welcome_text import fill, unknown_placeholders
from changlai.channels.contracts import UrgentTask
from changlai.channels.errors import CallFailed
from changlai.kernel.http import Unreachable

CONTACT = UrgentTask("welcome", {"welcome_code": "wc", "member": "sales01", "external_userid": "wm1"}, 20.0)
KNOWN = UrgentTask("welcome", CONTACT.body | {"customer_name": "小满"}, 20.0)  # nothing is asked first
LOST = Unreachable("https://wecom.example", "timeout", uncertain=True)
VISITOR = UrgentTask("desk_welcome", {"welcome_code": "kwc", "msgid": "welcome_1"}, 20.0)


def run(desk: FakeDesk, task: UrgentTask = CONTACT) -> str:
    assert CHANNEL.urgent is not None
    return CHANNEL.urgent(desk, task)


def named(name: str) -> FakeAnswer:
    return answer(external_contact={"external_userid": "wm1", "name": name})


def test_a_text_without_the_customers_name_is_sent_without_asking_anything_first():
    desk = FakeDesk(welcome_text="您好，我是{member|小禾}")
    desk.http.lay(answer())

    assert run(desk) == "sent"
    (call,) = desk.http.calls
    assert call.api == "externalcontact/send_welcome_msg"
    assert call.body == {"welcome_code": "wc", "text": {"content": "您好，我是小禾"}}


def test_known_names_are_put_in():
    desk = FakeDesk()
    desk.http.lay(answer())

    run(desk, UrgentTask("welcome", KNOWN.body | {"member_name": "孟佳"}, 20.0))

    assert desk.http.calls[0].body["text"] == {"content": "小满好，我是孟佳"}


def test_a_customers_name_is_asked_for_in_a_few_seconds_when_the_text_has_it():
    desk = FakeDesk()
    desk.http.lay(named("小满"), answer())

    assert run(desk) == "sent"
    assert [call.api for call in desk.http.calls] == ["externalcontact/get", "externalcontact/send_welcome_msg"]
    assert desk.http.calls[0].query == {"external_userid": "wm1"}
    assert desk.http.calls[1].body["text"] == {"content": "小满好，我是小禾"}
    assert desk.hurries == [NAME_SECONDS]
    assert NAME_SECONDS < 5


@pytest.mark.parametrize(
    "said", [refusal(84061), LOST, answer(), named("")], ids=["refused", "silent", "none", "empty"]
)
def test_a_name_that_does_not_come_does_not_keep_the_welcome(said):
    desk = FakeDesk()
    desk.http.lay(said, answer())

    assert run(desk) == "sent"
    assert desk.http.calls[1].body["text"] == {"content": "您好，我是小禾"}


def test_a_name_is_not_asked_for_when_time_is_short():
    desk = FakeDesk()
    desk.http.lay(answer())

    assert run(desk, UrgentTask("welcome", CONTACT.body, TIME_TO_ASK - 0.1)) == "sent"
    assert [call.api for call in desk.http.calls] == ["externalcontact/send_welcome_msg"]


def test_a_visitor_of_the_service_desk_is_welcomed():
    desk = FakeDesk()
    desk.http.lay(answer(msgid="welcome_1"))

    assert run(desk, VISITOR) == "sent"
    assert desk.http.calls[0].api == "kf/send_msg_on_event"
    assert desk.http.calls[0].body == {
        "code": "kwc",
        "msgid": "welcome_1",
        "msgtype": "text",
        "text": {"content": "欢迎光临"},
    }


@pytest.mark.parametrize("task", [CONTACT, VISITOR])
def test_a_text_taken_away_meanwhile_is_not_sent(task):
    desk = FakeDesk(welcome_text="", kf_welcome_text="")

    assert run(desk, task) == "no_text"
    assert desk.http.calls == []


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([refusal(41051)], "sent_by_other"),
        ([refusal(41096), answer()], "sent"),
        ([refusal(41096), refusal(41051)], "sent_by_other"),
        ([refusal(41096), refusal(41096)], "sent_by_other"),
    ],
)
def test_another_app_may_be_quicker(answers, outcome):
    desk = FakeDesk()
    desk.http.lay(*answers)

    assert run(desk, KNOWN) == outcome
    assert len(desk.http.calls) == len(answers)


@pytest.mark.parametrize(
    ("code", "sentence"), [(41050, say.WELCOME_LATE), (41053, say.WELCOME_ARCHIVE), (42003, say.WELCOME_LATE)]
)
def test_what_cannot_be_welcomed_is_told(code, sentence):
    desk = FakeDesk()
    desk.http.lay(refusal(code))

    with pytest.raises(CallFailed) as caught:
        run(desk, KNOWN)

    assert (caught.value.sentence, caught.value.permanent) == (sentence, True)


def test_a_code_used_before_a_crash_counts_as_sent():
    desk = FakeDesk()
    desk.http.lay(refusal(42022))

    assert run(desk, VISITOR) == "sent_by_other"


@pytest.mark.parametrize("second", [answer(), refusal(41051)], ids=["had not arrived", "had arrived"])
def test_after_a_lost_answer_the_code_tells_whether_the_first_try_arrived(second):
    desk = FakeDesk()
    desk.http.lay(LOST, second)

    assert run(desk, KNOWN) == "sent"
    assert len(desk.http.calls) == 2


def test_two_lost_answers_are_uncertain():
    desk = FakeDesk()
    desk.http.lay(LOST, LOST)

    with pytest.raises(CallFailed) as caught:
        run(desk, KNOWN)

    assert caught.value.uncertain


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{customer|friend}, hello", "{member|us}, hello"),
        ("{客户|朋友}你好", "{member|us}你好"),
        ("{ member | us }", "us"),
        ("{成员|我们}", "我们"),
        ("{other|x} {customer} {} {{customer|y}}", "{other|x} {customer} {} {{member|us}}"),
        ("no names", "no names"),
    ],
)
def test_names_are_put_in_once_and_not_looked_at_again(template, text):
    assert fill(template, {"customer": "{member|us}", "member": ""}) == text


def test_placeholders_that_would_be_sent_as_they_stand_are_found():
    assert unknown_placeholders("{customer|x} {nickname} {member} {member|} {客户|朋友}") == [
        "{nickname}",
        "{member}",
        "{member|}",
    ]


GOOD = {
    "corpid": SETTINGS["corpid"],
    "agentid": "1000002",
    "secret": SETTINGS["secret"],
    "token": SETTINGS["token"],
    "encoding_aes_key": SETTINGS["encoding_aes_key"],
}


def test_good_settings_are_taken_without_stray_spaces():
    form = WecomForm({name: f" {value} " for name, value in GOOD.items()} | {"welcome_text": " {customer|您}好 "})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == GOOD | {
        "kf_secret": "",
        "unionid_scope": "",
        "welcome_text": "{customer|您}好",
        "kf_welcome_text": "",
    }


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("corpid", "1000000000000001", "invalid"),
        ("corpid", "ww10000000000000é", "invalid"),
        ("corpid", "", "required"),
        ("agentid", "１０００００２", "invalid"),
        ("secret", "short", "invalid"),
        ("secret", "has spaces in the middle of it", "invalid"),
        ("kf_secret", "short", "invalid"),
        ("token", "with-hyphen", "invalid"),
        ("token", "a" * 33, "invalid"),
        ("encoding_aes_key", "a" * 42, "invalid"),
        ("encoding_aes_key", "a" * 42 + "=", "invalid"),
        ("welcome_text", "字" * 1334, "too_long"),
        ("welcome_text", "{name} hello", "placeholder"),
        ("kf_welcome_text", "字" * 683, "too_long"),
        ("unionid_scope", "a" * 65, "max_length"),
    ],
)
def test_wrong_settings_say_what_why_and_what_to_do(field, value, code):
    form = WecomForm(GOOD | {field: value})

    assert {name: [error["code"] for error in errors] for name, errors in form.errors.get_json_data().items()} == {
        field: [code]
    }


def test_the_channel_names_its_form():
    assert CHANNEL.form() is WecomForm


def test_secrets_are_named_as_such():
    assert set(WecomForm.base_fields) >= CHANNEL.secret_fields
    assert CHANNEL.secret_fields == {"secret", "kf_secret", "token", "encoding_aes_key"}

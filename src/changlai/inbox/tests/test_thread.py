"""One conversation on screen: reading, answering, and being told why not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changlai.channels.contracts import Attachment, Content
from changlai.channels.enums import ContentKind
from changlai.channels.models import Outbox
from changlai.compliance.models import RefusedSend
from changlai.customers.enums import InteractionKind
from changlai.inbox.enums import MessageState
from changlai.inbox.models import Message
from changlai.inbox.tests.desk import entries_of, fresh, hire_with, sit_down, texts_in, write
from changlai.kernel.tenancy import scope
from tests.support.house import hire, later

LIMIT = 20_000  # bytes of a text on the custom channel


def sent(firm) -> list[str]:
    with scope(firm.id):
        return [row.content["text"] for row in Outbox.objects.order_by("id")]


def refusals(firm) -> list[tuple[str, str]]:
    with scope(firm.id):
        return [(row.rule, row.member.name) for row in RefusedSend.objects.select_related("member")]


def set_state(conversation, state, **fields):
    """Put the last answer where the platform left it."""
    with scope(conversation.organisation_id):
        message = Message.objects.filter(conversation=conversation, author="member").latest("id")
        Message.objects.filter(pk=message.pk).update(state=state, **fields)
        Outbox.objects.update(state=state)
        return message.pk


def test_an_answer_is_queued_shown_and_takes_the_conversation(desk, firm):
    conversation = write(firm, "Lin", "你好", "在吗")

    response = desk.post("replies", {"text": "在的"}, conversation_id=conversation.pk)

    now = fresh(conversation)
    assert response.headers["Location"] == desk.url("conversation", conversation_id=conversation.pk)
    assert texts_in(conversation) == ["你好", "在吗", "在的"]
    assert sent(firm) == ["在的"]
    assert (now.assignee_id, now.waiting_since, now.unread_count, now.preview) == (firm.admin.pk, None, 0, "在的")


def test_a_script_gets_the_thread_and_the_window_instead_of_a_page(desk, firm):
    conversation = write(firm, "Lin", "hi")

    response = desk.post("replies", {"text": "hello"}, htmx=True, conversation_id=conversation.pk)

    body = response.content.decode()
    assert response.status_code == 200
    assert [body.count(f'data-piece="{name}"') for name in ("entries", "window", "pill", "head")] == [1, 1, 1, 1]
    assert len(entries_of(response)) == 2
    assert "<html" not in body


@pytest.mark.parametrize("htmx", [True, False])
def test_what_the_gate_refuses_is_recorded_and_the_text_stays(desk, firm, htmx):
    conversation = write(firm, "Lin", "hi")
    text = "字" * (LIMIT // 3 + 1)

    response = desk.post("replies", {"text": text}, htmx=htmx, conversation_id=conversation.pk)

    body = response.content.decode()
    assert response.status_code == 422
    assert "Custom channel takes 20000" in body
    assert htmx or f">{text}</textarea>" in body
    assert refusals(firm) == [("text_too_long", "孟佳")]
    assert (texts_in(conversation), sent(firm)) == (["hi"], [])
    assert fresh(conversation).waiting_since == conversation.waiting_since


def test_a_channel_that_is_off_shuts_the_composer_and_says_why(desk, firm):
    conversation = write(firm, "Lin", "hi")
    with scope(firm.id):
        firm.account.is_active = False
        firm.account.save(update_fields=["is_active"])

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert "This channel account is switched off" in body
    assert "data-shut" in body
    assert 'class="cl-comp is-shut"' in body


def test_nothing_to_send_is_said_and_not_recorded_as_a_refusal_to_send(desk, firm):
    conversation = write(firm, "Lin", "hi")

    response = desk.post("replies", {"text": " \n "}, htmx=True, conversation_id=conversation.pk)

    assert response.status_code == 422
    assert "The message is empty" in response.content.decode()
    assert refusals(firm) == []


def test_readers_read_and_do_not_answer(firm):
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, hire(firm, "Reader", "viewer"))

    page = desk.get("conversation", conversation_id=conversation.pk)
    answer = desk.post("replies", {"text": "x"}, conversation_id=conversation.pk)

    assert 'id="composer"' not in page.content.decode()
    assert "answering it takes a permission you do not have" in page.content.decode()
    assert answer.status_code == 403
    assert texts_in(conversation) == ["hi"]


def test_seeing_everything_is_not_answering_everything(firm):
    member = hire_with(firm, inbox_view="all", inbox_reply="own")
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, member)

    page = desk.get("conversation", conversation_id=conversation.pk)
    answer = desk.post("replies", {"text": "x"}, conversation_id=conversation.pk)

    assert 'id="composer"' not in page.content.decode()
    assert answer.status_code == 403
    assert "your permission covers other conversations only" in answer.content.decode()
    assert texts_in(conversation) == ["hi"]


def test_reading_marks_read_for_those_who_may_answer_only(desk, firm):
    conversation = write(firm, "Lin", "a", "b")

    sit_down(firm, hire(firm, "Reader", "viewer")).post("reading", conversation_id=conversation.pk)
    assert fresh(conversation).unread_count == 2
    assert desk.post("reading", conversation_id=conversation.pk).status_code == 204
    assert fresh(conversation).unread_count == 0


def test_a_failed_message_says_why_and_is_sent_again_on_demand(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("replies", {"text": "hello"}, conversation_id=conversation.pk)
    message_id = set_state(conversation, MessageState.FAILED, reason="the line was busy", can_retry=True)

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    again = desk.post("attempts", htmx=True, message_id=message_id)
    twice = desk.post("attempts", htmx=True, message_id=message_id)

    assert "Not sent: the line was busy" in body
    assert ">Send again<" in body.replace("</svg>", ">")
    assert again.status_code == 200
    assert "Sending" in again.content.decode()
    assert twice.status_code == 409


def test_an_unknown_message_asks_before_it_is_sent_again(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("replies", {"text": "hello"}, conversation_id=conversation.pk)
    set_state(conversation, MessageState.UNKNOWN, can_retry=True)

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert "It may have arrived." in body
    assert 'data-confirm="It may have arrived already. Send it again?"' in body


def test_answering_a_closed_conversation_beside_a_newer_open_one_is_refused(desk, firm):
    closed = write(firm, "Lin", "hi")
    desk.post("closure", conversation_id=closed.pk)
    newer = write(firm, "Lin", "me again", at=later(60))

    response = desk.post("replies", {"text": "x"}, htmx=True, conversation_id=closed.pk)

    assert newer.pk != closed.pk
    assert response.status_code == 422
    assert "newer open conversation" in response.content.decode()
    assert (fresh(closed).state, sent(firm)) == ("closed", [])


def test_answering_a_closed_conversation_opens_it_again(desk, firm):
    conversation = write(firm, "Lin", "hi")
    desk.post("closure", conversation_id=conversation.pk)

    desk.post("replies", {"text": "one more thing"}, conversation_id=conversation.pk)

    assert fresh(conversation).state == "open"


def test_only_what_stands_below_a_known_message_is_fetched(desk, firm):
    conversation = write(firm, "Lin", "a", "b", "c", "d")
    ids = entries_of(desk.get("conversation", conversation_id=conversation.pk))

    below = desk.get("messages", {"after": ids[1]}, conversation_id=conversation.pk)
    unknown = desk.get("messages", {"after": 999_999}, conversation_id=conversation.pk)

    assert entries_of(below) == ids[2:]
    assert 'class="cl-day"' not in below.content.decode()
    assert entries_of(unknown) == ids


def test_earlier_messages_come_page_by_page(desk, firm):
    conversation = write(firm, "Lin", *[f"m{n}" for n in range(45)])

    page = desk.get("conversation", conversation_id=conversation.pk)
    earlier = page.content.decode().split('data-earlier="')[1].split('"')[0].replace("&amp;", "&")
    above = desk.client.get(earlier, headers={"HX-Request": "true"})

    assert (len(entries_of(page)), len(entries_of(above))) == (40, 5)
    assert max(entries_of(above)) < min(entries_of(page))
    assert "data-earlier" not in above.content.decode()


def test_messages_of_one_person_make_a_run_with_one_time(desk, firm):
    conversation = write(firm, "Lin", "a", "b")

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()
    thread = body.split('id="thread"')[1].split('id="window"')[0]

    assert thread.count("cl-msg is-next") == 1
    assert thread.count("<time") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            Content(
                kind=ContentKind.LOCATION, title="Mall", text="Main St 7", raw={"latitude": 30.2, "longitude": 120}
            ),
            "Main St 7\n30.20000, 120.00000",
        ),
        (
            Content(kind=ContentKind.LINK, title="Offer", text="cheap", url="https://x.example/a"),
            'href="https://x.example/a"',
        ),
        (Content(kind=ContentKind.LINK, title="Trap", url="javascript:alert(1)"), "Trap"),
        (Content(kind=ContentKind.MINIPROGRAM, title="Shop"), "opens on the customer&#39;s phone only"),
        (Content(kind=ContentKind.CARD, text="wang"), "Contact card"),
        (Content(kind=ContentKind.MENU, text="Choose\nA\nB"), "Choose\nA\nB"),
        (Content(kind=ContentKind.OTHER), "Message of another kind"),
        (Content(kind=ContentKind.VOICE, attachments=(Attachment(kind="voice", remote="m1"),)), "is being fetched"),
    ],
    ids=lambda value: value.kind if isinstance(value, Content) else "",
)
def test_every_kind_of_message_reads_as_something(desk, firm, content, words):
    conversation = write(firm, "Lin", contents=(content,))

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert words in body
    assert 'href="javascript' not in body


def test_recalled_messages_and_colleagues_elsewhere_are_told_apart(desk, firm):
    conversation = write(firm, "Lin", "oops")
    with scope(firm.id):
        Message.objects.update(is_recalled=True)
    write(firm, "Lin", "we are here", kind=InteractionKind.COLLEAGUE_MESSAGE, colleague="wang", at=later(3))

    body = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    assert "This message was taken back" in body
    assert "oops" not in body.split('id="thread"')[1].split('id="window"')[0]
    assert "written in the platform's own app" in body
    assert "<bdi>wang</bdi>" in body


def test_statements_of_a_thread_do_not_grow_with_its_messages(desk, firm):
    counts = []
    for extra in (1, 2, 37):
        conversation = write(firm, "Lin", *["hi"] * extra)
        desk.get("conversation", conversation_id=conversation.pk)
        seen = []
        for name, htmx in (("conversation", False), ("conversation", True), ("messages", True)):
            with CaptureQueriesContext(connection) as statements:
                desk.get(name, htmx=htmx, conversation_id=conversation.pk)
            seen.append(len(statements))
        counts.append(tuple(seen))

    assert len(set(counts)) == 1, counts


def test_opening_with_htmx_brings_the_work_and_the_customer_but_not_the_list(desk, firm):
    conversation = write(firm, "Lin", "hi")

    response = desk.get("conversation", htmx=True, conversation_id=conversation.pk)

    body = response.content.decode()
    assert "HX-Request" in response.headers["Vary"]
    assert ('id="work"' in body, 'id="side" hx-swap-oob' in body, "data-row=" in body) == (True, True, False)

"""The gate, rule by rule: what it says no to, in which order, and how much of a window is left to the second."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from changlai.accounts.models import Organisation
from changlai.channels.contracts import Product, ReplyWindow
from changlai.channels.enums import ContentKind
from changlai.compliance import actions, queries
from changlai.compliance.contracts import Decision, SendRequest, WindowState
from changlai.compliance.models import RefusedSend
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from tests.support.house import deliver, found_firm, message, settle

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PRODUCT = Product(
    slug="desk",
    label="Desk",
    css="ch-kf",
    icon="headset",
    sends=frozenset({ContentKind.TEXT, ContentKind.IMAGE}),
    text_bytes=12,
    file_bytes={ContentKind.IMAGE: 2 * 1024 * 1024},
    window=ReplyWindow(hours=48, messages=5),
)
FREE = Product(slug="free", label="Free", css="ch-web", icon="webhook", sends=frozenset({ContentKind.TEXT}))
SHORT = Product(
    slug="short", label="Short", css="ch-web", icon="world", sends=frozenset({ContentKind.TEXT}), text_halves=8
)
MUTE = Product(slug="mute", label="Mute", css="ch-wecom", icon="eye")


def ask(product: Product = PRODUCT, **facts: object) -> SendRequest:
    """A request nothing is wrong with, but for ``facts``."""
    sound = {
        "organisation_id": 1,
        "customer_id": 1,
        "account_id": 1,
        "product": product,
        "is_active": True,
        "kind": ContentKind.TEXT,
        "now": NOON,
        "text_bytes": 5,
        "window_opened_at": NOON - timedelta(hours=1),
    }
    return SendRequest(**{**sound, **facts})  # type: ignore[arg-type]  # fields by name


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_sound_message_may_leave():
    assert queries.may_contact(ask()) == Decision(allowed=True)


@pytest.mark.parametrize(
    ("request_", "rule"),
    [
        (ask(is_active=False), "account_off"),
        (ask(MUTE), "channel_cannot_send"),
        (ask(kind=ContentKind.VIDEO), "kind_not_supported"),
        (ask(window_opened_at=None), "window_unopened"),
        (ask(window_opened_at=NOON - timedelta(hours=48)), "window_closed"),
        (ask(window_sent=5), "window_spent"),
        (ask(text_bytes=13), "text_too_long"),
        (ask(SHORT, text="四个汉字a"), "text_too_long"),
        (ask(kind=ContentKind.IMAGE, text_bytes=0, file_bytes=2 * 1024 * 1024 + 1), "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_rule_says_no_and_why(request_, rule):
    decision = queries.may_contact(request_)

    assert (decision.allowed, decision.rule) == (False, rule)
    assert str(decision.sentence)
    assert "%" not in f"{decision.sentence}{decision.still_allowed}"


def test_window_that_a_follow_opened_is_not_said_to_close_after_a_message():
    long_ago = NOON - timedelta(hours=50)
    wrote, came = (
        ask(window_opened_at=written, touched_at=touched, how="since they followed us")
        for written, touched in ((long_ago, None), (None, long_ago))
    )

    said = [str(queries.may_contact(one).sentence) for one in (wrote, came)]

    assert said == [
        "Desk: more than 48 hours have passed since the customer's last message.",
        "Desk: more than 48 hours have passed since the customer last wrote or came by.",
    ]


@pytest.mark.parametrize(
    "request_",
    [
        ask(window_sent=4),
        ask(text_bytes=12),
        ask(SHORT, text="两字👍", text_bytes=99),
        ask(window_opened_at=NOON - timedelta(hours=48) + timedelta(seconds=1)),
        ask(kind=ContentKind.IMAGE, text_bytes=0, file_bytes=2 * 1024 * 1024),
        ask(FREE, window_opened_at=None, window_sent=99, text_bytes=10**6),
    ],
    ids=["last of five", "longest text", "longest in halves", "last second", "largest file", "no limits"],
)
def test_each_rule_lets_its_last_good_one_through(request_):
    assert queries.may_contact(request_).allowed


def test_frozen_organisation_sends_nothing_whatever_else_is_right():
    organisation = Organisation.objects.create(name="禾木", slug="hemu", sending_frozen_at=timezone.now())
    other = Organisation.objects.create(name="别家", slug="other")

    assert queries.may_contact(ask(organisation_id=organisation.pk)).rule == "sending_frozen"
    assert queries.may_contact(ask(organisation_id=other.pk)).allowed


def test_first_rule_that_fails_is_the_one_that_is_told():
    everything_wrong = ask(is_active=False, kind=ContentKind.VIDEO, window_opened_at=None, text_bytes=99)

    assert queries.may_contact(everything_wrong).rule == "account_off"


def test_shut_window_says_what_is_still_allowed():
    decision = queries.may_contact(ask(window_sent=5))

    assert decision.sentence == ("Desk: 5 messages have been sent since the customer's last one, no more are allowed.")
    assert decision.still_allowed == (
        "You can write again as soon as the customer does: then 5 messages within 48 hours."
    )


def test_sentences_are_chinese_for_chinese_readers():
    with translation.override("zh-hans"):
        decision = queries.may_contact(ask(window_opened_at=NOON - timedelta(days=3)))

    assert decision.sentence == "Desk：距客户上一条消息已超过 48 小时。"
    assert decision.still_allowed == "客户再次发来消息后，可在 48 小时内发送 5 条。"


@pytest.mark.parametrize(
    ("age", "sent", "left", "is_open"),
    [
        (timedelta(0), 0, (172_800, 5), True),
        (timedelta(hours=47, minutes=59, seconds=59), 4, (1, 1), True),
        (timedelta(hours=47, minutes=59, seconds=59.5), 0, (0, 5), False),
        (timedelta(hours=48), 0, (0, 5), False),
        (timedelta(hours=49), 0, (0, 5), False),
        (timedelta(hours=1), 5, (169_200, 0), False),
        (timedelta(hours=1), 7, (169_200, 0), False),
    ],
)
def test_window_is_counted_to_the_second_and_to_the_message(age, sent, left, is_open):
    state = queries.window_state(PRODUCT, opened_at=NOON - age, sent=sent, now=NOON)

    assert state == WindowState(
        has_window=True, is_open=is_open, hours=48, messages=5, seconds_left=left[0], messages_left=left[1]
    )


def test_window_that_the_customer_has_not_opened_is_shut():
    state = queries.window_state(PRODUCT, opened_at=None, sent=0, now=NOON)

    assert (state.is_open, state.seconds_left, state.messages_left) == (False, 0, 5)


def test_channel_without_a_window_is_always_open():
    assert queries.window_state(FREE, opened_at=None, sent=99, now=NOON) == WindowState(has_window=False, is_open=True)


@pytest.mark.django_db(transaction=True)
def test_refusal_is_written_down_with_its_rule_and_sentence():
    firm = found_firm()
    deliver(firm, message("u1", "hello"))
    settle()
    with scope(firm.id):
        customer = Customer.objects.get()
        request = ask(
            organisation_id=firm.id, customer_id=customer.pk, account_id=firm.account.pk, window_opened_at=None
        )
        decision = queries.may_contact(request)

        actions.record_refusal(request=request, decision=decision, by=firm.admin)

        kept = RefusedSend.objects.get()
    assert (kept.customer_id, kept.account_id, kept.member_id) == (customer.pk, firm.account.pk, firm.admin.pk)
    assert (kept.rule, kept.sentence, kept.refused_at) == ("window_unopened", str(decision.sentence), NOON)

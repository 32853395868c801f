"""Messages on their way out: queued, sending, then sent, failed or unknown; handed over at most once by itself."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from changlai.channels import actions, outbound
from changlai.channels.contracts import Attachment, Content
from changlai.channels.engine import FILE_GONE
from changlai.channels.errors import RateLimited
from changlai.channels.jobs import MAX_SEND_ATTEMPTS
from changlai.channels.models import Outbox
from changlai.channels.tests.platform import (
    FINAL,
    LOST,
    PASSING,
    deliver_all,
    let_time_pass,
    queue,
    states,
    told,
)
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm


def row(firm, key):
    with scope(firm.id):
        return Outbox.objects.get(key=key)


def test_message_is_marked_as_sending_before_it_leaves_the_house(firm, platform):
    seen = []
    platform.before = lambda _: seen.append((states(firm), connection.in_atomic_block))

    queue(firm, "a")
    deliver_all()

    assert seen == [({"a": "sending"}, False)]
    assert states(firm) == {"a": "sent"}


def test_sent_message_has_the_platforms_id_and_is_told(firm, platform):
    queue(firm, "a")
    deliver_all()

    sent = row(firm, "a")
    assert (sent.platform_id, sent.code, sent.reason, sent.attempt) == ("p-a", "", "", 1)
    assert sent.settled_at >= sent.handed_over_at >= sent.queued_at
    assert told(firm) == [("Delivered", "a")]


def test_refused_message_fails_with_its_reason_and_the_next_one_leaves(firm, platform):
    platform.answers = [FINAL]

    queue(firm, "a", "b")
    deliver_all()

    failed = row(firm, "a")
    assert states(firm) == {"a": "failed", "b": "sent"}
    assert (failed.code, failed.reason, failed.can_retry) == ("nobody", "no such person", False)
    assert told(firm) == [("DeliveryFailed", "a"), ("Delivered", "b")]


def test_message_with_a_file_that_is_gone_fails_in_words_and_nothing_is_unknown(firm):
    lost = Content(text="see", attachments=(Attachment(kind="file", name="offer.pdf", file_id=4711),))
    with scope(firm.id):
        outbound.enqueue(account=firm.account, key="a", reference="test:a", thread=1, address={}, content=lost)

    deliver_all()

    failed = row(firm, "a")
    assert (failed.state, failed.code, failed.reason, failed.can_retry) == ("failed", "file_gone", FILE_GONE, False)
    assert told(firm) == [("DeliveryFailed", "a")]


def test_passing_refusal_keeps_the_thread_in_order(firm, platform):
    platform.answers = [PASSING]

    queue(firm, "a", "b", "c")
    deliver_all()
    waiting = states(firm)
    let_time_pass(firm)
    deliver_all()

    assert waiting == {"a": "queued", "b": "queued", "c": "queued"}
    assert platform.got == ["a", "a", "b", "c"]
    assert told(firm) == [("Delivered", "a"), ("Delivered", "b"), ("Delivered", "c")]


def test_threads_do_not_wait_for_each_other(firm, platform):
    platform.answers = [PASSING]

    queue(firm, "a", thread=1)
    deliver_all()
    queue(firm, "b", thread=2)
    deliver_all()

    assert states(firm) == {"a": "queued", "b": "sent"}


def test_message_is_given_up_after_so_many_tries_and_each_has_its_own(firm, platform):
    platform.answers = [PASSING] * (MAX_SEND_ATTEMPTS + 1)

    queue(firm, "a", "b")
    for _ in range(MAX_SEND_ATTEMPTS + 1):
        deliver_all()
        let_time_pass(firm)

    failed = row(firm, "a")
    assert (failed.state, failed.attempt, failed.can_retry) == ("failed", MAX_SEND_ATTEMPTS, True)
    assert platform.got == ["a"] * MAX_SEND_ATTEMPTS + ["b", "b"]
    assert states(firm)["b"] == "sent"


def test_tries_are_put_off_longer_and_longer(firm, platform):
    platform.answers = [PASSING] * 3
    waits = []

    queue(firm, "a")
    for _ in range(3):
        deliver_all()
        with scope(firm.id):
            waits.append(round(db.value("select extract(epoch from due - clock_timestamp())::float from lease")))
        let_time_pass(firm)

    assert waits == [1, 2, 4]


def test_rate_limit_waits_as_told_and_costs_no_try(firm, platform):
    platform.answers = [RateLimited("send", 30.0)] * 8

    queue(firm, "a")
    for _ in range(8):
        deliver_all()
        with scope(firm.id):
            assert 29 < db.value("select extract(epoch from due - clock_timestamp())::float from lease") <= 30
        let_time_pass(firm)
    deliver_all()

    assert states(firm) == {"a": "sent"}
    assert row(firm, "a").attempt == 1


def test_lost_answer_is_unknown_and_never_sent_again_by_itself(firm, platform):
    platform.answers = [LOST]

    queue(firm, "a", "b")
    deliver_all()
    let_time_pass(firm)
    deliver_all()

    assert platform.got == ["a", "b"]
    assert states(firm) == {"a": "unknown", "b": "sent"}
    assert row(firm, "a").can_retry
    assert told(firm) == [("DeliveryUnknown", "a"), ("Delivered", "b")]


def test_message_in_the_hand_of_a_vanished_worker_is_unknown(firm, platform):
    queue(firm, "a", "b")
    with scope(firm.id):
        Outbox.objects.filter(key="a").update(state="sending", attempt=1)

    deliver_all()

    assert platform.got == ["b"]
    assert states(firm) == {"a": "unknown", "b": "sent"}
    assert told(firm) == [("DeliveryUnknown", "a"), ("Delivered", "b")]


def test_worker_that_dies_between_the_call_and_its_record_leaves_an_unknown(firm, platform):
    class Killed(BaseException):
        """Stands for kill -9: nothing of the worker's Python runs afterwards."""

    def die(_):
        platform.before = lambda _: None
        raise Killed

    platform.before = die
    queue(firm, "a")
    deliver_all()
    with scope(firm.id):
        held = db.value("select holder is not null from lease")
        db.run("update lease set due = clock_timestamp()")
    deliver_all()

    assert held
    assert platform.got == []
    assert states(firm) == {"a": "unknown"}


def test_unknown_message_is_sent_again_on_a_persons_word(firm, platform):
    platform.answers = [LOST]
    queue(firm, "a")
    deliver_all()

    with scope(firm.id):
        assert outbound.send_again(reference="test:a")
    deliver_all()

    assert platform.got == ["a", "a"]
    assert states(firm) == {"a": "sent"}
    assert told(firm) == [("DeliveryUnknown", "a"), ("Delivered", "a")]


def test_sent_message_is_not_sent_again(firm, platform):
    queue(firm, "a")
    deliver_all()

    with scope(firm.id):
        assert not outbound.send_again(reference="test:a")
    deliver_all()

    assert platform.got == ["a"]


def test_key_is_unique_for_ever(firm, platform):
    queue(firm, "a")
    deliver_all()

    with pytest.raises(IntegrityError):
        queue(firm, "a")

    assert platform.got == ["a"]


def test_account_switched_off_sends_nothing_and_says_so(firm, platform):
    queue(firm, "a")
    with scope(firm.id):
        actions.switch(account=firm.account, on=False, by=firm.admin)

    deliver_all()

    failed = row(firm, "a")
    assert platform.got == []
    assert (failed.state, failed.code, failed.can_retry) == ("failed", "account_off", False)


def test_long_thread_is_left_to_the_next_job_in_order(firm, platform, monkeypatch):
    monkeypatch.setattr("changlai.channels.jobs.sending.TURN", 0.0)

    queue(firm, "a", "b")
    with scope(firm.id):
        before = db.value("select id from lease")
    work_once = [deliver_once(firm) for _ in range(3)]

    assert work_once == [[], [], []]
    with scope(firm.id):
        assert db.value("select count(*) from lease") == 1
        assert db.value("select id from lease") >= before
    monkeypatch.setattr("changlai.channels.jobs.sending.TURN", 40.0)
    deliver_all()
    assert platform.got == ["a", "b"]


def deliver_once(firm):
    from changlai.kernel.jobs.runner import Crew, Runner  # noqa: PLC0415 (only here)

    runner = Runner("outbox", holder="once", crew=Crew(1))
    runner.run_once()
    runner.close()
    return [state for state in states(firm).values() if state != "queued"]


def test_messages_of_look_alike_organisations_stay_apart(firm, platform):
    other = found_firm("other", "别家")
    platform.answers = [FINAL]

    queue(firm, "a")
    deliver_all()
    queue(other, "a")
    deliver_all()

    assert (states(firm), states(other)) == ({"a": "failed"}, {"a": "sent"})
    assert (told(firm), told(other)) == ([("DeliveryFailed", "a")], [("Delivered", "a")])


def test_message_to_be_sent_again_is_found_by_an_index(firm):
    queue(firm, *(str(number) for number in range(500)))  # what is empty is found by any index
    with connection.cursor() as cursor:
        cursor.execute("set role none")  # only its owner may count it: uncounted, the plan is a guess by its pages
        cursor.execute("analyze channels_outbox")
        cursor.execute("set role changlai_app")
    with scope(firm.id), CaptureQueriesContext(connection) as seen:
        outbound.send_again(reference="test:a")
        (asked,) = (query["sql"] for query in seen if "channels_outbox" in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute(f"explain {asked}")
            plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "outbox_by_reference" in plan

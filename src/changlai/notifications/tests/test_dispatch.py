"""Notices that leave the house: by mail and by the work app, at the time their member wants them."""

import dataclasses
from datetime import UTC, datetime, time

import pytest
from django.utils import timezone

from changlai.channels import actions as channels
from changlai.channels.models import Account, Colleague
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.notifications import actions, queries, registry
from changlai.notifications.actions import HabitsGiven
from changlai.notifications.contracts import Notice
from changlai.notifications.enums import DispatchState, Pace, Way
from changlai.notifications.models import Dispatch
from changlai.notifications.queries import outgoing
from tests.support.house import found_firm, settle, work
from tests.support.post import post_office, text_of

pytestmark = pytest.mark.django_db(transaction=True)

TRIAL = "notifications.trial"
HABITS = HabitsGiven(
    quiet_from=None,
    quiet_until=None,
    urgent_passes=True,
    digest_at=time(9),
    time_zone="",
    has_sound=True,
    has_desktop=False,
)


@pytest.fixture
def firm():
    return found_firm()


def tell(firm, *names: str) -> None:
    with scope(firm.id):
        actions.notify(
            [
                Notice(kind=TRIAL, member_id=firm.admin.pk, subject=name, url="/o/hemu/inbox/", once=name)
                for name in names
            ]
        )


def hurry(firm) -> None:
    """Everything that waits is due now: the hours of a test do not pass by themselves."""
    with scope(firm.id):
        Dispatch.objects.filter(state=DispatchState.WAITING).update(due_at=timezone.now())
        db.run("update lease set due = clock_timestamp() where organisation_id = %s", (firm.id,))


def states(firm) -> list[tuple[str, str, str]]:
    with scope(firm.id):
        return list(Dispatch.objects.order_by("id").values_list("way", "state", "reason"))


def test_one_notice_is_a_mail_that_opens_the_record(firm, settings):
    with post_office(settings) as post:
        tell(firm, "林小棠")
        hurry(firm)
        work(["notices"])

    (mail,) = post.mails
    assert mail["To"] == "孟佳 <mengjia@hemu.example>"
    assert mail["Subject"] == "这是一条试发的通知 - 禾木家居"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "林小棠" in text_of(mail)
    assert "/o/hemu/notices/" in text_of(mail)
    assert states(firm) == [("mail", "sent", "")]


def test_what_is_too_much_for_one_mail_goes_in_another(firm, settings, monkeypatch):
    monkeypatch.setattr(outgoing, "MOST", 2)
    with post_office(settings) as post:
        tell(firm, "甲", "乙", "丙")
        hurry(firm)
        work(["notices"])
        hurry(firm)
        work(["notices"])

    assert [("甲" in text_of(mail), "丙" in text_of(mail)) for mail in post.mails] == [(True, False), (False, True)]
    assert {state for _way, state, _reason in states(firm)} == {"sent"}


def test_several_go_as_one_mail(firm, settings):
    with post_office(settings) as post:
        tell(firm, "甲", "乙", "丙")
        hurry(firm)
        work(["notices"])

    (mail,) = post.mails
    assert mail["Subject"] == "你有 3 条通知 - 禾木家居"
    assert [name in text_of(mail, "html") for name in "甲乙丙"] == [True] * 3


def test_what_was_read_here_does_not_leave(firm, settings):
    with post_office(settings) as post:
        tell(firm, "甲")
        with scope(firm.id):
            actions.mark_all_read(member=firm.admin, now=timezone.now())
        hurry(firm)
        work(["notices"])

    assert post.mails == []
    assert states(firm) == [("mail", "skipped", "read")]


def test_without_a_mail_server_nothing_is_queued(firm):
    tell(firm, "甲")

    assert states(firm) == []


def test_mail_that_is_refused_for_good_keeps_the_reason(firm, settings):
    with post_office(settings) as post:
        post.refusals = ["550 mailbox unavailable"]
        tell(firm, "甲")
        hurry(firm)
        work(["notices"])

    ((way, state, reason),) = states(firm)
    assert (way, state, "550 mailbox unavailable" in reason) == ("mail", "failed", True)


def test_choice_of_the_member_decides(firm, settings):
    with scope(firm.id):
        actions.choose(member=firm.admin, choices={(TRIAL, Way.MAIL): Pace.OFF})

    with post_office(settings):
        tell(firm, "甲")

    assert states(firm) == []


def moment(hour: int, minute: int = 0) -> datetime:
    """An hour in Shanghai, where the firm is."""
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC).replace(hour=(hour - 8) % 24)


@pytest.mark.parametrize(
    ("quiet", "pace", "urgent", "now", "due"),
    [
        ((None, None), Pace.NOW, False, moment(12), moment(12)),
        ((time(12), time(14)), Pace.NOW, False, moment(13), moment(14)),
        ((time(12), time(14)), Pace.NOW, True, moment(13), moment(13)),
        ((time(12), time(14)), Pace.NOW, False, moment(14), moment(14)),
        ((time(22), time(9, 30)), Pace.NOW, False, moment(8), moment(9, 30)),
        ((None, None), Pace.DAILY, True, moment(8), moment(9)),
        ((None, None), Pace.DAILY, False, moment(9), datetime(2026, 11, 21, 1, tzinfo=UTC)),
    ],
)
def test_when_a_notice_leaves(firm, quiet, pace, urgent, now, due):
    habits = dataclasses.replace(HABITS, quiet_from=quiet[0], quiet_until=quiet[1])
    with scope(firm.id):
        actions.change_habits(member=firm.admin, habits=habits)
        wanted = queries.wishes([firm.admin.pk])[firm.admin.pk]
    kind = dataclasses.replace(registry.kind(TRIAL), is_urgent=urgent)

    assert queries.due_at(wanted, kind, pace, now=now) == due


def test_urgent_notice_waits_for_a_member_who_does_not_let_it_through(firm):
    habits = dataclasses.replace(HABITS, quiet_from=time(12), quiet_until=time(14), urgent_passes=False)
    with scope(firm.id):
        actions.change_habits(member=firm.admin, habits=habits)
        wanted = queries.wishes([firm.admin.pk])[firm.admin.pk]
    kind = dataclasses.replace(registry.kind(TRIAL), is_urgent=True)

    assert queries.due_at(wanted, kind, Pace.NOW, now=moment(13)) == moment(14)


def test_work_app_that_knows_the_member_is_asked(firm):
    with scope(firm.id):
        account = Account.objects.create(
            organisation_id=firm.id,
            channel="wecom",
            product="wecom",
            name="work",
            settings={},
            hook_key="k" * 40,
        )
        Colleague.objects.create(organisation_id=firm.id, account=account, external_id="mengjia", name="孟佳")
        channels.link_colleague(account_id=account.pk, external_id="mengjia", member_id=firm.admin.pk)
    tell(firm, "甲")
    hurry(firm)

    work(["notices"])
    settle()

    with scope(firm.id):
        ordered = db.rows(
            "select body->>'recipient', body->'note'->>'title' from lease where queue = 'member_messages'"
        )
    assert ordered == [("mengjia", "这是一条试发的通知")]
    assert states(firm) == [("work_app", "sent", "")]

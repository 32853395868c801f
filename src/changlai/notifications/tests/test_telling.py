"""Telling members: once, to whom, in whose language."""

import pytest
from django.utils import translation

from changlai.accounts.events import NoticeRaised
from changlai.kernel.events import publish
from changlai.kernel.tenancy import scope
from changlai.notifications import actions, queries
from changlai.notifications.contracts import Notice
from changlai.notifications.errors import UnknownKind
from changlai.notifications.models import Notification
from tests.support.house import found_firm, hire, settle

pytestmark = pytest.mark.django_db(transaction=True)

TRIAL = "notifications.trial"


@pytest.fixture
def firm():
    return found_firm()


def trial(member, once: str = "one", **more) -> Notice:
    return Notice(kind=TRIAL, member_id=member.pk, subject="林小棠", url="/o/hemu/inbox/", once=once, **more)


def test_member_is_told_once_of_the_same_thing(firm):
    chen = hire(firm, "Chen", "agent")

    with scope(firm.id):
        actions.notify([trial(chen), trial(chen), trial(firm.admin)])
        actions.notify([trial(chen), trial(chen, "two")])

    with scope(firm.id):
        assert [one.subject for one in queries.listed(chen)] == ["林小棠", "林小棠"]
        assert (queries.unread_count(chen), queries.unread_count(firm.admin)) == (2, 1)


def test_who_has_left_is_told_nothing(firm):
    chen = hire(firm, "Chen", "agent")
    with scope(firm.id):
        chen.is_active = False
        chen.save(update_fields=["is_active"])

        actions.notify([trial(chen)])

        assert Notification.objects.count() == 0


def test_notice_is_read_in_the_language_of_the_reader(firm):
    with scope(firm.id):
        actions.notify([trial(firm.admin)])

        told = {}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                told[language] = queries.listed(firm.admin)[0].title

    assert told == {"zh-hans": "这是一条试发的通知", "en": "This is a trial notice"}


def test_undeclared_kind_and_foreign_address_are_slips_of_the_pen(firm):
    with scope(firm.id):
        with pytest.raises(UnknownKind):
            actions.notify([Notice(kind="inbox.nonsense", member_id=1, subject="", url="", once="x")])
        with pytest.raises(ValueError, match="evil"):
            actions.notify([Notice(kind=TRIAL, member_id=1, subject="", url="//evil.example/", once="x")])


def test_organisations_share_no_notices(firm):
    other = found_firm("bieke", "别家")

    with scope(firm.id, other.id):
        actions.notify([trial(firm.admin), trial(other.admin)])

    with scope(firm.id):
        assert [one.organisation_id for one in Notification.objects.all()] == [firm.id]
        assert queries.unread_count(other.admin) == 0


def test_modules_below_are_served_by_an_event(firm):
    with scope(firm.id):
        publish(
            NoticeRaised(
                organisation_id=firm.id,
                key=firm.admin.pk,
                kind=TRIAL,
                member_id=firm.admin.pk,
                subject="林小棠",
                url="/o/hemu/inbox/",
                once="raised",
            )
        )

    settle()

    with scope(firm.id):
        assert queries.unread_count(firm.admin) == 1

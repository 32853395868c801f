"""Mails to anybody, against a real mail server."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from changlai.accounts import actions as accounts
from changlai.accounts.models import Organisation
from changlai.kernel.tenancy import scope
from changlai.notifications import actions
from changlai.notifications.contracts import Letter
from changlai.notifications.enums import MailState
from changlai.notifications.models import Mail
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import found_firm, work
from tests.support.post import post_office, text_of

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "https://crm.example/invitation/s3cret"


@pytest.fixture
def firm():
    return found_firm()


def letter(once: str = "invitation:1", **more) -> Letter:
    return Letter(
        **{
            "to": "wang@hemu.example",
            "name": "王雯",
            "language": "zh-hans",
            "subject": "孟佳邀请你加入禾木家居",
            "paragraphs": ("点击下面的按钮，设置密码后即可开始。", "<b>链接</b> 7 天内有效。"),
            "button": "接受邀请",
            "url": SECRET,
            "once": once,
            **more,
        }
    )


def test_letter_arrives_once_as_text_and_html(firm, settings):
    with post_office(settings) as post:
        with scope(firm.id):
            actions.mail([letter(), letter()])
            actions.mail([letter()])
        work(["notices"])

    (mail,) = post.mails
    assert (mail["To"], mail["From"]) == ("王雯 <wang@hemu.example>", "常来 <no-reply@changlai.example>")
    assert mail["Subject"] == "孟佳邀请你加入禾木家居"
    assert SECRET in text_of(mail)
    assert "由常来代禾木家居发送。" in text_of(mail)
    assert "&lt;b&gt;链接&lt;/b&gt;" in text_of(mail, "html")
    assert f'href="{SECRET}"' in text_of(mail, "html")


def test_secret_link_lies_nowhere_in_clear_and_is_forgotten_when_sent(firm, settings, test_database):
    with post_office(settings):
        with scope(firm.id):
            actions.mail([letter()])
            waiting = Mail.objects.values_list("letter", flat=True).get()
            assert SECRET not in waiting.text
        work(["notices"])

    with scope(firm.id):
        mail = Mail.objects.get()
    assert (mail.state, mail.letter) == (MailState.SENT, {})


def test_mail_that_the_server_puts_off_is_tried_again(firm, settings):
    with post_office(settings) as post:
        post.refusals = ["451 come back later"]
        with scope(firm.id):
            actions.mail([letter()])
        work(["notices"])
        with scope(firm.id):
            put_off = Mail.objects.get()

    assert put_off.state == MailState.QUEUED
    assert "451 come back later" in put_off.reason


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有收下这封邮件"), ("en", "did not take the mail")])
def test_why_a_mail_failed_is_told_in_the_language_of_the_organisation(firm, settings, language, words):
    Organisation.objects.filter(pk=firm.id).update(language=language)
    with post_office(settings) as post, translation.override("zh-hans" if language == "en" else "en"):  # the worker's
        post.refusals = ["451 come back later"]
        with scope(firm.id):
            actions.mail([letter()])
        work(["notices"])

    with scope(firm.id):
        assert words in Mail.objects.get().reason


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "还没有配置邮件服务器"), ("en", "No mail server is set up")]
)
def test_that_there_is_no_mail_server_is_told_in_the_language_of_the_reader(firm, settings, language, words):
    settings.MAIL_HOST = ""
    with scope(firm.id):
        actions.mail([letter()])
    with translation.override("zh-hans"):  # the worker's
        work(["notices"])
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = language
    client.force_login(firm.admin.user)

    page = client.get("/o/hemu/settings/mail/").content.decode()

    assert words in page[page.index("wang@hemu.example") :]


def test_mail_that_the_server_refuses_for_good_is_given_up_with_its_words(firm, settings):
    with post_office(settings) as post:
        post.refusals = ["550 no such person", "550 no such person"]
        with scope(firm.id):
            actions.mail([letter(), letter("other", to="no address")])
        work(["notices"])

    with scope(firm.id):
        found = dict(Mail.objects.values_list("once", "state"))
        reasons = dict(Mail.objects.values_list("once", "reason"))
    assert found == {"invitation:1": MailState.FAILED, "other": MailState.FAILED}
    assert "550 no such person" in reasons["invitation:1"]


def test_two_organisations_may_use_the_same_key(firm, settings):
    other = found_firm("bieke", "别家")

    with post_office(settings) as post:
        for one in (firm, other):
            with scope(one.id):
                actions.mail([letter()])
        work(["notices"])

    assert len(post.mails) == 2
    assert len({mail["Message-ID"] for mail in post.mails}) == 2


def test_what_was_queued_before_a_freeze_waits_and_what_is_asked_for_later_leaves(firm, settings):
    with post_office(settings) as post:
        with scope(firm.id):
            actions.mail([letter("before")], now=timezone.now() - timedelta(hours=1))
            accounts.freeze_sending(
                organisation=firm.organisation, reason="restored", by=firm.admin, now=timezone.now()
            )
            actions.mail([letter("after")])
        work(["notices"])

    with scope(firm.id):
        assert dict(Mail.objects.values_list("once", "state")) == {
            "before": MailState.QUEUED,
            "after": MailState.SENT,
        }
    assert len(post.mails) == 1

"""Invitations and new passwords come by mail; their links lie nowhere but in the mail."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from changlai.accounts import actions as accounts
from changlai.accounts.actions.sign_in import Visitor
from changlai.accounts.models import Role
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from changlai.notifications.enums import MailState
from changlai.notifications.models import Mail
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import found_firm, settle, work
from tests.support.post import post_office, text_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/o/hemu/settings/mail/"


@pytest.fixture
def firm():
    return found_firm()


def invite(firm) -> None:
    with scope(firm.id):
        role = Role.objects.get(slug="agent")
        accounts.invite(email="wang@x.example", role=role, department=None, by=firm.admin, now=timezone.now())


def browser(member) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def test_invitation_arrives_and_lets_in(firm, settings):
    with post_office(settings) as post:
        invite(firm)
        settle(["notifications.entry"])
        work(["notices"])

    (mail,) = post.mails
    assert (mail["To"], mail["Subject"]) == ("wang@x.example", "孟佳邀请你加入禾木家居")
    link = re.search(r"https?://\S+", text_of(mail))
    assert link is not None
    assert Client().get(link[0].removeprefix(settings.PUBLIC_URL)).status_code == 200
    with scope(firm.id):
        told = db.rows("select body::text from event_log where kind = 'accounts.MemberInvited'")
    assert all(link[0].rsplit("/", 2)[-2] not in body for (body,) in told)


def test_without_a_mail_server_the_mail_says_so_and_is_sent_later(firm, settings):
    invite(firm)
    settle(["notifications.entry"])
    work(["notices"])
    with scope(firm.id):
        mail = Mail.objects.get()
    admin = browser(firm.admin)
    page = admin.get(PAGE).content.decode()

    with post_office(settings) as post:
        again = admin.post(f"{PAGE}{mail.pk}/replays/")
        work(["notices"])

    assert (mail.state, "CHANGLAI_MAIL_HOST" in mail.reason, "Not sent" in page) == (MailState.FAILED, True, True)
    assert (again.status_code, len(post.mails)) == (302, 1)


def test_forgotten_password_is_answered_by_mail(firm, settings):
    with post_office(settings) as post:
        accounts.ask_password_reset(
            sign_in_name="mengjia@hemu.example", visitor=Visitor("127.0.0.1"), now=timezone.now()
        )
        settle(["notifications.entry"])
        work(["notices"])

    (mail,) = post.mails
    assert (mail["To"], mail["Subject"]) == ("孟佳 <mengjia@hemu.example>", "设置新密码")


def test_trial_of_the_mail_server_says_what_is_wrong(firm, settings):
    admin = browser(firm.admin)

    none = admin.post(f"{PAGE}trial/")
    with post_office(settings, user="crm", password="right") as post:
        good = admin.post(f"{PAGE}trial/")
        settings.MAIL_PASSWORD = "wrong"
        password = admin.post(f"{PAGE}trial/")
        settings.MAIL_PASSWORD = "right"
        post.refusals = ["554 looks like spam"]
        refused = admin.post(f"{PAGE}trial/")
        settings.MAIL_SECURITY = "starttls"
        insecure = admin.post(f"{PAGE}trial/")
    away = admin.post(f"{PAGE}trial/")

    assert [one.status_code for one in (none, good, password, refused, insecure, away)] == [422, 200, *[422] * 4]
    assert "No mail server is set up" in none.content.decode()
    assert "took a mail to mengjia@hemu.example" in good.content.decode()
    assert "did not let us sign in" in password.content.decode()
    assert "554 looks like spam" in refused.content.decode()
    assert "No secure connection" in insecure.content.decode()
    assert "cannot be reached" in away.content.decode()

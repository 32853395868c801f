"""Notices and mails for programs."""

import pytest

from changlai.kernel.tenancy import scope
from changlai.notifications import actions
from changlai.notifications.contracts import Letter, Notice
from changlai.notifications.enums import MailState
from changlai.notifications.models import Mail
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

JSON = "application/json"
TRIAL = "notifications.trial"
HABITS = {
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "urgent_passes": False,
    "digest_at": "08:30",
    "time_zone": "Asia/Tokyo",
    "has_sound": True,
    "has_desktop": False,
}


@pytest.fixture
def firm():
    return found_firm()


def tell(firm, member, count: int) -> None:
    with scope(firm.id):
        actions.notify(
            [
                Notice(kind=TRIAL, member_id=member.pk, subject=f"c{n}", url="/o/hemu/inbox/", once=f"n{n}")
                for n in range(count)
            ]
        )


def test_notices_come_in_pages_and_are_read(firm):
    tell(firm, firm.admin, 35)
    ours = program(firm.admin, "en")

    first = ours.get("/api/v1/notices").json()
    second = ours.get("/api/v1/notices", {"cursor": first["next"]}).json()
    one = ours.post(f"/api/v1/notices/{first['items'][0]['id']}/reading")
    rest = ours.post("/api/v1/notices/reading", {"up_to": second["items"][0]["id"]}, content_type=JSON).json()
    unread = ours.get("/api/v1/notices", {"unread": "true"}).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (30, 5, None)
    assert (one.status_code, rest["count"], len(unread["items"])) == (204, 29, 29)


def test_notices_of_others_do_not_exist(firm):
    tell(firm, firm.admin, 1)
    mine = program(firm.admin, "en").get("/api/v1/notices").json()["items"][0]["id"]
    theirs = program(hire(firm, "Chen", "agent"), "en")

    assert theirs.get("/api/v1/notices").json()["items"] == []
    assert theirs.post(f"/api/v1/notices/{mine}/reading").status_code == 404


def test_choices_and_habits(firm):
    ours = program(firm.admin, "en")

    before = ours.get("/api/v1/notice-choices").json()
    change = {"choices": [{"kind": TRIAL, "way": "mail", "pace": "daily"}]}
    after = ours.patch("/api/v1/notice-choices", change, content_type=JSON).json()
    wrong = ours.patch(
        "/api/v1/notice-choices", {"choices": [{"kind": TRIAL, "way": "here", "pace": "daily"}]}, content_type=JSON
    )
    habits = ours.put("/api/v1/notice-habits", HABITS, content_type=JSON)
    half = ours.put("/api/v1/notice-habits", {**HABITS, "quiet_until": None}, content_type=JSON)
    zone = ours.put("/api/v1/notice-habits", {**HABITS, "time_zone": "Mars/Olympus"}, content_type=JSON)

    assert [one["pace"] for one in before if (one["kind"], one["way"]) == (TRIAL, "mail")] == ["now"]
    assert [one["pace"] for one in after if (one["kind"], one["way"]) == (TRIAL, "mail")] == ["daily"]
    assert (wrong.status_code, wrong.json()["rule"]) == (422, "unknown_notice")
    assert (habits.json(), ours.get("/api/v1/notice-habits").json()) == (HABITS, HABITS)
    assert (half.json()["rule"], zone.json()["rule"]) == ("half_quiet", "unknown_time_zone")


def test_trial_is_told(firm):
    ours = program(firm.admin, "en")

    assert ours.post("/api/v1/notices/trials").status_code == 204
    assert ours.get("/api/v1/notices/unread").json() == {"count": 1, "most": 100}


def test_mails_without_their_text(firm):
    with scope(firm.id):
        actions.mail([Letter(to="a@b.example", language="en", subject="s", paragraphs=("secret",), once="1")])
        Mail.objects.update(state=MailState.FAILED, reason="550 no")
    ours = program(firm.admin, "en")

    listed = ours.get("/api/v1/mails")
    again = ours.post(f"/api/v1/mails/{listed.json()['items'][0]['id']}/replays").json()
    twice = ours.post(f"/api/v1/mails/{again['id']}/replays")
    server = ours.get("/api/v1/mail-server").json()

    assert "secret" not in listed.content.decode()
    assert (again["state"], again["reason"]) == ("queued", "")
    assert (twice.status_code, server["host"]) == (409, "")
    assert program(hire(firm, "Chen", "agent"), "en").get("/api/v1/mails").status_code == 403

"""The bell, the list, and choosing how one is told."""

import re

import pytest
from django.test import Client

from changlai.kernel.tenancy import scope
from changlai.notifications import actions, queries
from changlai.notifications.contracts import Notice
from changlai.notifications.enums import Pace, Way
from changlai.notifications.forms import ChoicesForm
from changlai.notifications.models import Choice
from changlai.ui.preferences import LANGUAGE_COOKIE
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db

HOME = "/o/hemu/notices/"
TRIAL = "notifications.trial"


@pytest.fixture
def firm():
    return found_firm()


def browser(member) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def tell(firm, member, count: int = 1) -> None:
    with scope(firm.id):
        actions.notify(
            [
                Notice(kind=TRIAL, member_id=member.pk, subject=f"Ulrike {n}", url="/o/hemu/inbox/", once=f"n{n}")
                for n in range(count)
            ]
        )


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_bell_counts_what_is_unread_and_hands_over_what_to_ring_for(firm):
    admin = browser(firm.admin)
    empty = admin.get(f"{HOME}bell/").content.decode()
    tell(firm, firm.admin, 2)

    full = admin.get(f"{HOME}bell/").content.decode()

    assert ('data-latest="0"' in empty, "cl-count" in empty) == (True, False)
    assert ('data-count="2"' in full, 'data-title="This is a trial notice"' in full, "data-sound" in full) == (
        True,
        True,
        True,
    )


def test_title_that_names_its_subject_says_it_once(firm):
    with scope(firm.id):
        actions.notify(
            [Notice(kind="inbox.assigned", member_id=firm.admin.pk, subject="Ulrike", url="/o/hemu/inbox/", once="n")]
        )
    admin = browser(firm.admin)

    shown, menu = words(admin.get(HOME)), words(admin.get(f"{HOME}menu/"))

    assert ("Ulrike is yours now" in shown, shown.count("Ulrike")) == (True, 1)
    assert ("Ulrike is yours now" in menu, menu.count("Ulrike")) == (True, 1)


def test_bell_counts_to_ninety_nine(firm):
    tell(firm, firm.admin, 120)

    assert 'data-count="99+"' in browser(firm.admin).get(f"{HOME}bell/").content.decode()


def test_opening_a_notice_reads_it_and_leads_to_the_thing(firm):
    tell(firm, firm.admin, 2)
    admin = browser(firm.admin)
    with scope(firm.id):
        newest = queries.listed(firm.admin)[0]

    opened = admin.get(f"{HOME}{newest.id}/")

    assert (opened.status_code, opened["Location"]) == (302, "/o/hemu/inbox/")
    with scope(firm.id):
        assert [one.is_read for one in queries.listed(firm.admin)] == [True, False]


def test_list_shows_unread_only_and_pages(firm):
    tell(firm, firm.admin, 35)
    admin = browser(firm.admin)

    first = admin.get(HOME)
    following = re.search(r'href="([^"]*before=[^"]*)"', first.content.decode())
    assert following
    second = admin.get(following[1].replace("&amp;", "&"))
    admin.post(f"{HOME}reading/")
    unread = admin.get(f"{HOME}?show=unread")

    assert (words(first).count("Ulrike "), words(second).count("Ulrike ")) == (30, 5)
    assert "Nothing unread" in words(unread)


def test_notices_are_ones_own(firm):
    other = hire(firm, "Chen", "agent")
    tell(firm, firm.admin)
    with scope(firm.id):
        mine = queries.listed(firm.admin)[0].id

    theirs = browser(other)

    assert [theirs.get(f"{HOME}{mine}/").status_code, theirs.post(f"{HOME}{mine}/reading/").status_code] == [404, 404]
    assert "Ulrike" not in words(theirs.get(HOME))
    with scope(firm.id):
        assert not queries.listed(firm.admin)[0].is_read


def test_reading_is_a_post(firm):
    admin = browser(firm.admin)
    admin.cookies["changlai_language"] = "en"
    looked, asked = admin.get(f"{HOME}reading/"), admin.get(f"{HOME}reading/", headers={"HX-Request": "true"})

    assert (looked.status_code, looked["Allow"], asked.status_code, asked.content) == (405, "POST", 405, b"")
    assert "nothing was done. Go back to the page before" in words(looked)


def test_choices_are_kept_where_they_differ_from_the_kind(firm):
    admin = browser(firm.admin)
    given = {name: field.initial for name, field in ChoicesForm(None, {}).fields.items()}

    answer = admin.post(f"{HOME}choices/", {**given, f"{TRIAL}|mail": "daily", f"{TRIAL}|here": "off"})
    wrong = admin.post(f"{HOME}choices/", {**given, f"{TRIAL}|here": "daily"})
    shown = admin.get(f"{HOME}choices/")

    assert (answer.status_code, wrong.status_code) == (302, 422)
    with scope(firm.id):
        assert queries.choices_of(firm.admin) == {(TRIAL, Way.MAIL): Pace.DAILY, (TRIAL, Way.HERE): Pace.OFF}
        assert Choice.objects.count() == 2
    assert '<option value="daily" selected' in shown.content.decode()


def test_kind_that_is_off_here_is_not_listed(firm):
    with scope(firm.id):
        actions.choose(member=firm.admin, choices={(TRIAL, Way.HERE): Pace.OFF})
    tell(firm, firm.admin)

    with scope(firm.id):
        assert (queries.unread_count(firm.admin), list(queries.listed(firm.admin))) == (0, [])


def test_habits_are_kept_and_half_a_quiet_time_is_refused(firm):
    admin = browser(firm.admin)
    given = {"quiet_from": "22:00", "quiet_until": "07:30", "urgent_passes": "on", "digest_at": "08:15"}

    kept = admin.post(f"{HOME}habits/", given)
    half = admin.post(f"{HOME}habits/", {**given, "quiet_until": ""})

    assert (kept.status_code, half.status_code) == (302, 422)
    assert "Quiet hours need a beginning and an end." in words(half)
    with scope(firm.id):
        habits = queries.habits_of(firm.admin)
        assert (str(habits.quiet_from), str(habits.quiet_until), habits.has_sound) == ("22:00:00", "07:30:00", False)


def test_trial_is_told(firm):
    answer = browser(firm.admin).post(f"{HOME}trial/")

    assert answer["Location"] == f"{HOME}choices/?tried"
    with scope(firm.id):
        assert [one.title for one in queries.listed(firm.admin)] == ["这是一条试发的通知"]

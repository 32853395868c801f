"""Business hours: the arithmetic, the page, who is at work."""

from datetime import UTC, date, datetime, timedelta

import pytest

from changlai.accounts import actions, queries
from changlai.accounts.enums import Attendance
from changlai.accounts.hours import ALWAYS, Hours, read_ranges
from changlai.accounts.models import Presence
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

OFFICE = Hours(
    zone="Asia/Shanghai",
    week=(((540, 720), (810, 1080)),) * 5 + ((), ()),
    days={date(2026, 10, 1): (), date(2026, 10, 10): ((540, 720),)},
)


def at(text: str) -> datetime:
    """A moment in China, as UTC."""
    return (datetime.fromisoformat(text) - timedelta(hours=8)).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20T09:00", True),
        ("2026-11-20T08:59", False),
        ("2026-11-20T12:00", False),
        ("2026-11-20T13:30", True),
        ("2026-11-21T10:00", False),  # a Saturday
        ("2026-10-01T10:00", False),  # a holiday on a Thursday
        ("2026-10-10T10:00", True),  # a Saturday worked instead
    ],
)
def test_open_as_the_week_and_special_days_say(moment, is_open):
    assert OFFICE.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20T09:10", "2026-11-20T09:40", 30),
        ("2026-11-20T11:50", "2026-11-20T13:40", 20),  # over the break
        ("2026-11-20T17:50", "2026-11-23T09:05", 15),  # over a week-end
        ("2026-11-21T10:00", "2026-11-21T12:00", 0),
        ("2026-11-20T10:00", "2026-11-20T09:00", 0),
    ],
)
def test_only_open_time_counts(start, end, minutes):
    assert OFFICE.seconds_between(at(start), at(end)) == minutes * 60


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-20T09:10", 30, "2026-11-20T09:40"),
        ("2026-11-20T17:50", 15, "2026-11-23T09:05"),
        ("2026-11-20T20:00", 5, "2026-11-23T09:05"),
        ("2026-11-20T11:50", 10, "2026-11-20T12:00"),
    ],
)
def test_a_deadline_falls_into_open_time(start, minutes, end):
    assert OFFICE.after(at(start), minutes * 60) == at(end)


def test_the_next_opening_is_found_and_who_never_closes_is_open_now():
    assert OFFICE.next_opening(at("2026-11-21T10:00")) == at("2026-11-23T09:00")
    assert OFFICE.next_opening(at("2026-11-20T10:00")) == at("2026-11-20T10:00")
    assert ALWAYS.next_opening(at("2026-11-21T03:00")) == at("2026-11-21T03:00")
    assert ALWAYS.seconds_between(at("2026-11-21T03:00"), at("2026-11-21T03:01")) == 60


def test_midnight_ends_a_day_and_a_change_of_clocks_does_not_lengthen_it():
    night = Hours(zone="Europe/Berlin", week=(((1320, 1440),),) * 7)

    assert night.is_open(datetime(2026, 3, 28, 22, 30, tzinfo=UTC))  # 23:30 in winter time
    day = Hours(zone="Europe/Berlin", week=(((0, 1440),),) * 7)
    whole = (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert day.seconds_between(*whole) == 23 * 3600


@pytest.mark.parametrize("pairs", [[[5, 5]], [[10, 5]], [[0, 10], [5, 20]], [[-1, 5]], [[0, 1441]], [[0, 1]] * 3, "x"])
def test_ranges_that_make_no_day_are_refused(pairs):
    with pytest.raises((ValueError, TypeError)):
        read_ranges(pairs)


@pytest.fixture
def admin(db):
    return make_member(make_organisation("hemu"))


def week_of(**changed: str) -> dict[str, str]:
    office = {f"d{n}a_{edge}": clock for n in range(5) for edge, clock in (("from", "09:00"), ("to", "18:00"))}
    return {"always": "weekly", **office, **changed}


def test_hours_are_kept_by_the_week_and_written_down(admin):
    client = signed_in(admin)

    response = client.post("/o/hemu/settings/hours/", week_of(d4a_to="00:00"))

    assert response.status_code == 302
    with scope(admin.organisation_id):
        kept = queries.hours(admin.organisation_id)
        assert kept.week == (((540, 1080),),) * 4 + (((540, 1440),), (), ())
        entry = AuditEntry.objects.get(action="accounts.hours.changed")
        assert entry.changes["hours"][0] == "24/7"
    assert 'value="00:00"' in client.get("/o/hemu/settings/hours/").content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"always": "weekly"}, "Open at least one day"),
        (week_of(d1a_to=""), "needs its beginning and its end"),
        (week_of(d1b_from="17:00", d1b_to="19:00"), "do not overlap"),
    ],
)
def test_hours_that_cannot_be_are_said_to_be_so_and_nothing_is_kept(admin, data, sentence):
    response = signed_in(admin).post("/o/hemu/settings/hours/", data)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    with scope(admin.organisation_id):
        assert queries.hours(admin.organisation_id) == ALWAYS


def test_a_holiday_of_several_days_is_added_and_one_of_them_taken_back(admin):
    client = signed_in(admin)
    client.post("/o/hemu/settings/hours/", week_of())

    client.post("/o/hemu/settings/hours/days/", {"first": "2026-10-01", "last": "2026-10-03", "name": "国庆节"})
    with scope(admin.organisation_id):
        days = queries.special_days()
    client.post(f"/o/hemu/settings/hours/days/{days[1].pk}/removal/")

    with scope(admin.organisation_id):
        assert queries.hours(admin.organisation_id).days == {date(2026, 10, 1): (), date(2026, 10, 3): ()}
    assert "国庆节" in client.get("/o/hemu/settings/hours/").content.decode()
    backwards = client.post("/o/hemu/settings/hours/days/", {"first": "2026-10-03", "last": "2026-10-01", "name": "x"})
    assert backwards.status_code == 422


def test_whoever_may_not_change_settings_does_not_see_the_page(admin):
    agent = make_member(admin_house(admin), "agent")

    assert signed_in(agent).get("/o/hemu/settings/hours/").status_code == 403


def admin_house(member):
    from changlai.accounts.models import Organisation  # noqa: PLC0415 (app ready)

    return Organisation.objects.get(pk=member.organisation_id)


NOW = at("2026-11-20T12:00")


def test_an_open_screen_brings_its_member_online_and_a_choice_stays(admin):
    with scope(admin.organisation_id):
        actions.note_present(member=admin, now=NOW)
        assert queries.online_ids() == {admin.pk}
        actions.note_present(member=admin, now=NOW, chosen=Attendance.AWAY)
        assert queries.online_ids() == frozenset()
        actions.note_gone(now=NOW + timedelta(minutes=10))
        assert queries.presences() == {admin.pk: Attendance.OFFLINE}

        actions.note_present(member=admin, now=NOW + timedelta(minutes=11))

        assert queries.presences() == {admin.pk: Attendance.AWAY}


def test_only_those_without_a_sign_of_life_go_offline(admin):
    other = make_member(admin_house(admin))
    with scope(admin.organisation_id):
        actions.note_present(member=admin, now=NOW)
        actions.note_present(member=other, now=NOW + timedelta(minutes=4))

        assert actions.note_gone(now=NOW + timedelta(minutes=5)) == 1

        assert queries.presences() == {admin.pk: Attendance.OFFLINE, other.pk: Attendance.ONLINE}


def test_the_shell_says_how_the_member_is_present_and_takes_their_word(admin):
    client = signed_in(admin)
    page = client.get("/o/hemu/profile/").content.decode()

    first = client.post("/o/hemu/presence/", headers={"HX-Request": "true"}).content.decode()
    client.post("/o/hemu/presence/", {"presence": "away"}, headers={"HX-Request": "true"})
    client.post("/o/hemu/presence/", {"presence": "nonsense"}, headers={"HX-Request": "true"})

    assert 'hx-post="/o/hemu/presence/"' in page
    assert "Online" in first
    with scope(admin.organisation_id):
        assert Presence.objects.get().state == "away"

"""Profile, colleagues, tokens, and what every page of an organisation does, as a browser meets them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from changlai.accounts import actions
from changlai.accounts.models import ApiToken, Member, Organisation, Role, User
from changlai.accounts.tests.factories import PASSWORD, make_member, make_organisation, signed_in
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def member() -> Member:
    return make_member(make_organisation("hemu"), name="Meng Jia", email="mengjia@hemu.example", password=PASSWORD)


def test_profile_changes_name_and_language(member):
    elsewhere = make_member(make_organisation("muhe"), email="mengjia@hemu.example")
    client = signed_in(member)

    response = client.post("/o/hemu/profile/", {"name": "孟小佳", "language": "zh-hans"})

    assert response["Location"] == "/o/hemu/profile/?saved"
    assert "已保存" in client.get("/o/hemu/profile/?saved").content.decode()
    for one in (member, elsewhere):
        with scope(one.organisation_id):
            assert Member.objects.get(pk=one.pk).name == "孟小佳"


def test_profile_change_is_written_down_with_its_difference_and_only_then(member):
    client = signed_in(member)

    for _ in range(2):
        client.post("/o/hemu/profile/", {"name": "Meng Jia", "language": "en"})

    with scope(member.organisation_id):
        entries = AuditEntry.objects.filter(action="accounts.profile.changed")
        assert [entry.changes for entry in entries] == [{"language": ["", "en"]}]


def test_colleague_is_named_in_the_title_without_markup(member):
    page = signed_in(member).get(f"/o/hemu/members/{member.pk}/").content.decode()

    assert "<title>Meng Jia - Changlai</title>" in page


def test_present_password_cannot_be_guessed_in_a_session_left_open(member):
    house = Organisation.objects.get(slug="hemu")
    colleague = make_member(house, email="b@hemu.example", password=PASSWORD)
    new, place = "green mountains 77 rivers", "/o/hemu/profile/password/"
    here = signed_in(member)

    guesses = [here.post(place, {"present": f"guess {n}", "new": new}) for n in range(6)]
    paused = here.post(place, {"present": PASSWORD, "new": new})
    other = signed_in(colleague).post(place, {"present": PASSWORD, "new": new})

    assert ["not your current password" in one.content.decode() for one in guesses] == [True] * 6
    assert (paused.status_code, other.status_code) == (422, 302)
    assert "Too many wrong passwords" in paused.content.decode()
    assert User.objects.get(pk=member.user.pk).check_password(PASSWORD)


def test_new_password_ends_the_other_sessions(member):
    here, elsewhere = signed_in(member), signed_in(member)
    new = "quite another pass phrase"

    wrong = here.post("/o/hemu/profile/password/", {"present": "wrong", "new": new})
    weak = here.post("/o/hemu/profile/password/", {"present": PASSWORD, "new": "short"})
    done = here.post("/o/hemu/profile/password/", {"present": PASSWORD, "new": new})

    assert (wrong.status_code, weak.status_code, done.status_code) == (422, 422, 302)
    assert "not your current password" in wrong.content.decode()
    assert here.get("/o/hemu/profile/").status_code == 200
    assert elsewhere.get("/o/hemu/profile/").status_code == 302


def test_missing_permission_names_it_and_who_can_give_it(member):
    agent = make_member(Organisation.objects.get(), "agent", name="Li Mu")

    page = signed_in(agent).get("/o/hemu/settings/tokens/")
    fragment = signed_in(agent).get("/o/hemu/settings/tokens/", headers=HTMX)

    text = page.content.decode()
    assert (page.status_code, fragment.status_code) == (403, 403)
    assert "change the organisation&#39;s settings" in text
    assert "Ask Meng Jia to change it." in text
    assert fragment["HX-Reswap"] == "none"
    assert "Ask Meng Jia" in fragment.content.decode()


def test_role_of_a_colleague_can_be_changed(member):
    agent = make_member(Organisation.objects.get(), "agent")
    with scope(member.organisation_id):
        manager = Role.objects.get(slug="manager")
    theirs = signed_in(agent)

    response = signed_in(member).post(f"/o/hemu/members/{agent.pk}/role/", {"role": manager.pk})

    assert response.status_code == 302
    assert theirs.get("/o/hemu/members/").status_code == 302  # signed out
    with scope(member.organisation_id):
        assert Member.objects.get(pk=agent.pk).role == manager


def test_role_of_another_organisation_is_refused(member):
    other = make_organisation("muhe")
    with scope(other.pk):
        foreign = Role.objects.get(slug="admin")
    agent = make_member(Organisation.objects.get(slug="hemu"), "agent")

    response = signed_in(member).post(f"/o/hemu/members/{agent.pk}/role/", {"role": foreign.pk})

    assert response.status_code == 422
    with scope(member.organisation_id):
        assert Member.objects.get(pk=agent.pk).role.slug == "agent"


def test_last_administrator_is_refused_in_words(member):
    with scope(member.organisation_id):
        viewer = Role.objects.get(slug="viewer")

    response = signed_in(member).post(f"/o/hemu/members/{member.pk}/role/", {"role": viewer.pk})

    assert response.status_code == 422
    assert "Meng Jia is the last administrator." in response.content.decode()


def test_token_is_shown_once_and_revoked(member):
    client = signed_in(member)

    made = client.post("/o/hemu/settings/tokens/", {"name": "shop", "days": "90"})
    with scope(member.organisation_id):
        token = ApiToken.objects.get()
    value = re.findall(r'value="(cl_[^"]+)"', made.content.decode())[0]

    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert value.startswith(f"cl_{token.prefix}_")
    assert value not in client.get("/o/hemu/settings/tokens/").content.decode()
    client.post(f"/o/hemu/settings/tokens/{token.pk}/revocation/")
    assert Client(headers={"authorization": f"Bearer {value}"}).get("/api/v1/me").status_code == 401


def test_token_of_another_organisation_cannot_be_revoked(member):
    other = make_member(make_organisation("muhe"))
    token, _value = actions.create_api_token(member=other, name="shop", by=other)

    response = signed_in(member).post(f"/o/hemu/settings/tokens/{token.pk}/revocation/")

    assert response.status_code == 404
    with scope(other.organisation_id):
        assert ApiToken.objects.get().revoked_at is None


def test_hostile_names_stay_text(member):
    make_member(Organisation.objects.get(), "agent", name='<script>alert(1)</script>"\u202egnp')

    page = signed_in(member).get("/o/hemu/members/").content.decode()

    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("extra", [1, 3])
def test_a_page_takes_few_statements_however_many_colleagues(member, extra):
    for _ in range(extra):
        make_member(Organisation.objects.get(), "agent")
    client = signed_in(member)
    client.get("/o/hemu/members/")

    with CaptureQueriesContext(connection) as statements:
        client.get("/o/hemu/members/")

    asked = [one["sql"] for one in statements if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    before_the_page = [sql for sql in asked if "set_config" not in sql]
    assert len(before_the_page) == 1, asked  # the colleagues; who asks is known by prepared statements


def test_choice_shows_own_organisations_only(member):
    make_member(make_organisation("muhe", name="Muhe"), email="mengjia@hemu.example")
    make_member(make_organisation("other", name="Somebody Else"))

    page = signed_in(member).get("/organisations/").content.decode()

    assert "/o/hemu/" in page
    assert "/o/muhe/" in page
    assert "Somebody Else" not in page


def test_front_door_leads_to_the_only_organisation(member):
    assert signed_in(member).get("/")["Location"] == "/o/hemu/"


def test_page_speaks_the_members_language(member):
    User.objects.update(language="zh-hans")

    chinese = signed_in(member).get("/o/hemu/members/", headers={"accept-language": "en"})
    client = signed_in(member)
    client.cookies["changlai_language"] = "en"

    assert 'lang="zh-CN"' in chinese.content.decode()
    assert 'lang="en"' in client.get("/o/hemu/members/").content.decode()

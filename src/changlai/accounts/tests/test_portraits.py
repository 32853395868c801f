"""The picture a member chooses: kept, shown to colleagues, replaced, taken away."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from changlai.accounts.models import Member
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in
from changlai.kernel.models import StoredFile
from changlai.kernel.tenancy import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    return make_organisation("hemu")


@pytest.fixture
def member(house):
    return make_member(house, "agent", name="Lin")


def picture(colour="red", size=(300, 200)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return SimpleUploadedFile("me.png", out.getvalue(), "image/png")


def choose(client, file):
    return client.post("/o/hemu/profile/portrait/", {"picture": file})


def fresh(member):
    with scope(member.organisation_id):
        return Member.objects.get(pk=member.pk)


def test_picture_is_shown_to_colleagues_and_to_nobody_else(house, member):
    client = signed_in(member)
    assert choose(client, picture()).status_code == 302
    address = f"/o/hemu/members/{member.pk}/portrait/{fresh(member).portrait}/"

    assert address in client.get("/o/hemu/profile/").content.decode()
    assert address in signed_in(make_member(house)).get("/o/hemu/members/").content.decode()
    shown = signed_in(make_member(house, "viewer")).get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert b"".join(shown).startswith(b"RIFF")
    other = make_organisation("other")
    assert signed_in(make_member(other)).get(address).status_code == 404
    assert signed_in(make_member(other)).get(address.replace("hemu", "other")).status_code == 404


def test_another_picture_takes_the_place_of_the_first_and_the_letter_comes_back(member):
    client = signed_in(member)
    choose(client, picture())
    first = fresh(member).portrait
    choose(client, picture("blue"))

    assert fresh(member).portrait not in {"", first}
    assert client.get(f"/o/hemu/members/{member.pk}/portrait/{first}/").status_code == 404
    with scope(member.organisation_id):
        assert StoredFile.objects.count() == 1
    client.post("/o/hemu/profile/portrait/removal/")
    with scope(member.organisation_id):
        assert StoredFile.objects.count() == 0
    assert fresh(member).portrait == ""


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (SimpleUploadedFile("me.txt", b"just words, no picture at all", "text/plain"), "is no picture"),
        (SimpleUploadedFile("me.png", b"\x89PNG\r\n\x1a\n" + b"x" * 90, "image/png"), "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_and_not_kept(member, file, why):
    answer = choose(signed_in(member), file)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    with scope(member.organisation_id):
        assert StoredFile.objects.count() == 0
    assert fresh(member).portrait == ""

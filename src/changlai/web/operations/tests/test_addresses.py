"""Addresses of the machine room that nobody was given."""

import pytest

from changlai.accounts.operations import cursor_of
from changlai.accounts.tests.factories import make_member, make_organisation, signed_in

pytestmark = pytest.mark.django_db

HOME = "/o/hemu/settings/operations/"


@pytest.mark.parametrize(
    ("path", "status"),
    [("events/%00/1/", 404), ("events/?after=" + cursor_of(1, "\x00"), 400), ("jobs/?after=" + cursor_of(2**63), 400)],
    ids=["address", "text in a cursor", "number in a cursor"],
)
def test_what_no_column_can_hold_never_reaches_the_database(path, status):
    client = signed_in(make_member(make_organisation("hemu")))

    assert client.get(HOME + path).status_code == status

"""Tickets for live events name rooms the member may enter, and no others."""

import pytest
from django.test import Client

from changlai.accounts.models import Member
from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.inbox.filters import Filters
from changlai.kernel.crypto import read_ticket

pytestmark = pytest.mark.django_db


def rooms_for(member: Member, slug: str, *asked: str) -> list[str]:
    client = Client()
    client.force_login(member.user)
    response = client.get(f"/o/{slug}/live/", {"room": asked})
    assert response["Cache-Control"] == "no-store"
    rooms: list[str] = read_ticket(response.json()["ticket"], purpose="live")["rooms"]
    return rooms


def test_rooms_are_of_this_organisation_whatever_is_asked():
    house, other = make_organisation("hemu"), make_organisation("muhe")
    member = make_member(house)

    found = rooms_for(member, "hemu", "inbox:all", f"{other.pk}:inbox:all", "edge", "nothing", "inbox:", "../x", "")

    assert found == [f"{house.pk}:inbox:all"]


def test_sales_hear_their_own_shelf_only():
    house = make_organisation("hemu")
    colleague, member = make_member(house, "sales"), make_member(house, "sales")

    asked = [f"inbox:member:{member.pk}", f"inbox:member:{colleague.pk}", "inbox:unassigned", "inbox:all"]

    assert rooms_for(member, "hemu", *asked) == [f"{house.pk}:inbox:member:{member.pk}"]


def test_a_narrowed_list_is_heard_like_a_whole_one():
    house = make_organisation("hemu")
    member = make_member(house)
    shelf = "conversations:all:open:zh_hans"
    narrowed = f"{shelf}:{Filters(unread=True, channel='wecom').word}"

    found = rooms_for(member, "hemu", shelf, narrowed, f"{shelf}:nonsense")

    assert found == [f"{house.pk}:{shelf}", f"{house.pk}:{narrowed}"]


def test_conversations_and_customers_nobody_may_see_stay_silent():
    member = make_member(make_organisation("hemu"))

    assert rooms_for(member, "hemu", "conversation:7", "customer:7", "conversation:٣", "customer:1:2") == []

"""Short help: on every page of the menu, for who may see that page."""

import re

import pytest
from django.test import Client

from changlai.kernel import discovery
from changlai.ui.preferences import LANGUAGE_COOKIE
from changlai.web import handbook
from tests.support.house import found_firm, hire

pytestmark = pytest.mark.django_db

GUIDE = "/o/hemu/guide/"


def browser(member) -> Client:
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(member.user)
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_every_page_of_the_menu_has_its_help():
    helped = {name for topic in handbook.topics() for name in topic.pages}
    menu = {item.url_name for room in discovery.rooms("nav") for item in getattr(room, "ITEMS", ())}

    assert sorted(menu - helped) == []


def test_no_page_has_two_topics():
    named = [name for topic in handbook.topics() for name in topic.pages]

    assert len(named) == len(set(named))


def test_drawer_tells_of_the_page_one_is_on():
    client = browser(found_firm().admin)

    told = client.get(f"{GUIDE}?page=inbox:conversation", headers={"hx-request": "true"})

    assert "Every conversation of every channel" in words(told)
    assert "Who may sign in" not in words(told)


def test_page_without_help_of_its_own_gets_the_whole_guide():
    client = browser(found_firm().admin)

    told = client.get(f"{GUIDE}?page=nothing:here", headers={"hx-request": "true"})

    assert "Every conversation of every channel" in words(told)
    assert "Who may sign in" in words(told)


def test_nobody_is_told_of_pages_they_have_not():
    firm = found_firm()

    told = words(browser(hire(firm, "林小棠", "viewer")).get(GUIDE))

    assert "Customers" in told
    assert "Keys with which other programs" not in told

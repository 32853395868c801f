"""The customer beside the thread reads like the customer's own page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from changlai.channels.contracts import Follow
from changlai.customers import actions as customers
from changlai.customers.models import Customer
from changlai.inbox.tests.desk import HTMX, sit_down, write
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, hire, later

WORDS = {
    "en": ("Contacts", "deleted by the colleague", "handed over to another colleague"),
    "zh-hans": ("好友关系", "成员已删除客户", "已转接给其他成员"),
}


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_relations_have_one_wording_on_both_pages(firm, language):
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, firm.admin, language)
    ended = [("tang", "by_member"), ("zhao", "by_transfer")]
    with scope(firm.id):
        follows = [Follow(one, added_at=NOON, removed=how, removed_at=later(1)) for one, how in ended]
        customers.keep_follows(
            [(firm.id, conversation.customer_id, firm.account.id, one, NOON) for one in follows], whole=False
        )

    pages = [
        plain(desk.get("conversation", conversation_id=conversation.pk).content.decode()),
        plain(desk.client.get(f"/o/hemu/customers/{conversation.customer_id}/").content.decode()),
    ]

    assert [[word in page for word in WORDS[language]] for page in pages] == [[True] * 3] * 2


def test_when_somebody_was_first_met_is_good_english_a_minute_ago_too(firm):
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, firm.admin)
    with scope(firm.id):
        Customer.objects.update(created_at=timezone.now() - timedelta(minutes=3))

    pages = [
        plain(desk.get("conversation", conversation_id=conversation.pk).content.decode()),
        plain(desk.client.get(f"/o/hemu/customers/{conversation.customer_id}/").content.decode()),
    ]

    assert [bool(re.search("First met:? 3 minutes ago", page)) for page in pages] == [True, True]
    assert [re.findall(r"(?:since|on) [0-9]+ minutes ago", page) for page in pages] == [[], []]


def test_last_news_of_a_burst_is_not_dropped(firm):
    """htmx's throttle acts on the first event and forgets those that follow; delay acts after the last."""
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, firm.admin)

    page = desk.get("conversation", conversation_id=conversation.pk).content.decode()

    triggers = re.findall(r'hx-trigger="(live:interaction [^"]*)"', page)
    assert len(triggers) > 1  # who they are, and each panel by itself
    assert all("delay:" in one for one in triggers)
    assert "throttle:" not in page


def test_news_draw_who_they_are_and_leave_the_panels_unless_they_are_of_another(firm):
    conversation, desk = write(firm, "Lin", "hi"), sit_down(firm, firm.admin)
    of = conversation.customer_id

    same = desk.get("customer", {"of": of}, conversation_id=conversation.pk)
    merged = desk.get("customer", {"of": of + 1}, conversation_id=conversation.pk)

    assert ("Lin" in same.content.decode(), 'id="beside"' in same.content.decode()) == (True, False)
    assert "HX-Retarget" not in same.headers
    assert (merged.headers["HX-Retarget"], f"/customers/{of}/tags/" in merged.content.decode()) == ("#side", True)


@pytest.mark.parametrize(("language", "words"), [("en", "none"), ("zh-hans", "无")])
def test_panels_in_which_nothing_stands_are_a_quiet_line_each_with_what_can_be_added(firm, language, words):
    conversation = write(firm, "Lin", "hi")
    pages = {}
    for member in (firm.admin, hire(firm, "Bo", "viewer")):
        desk = sit_down(firm, member, language)
        page = desk.get("conversation", conversation_id=conversation.pk).content.decode()
        beside = page.split('<div class="inbox-side">')[1]
        for url in re.findall(r'<section class="cl-sec" hx-get="([^"]*)" hx-trigger="intersect once"', beside):
            pages[member, url.split("/")[-2]] = desk.client.get(url, headers=HTMX).content.decode()
    quiet = {place: page for place, page in pages.items() if "cl-sec is-empty" in page}

    assert {name for member, name in quiet if member == firm.admin} == {"company", "cases", "orders"}
    assert [page for page in quiet.values() if "<p" in page or "<div" in page.split("</div>", 1)[1]] == []
    offered = {name: "<a " in page for (member, name), page in quiet.items() if member == firm.admin}
    assert offered == {"company": True, "cases": False, "orders": True}
    alone = [page for (member, _), page in quiet.items() if member != firm.admin]
    assert ["<a " in page for page in alone] == [False] * len(alone)
    assert [plain(page).split()[-1] for page in alone] == [words] * len(alone)
    assert alone

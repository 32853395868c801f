"""What a search looks like: in the palette, on the page of results, and to who may not see all."""

import pytest
from django.test import Client

from changlai.customers.tests.finding import add, read_all
from tests.support.house import found_firm, hire, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return found_firm()


def signed_in(member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user)
    return client


def palette(member, text: str) -> str:
    answer = signed_in(member).get("/o/hemu/search/", {"q": text}, headers={"HX-Request": "true"})
    return answer.content.decode()


def test_palette_shows_why_a_customer_was_found(firm):
    held = add(firm, "林晓棠", remark="展会认识 <b>的</b>", phone="+8613800136120", company="禾木")
    read_all(firm)

    by_name, by_remark, by_end = (palette(firm.admin, text) for text in ("晓棠", "展会", "6120"))

    assert f'href="/o/hemu/customers/{held}/"' in by_name
    assert "林<mark>晓棠</mark>" in by_name
    assert "好友备注：<mark>展会</mark>认识 &lt;b&gt;" in by_remark
    assert "尾号：138****6120" in by_end
    assert "13800136120" not in by_name + by_remark + by_end


def test_nothing_found_leads_to_conversations(firm):
    assert "/o/hemu/inbox/search/?q=%E6%B2%A1%E6%9C%89" in palette(firm.admin, "没有")


def test_what_was_looked_for_is_offered_again_until_it_is_forgotten(firm):
    add(firm, "林晓棠")
    read_all(firm)
    client, other = signed_in(firm.admin), signed_in(hire(firm, "Gao", "manager"))
    for text in ("林", "林晓", "nothing at all"):
        client.get("/o/hemu/search/", {"q": text})
    client.post("/o/hemu/search/recent/", {"q": "6120"})

    shown = client.get("/o/hemu/search/", headers={"HX-Request": "true"}).content.decode()
    theirs = other.get("/o/hemu/search/", headers={"HX-Request": "true"}).content.decode()
    client.post("/o/hemu/search/recent/", {"forget": "1"})
    after = client.get("/o/hemu/search/", headers={"HX-Request": "true"}).content.decode()

    assert ("<bdi>林晓</bdi>" in shown, "<bdi>林</bdi>" in shown, "6120" in shown) == (True, False, True)
    assert "nothing at all" not in shown
    assert "林晓" not in theirs + after


def test_a_tab_holds_all_of_one_kind_page_by_page(firm):
    for n in range(45):
        add(firm, f"张伟{n:02}", last_interaction_at=later(n))
    read_all(firm)
    client = signed_in(firm.admin)

    few = client.get("/o/hemu/search/", {"q": "张伟"}).content.decode()
    first = client.get("/o/hemu/search/", {"q": "张伟", "kind": "customer"}).content.decode()
    following = first.partition('hx-get="/o/hemu/search/')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(f"/o/hemu/search/{following}", headers={"HX-Request": "true"}).content.decode()

    assert (few.count("data-hit"), first.count("data-hit"), second.count("data-hit")) == (6, 40, 5)
    assert "查看全部" in few
    assert "<html" not in second
    assert client.get("/o/hemu/search/", {"q": "张伟", "kind": "nothing"}).status_code == 200
    assert client.get("/o/hemu/search/", {"q": "张伟", "kind": "customer", "after": "bad"}).status_code == 400

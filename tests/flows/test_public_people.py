"""Who speaks in public: harmless whatever they are called and write, and gone from everywhere when they want to be."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from changlai.channels.contracts import IdentityClaim, Speaker
from changlai.compliance import actions as compliance
from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.finding import read_all
from changlai.kernel.tenancy import scope
from changlai.listening import actions
from changlai.listening.actions import Verdict, cases
from changlai.listening.actions.recounting import days_counted, recount
from changlai.listening.enums import SourceKind
from changlai.listening.models import Author, Mention
from changlai.listening.tests.factories import BAD, CONSUMER, add_source, add_topic, hear, mentions, said, tell
from changlai.listening.views.board import PARTS
from tests.flows.test_erasure import found_anywhere
from tests.support.house import NOON, found_firm, settle, work
from tests.support.programs import program

pytestmark = pytest.mark.django_db(transaction=True)

BIDI = "\u202e\u2066\u200f"
NAME = f"<img src=x onerror=alert(1)>{BIDI}\x00\ud800\"'>昵称" + "长" * 100_000
TEXT = (
    f"</script><script>alert(2)</script>{BIDI}\x00\ud800禾木坏了，客服不理人 {{{{7*7}}}} =cmd|'/c calc'!A1 "
    + "坏" * 100_000
)
CARRIED = ("<img src=x", "<script>alert(2)", "\x00", *BIDI)


@pytest.fixture
def firm():
    return found_firm()


def addresses(firm, post: Mention, case_id: int, customer_id: int, topic_id: int) -> list[str]:
    """Every page that shows what was said, or by whom."""
    home = "/o/hemu/listening"
    return [
        f"{home}/mentions/",
        f"{home}/mentions/?q=禾木坏了",
        f"{home}/mentions/{post.pk}/",
        f"{home}/topics/{topic_id}/",
        f"{home}/board/",
        *(f"{home}/board/{slug}/" for slug in PARTS),
        f"{home}/cases/",
        f"{home}/cases/{case_id}/",
        f"{home}/cases/?q=禾木坏了",
        *([f"/o/hemu/customers/{customer_id}/", f"/o/hemu/customers/{customer_id}/cases/"] if customer_id else []),
        "/o/hemu/search/?q=禾木坏了",
        f"/o/hemu/settings/access/?member={firm.admin.pk}&link=http://x{home}/mentions/{post.pk}/",
    ]


def test_hostile_author_and_post_harm_no_page(firm):
    source, topic = add_source(firm), add_topic(firm, expression="禾木")
    speaker = Speaker(
        IdentityClaim("weibo_uid", "", "7\x00" + "7" * 300), NAME, "javascript:alert(3)", "x", 10**18, True, NAME
    )
    now = timezone.now()
    facts: dict[str, Any] = {"url": "javascript:alert(4)", "parent": NAME, "about": TEXT, "speaker": speaker, "at": now}
    [post] = hear(firm, source, said(TEXT, key=NAME, **facts))
    with scope(firm.id):
        actions.apply_topic(topic.pk)
        case = cases.open_by_hand(mention=post, by=firm.admin, now=now)
        customer_id = case.customer_id or 0
    settle()
    read_all(firm)
    client = browser(firm.admin)

    asked = addresses(firm, post, case.pk, customer_id, topic.pk)
    answers = {address: client.get(address) for address in asked}

    assert {address: one.status_code for address, one in answers.items() if one.status_code != 200} == {}
    carried = {address: [bad for bad in CARRIED if bad in one.text] for address, one in answers.items()}
    assert {address: found for address, found in carried.items() if found} == {}
    assert [address for address, one in answers.items() if 'href="javascript:' in one.text] == []
    assert sum("昵称" in one.text for one in answers.values()) >= 4
    assert "&lt;script&gt;alert(2)" in answers[f"/o/hemu/listening/mentions/{post.pk}/"].text
    told = program(firm.admin).get(f"/api/v1/mentions/{post.pk}").json()
    assert (len(told["text"]), told["url"], told["author"]["url"]) == (10_000, "", "")


def test_nothing_of_an_author_is_left_and_the_board_stays_true(firm, test_database):
    source, lin = add_source(firm), make_customer(firm, "林小满")
    who = Speaker(IdentityClaim("weibo_uid", "", "uid-星河湾"), "昵称星河湾")
    plain = Speaker(None, "昵称星河湾")
    tell(firm, source, said(f"{BAD}星河湾八号", key="p1", speaker=who), said("我在星河湾", key="p2", speaker=plain))
    tell(
        firm,
        source,
        said("别人在说话", key="p3"),
        said("回答她", key="p4", by="乙", parent="p1", about="我住星河湾八号"),
    )
    settle([CONSUMER])
    with scope(firm.id):
        for author in Author.objects.filter(name__contains="星河湾"):
            actions.link(author=author, customer=lin, by=firm.admin, now=NOON)
        ids = list(Mention.objects.values_list("id", flat=True))
        actions.correct(mention_ids=ids, verdict=Verdict(intent=None), by=firm.admin, now=timezone.now())
        cases.open_by_hand(mention=Mention.objects.get(key="p1"), by=firm.admin, now=timezone.now())
    settle()
    read_all(firm)
    assert found_anywhere(test_database, "星河湾")

    with scope(firm.id):
        asked = compliance.ask_erasure(customer=lin, by=firm.admin, now=timezone.now(), reason="她要求")
    with scope(firm.id):
        compliance.erase(request_id=asked.pk, now=timezone.now() + timedelta(days=8))
    settle()

    assert found_anywhere(test_database, "星河湾") == set()
    assert [(m.key, m.about) for m in mentions(firm)] == [("p3", ""), ("p4", "")]
    with scope(firm.id):
        days = days_counted()
        assert days is not None
        assert recount(*days).total == 0


def test_author_of_a_file_is_one_and_the_same_however_often_it_comes(firm):
    source = add_source(firm, kind=SourceKind.FILE)
    hear(firm, source, said("一", by="甲"), said("二", by="甲"), said("三", by="乙"))
    work()

    with scope(firm.id):
        assert sorted(Author.objects.values_list("name", "mention_count")) == [("乙", 1), ("甲", 2)]

"""The pages of mentions and their doors for programs."""

import pytest
from django.utils import timezone

from changlai.customers.tests.factories import browser, make_customer
from changlai.customers.tests.finding import read_all
from changlai.kernel import db
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.listening.actions import tallies
from changlai.listening.actions.forgetting import forget
from changlai.listening.enums import KIND
from changlai.listening.models import Author, Mention, MentionTally
from changlai.listening.tests.boards import keep_mention
from changlai.listening.tests.cases import make_author
from changlai.listening.tests.factories import CONSUMER, add_source, add_topic, mentions
from changlai.records.pieces import kind_number
from tests.support.database import statements
from tests.support.house import NOON, found_firm, hire, settle, work
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db
HOME = "/o/hemu/listening/mentions/"


@pytest.fixture
def firm():
    return found_firm()


def keep(firm, text: str, **facts) -> Mention:
    with scope(firm.id):
        return keep_mention(firm, text=text, **facts)


def again(firm, mention: Mention) -> Mention:
    with scope(firm.id):
        return Mention.objects.select_related("author").get(pk=mention.pk)


def test_page_shows_what_was_said_what_it_means_and_who_said_it(firm):
    author = make_author(firm, place="上海", mention_count=2, negative_count=1)
    post = keep(
        firm, "床垫坏了客服不理人", author=author, sentiment="negative", reach=23_000, aspects={"service": "negative"}
    )
    keep(firm, "之前说过的", author=author, key="e")
    keep(firm, "回答在下面", parent=post.key)
    keep(firm, "同样的话", fold=post)
    lin = make_customer(firm, "米粒妈妈")

    page = browser(firm.admin).get(f"{HOME}{post.pk}/").text

    for words in ("床垫", "米粒妈妈", "23000", "之前说过的", "回答在下面", "同样的话", f"/customers/{lin.pk}/"):
        assert words in page
    assert "Called “米粒妈妈” here, too" in page


def test_verdict_is_corrected_by_a_click_and_moves_the_board(firm):
    post = keep(firm, "床垫坏了", sentiment="neutral", is_uncertain=True)
    with scope(firm.id):
        tallies.count(tallies.lines_of([post.pk]))
    client = browser(firm.admin)

    shown = client.post(f"{HOME}{post.pk}/verdict/", {"sentiment": "negative"}, follow=True)
    client.post(f"{HOME}{post.pk}/verdict/", {"intent": "complaint", "urgency": "now"})
    client.post(f"{HOME}{post.pk}/verdict/", {"sentiment": "nonsense"})
    client.post(f"{HOME}{post.pk}/handled/", {"is_handled": "1"})

    now = again(firm, post)
    told = (now.sentiment, now.intent, now.urgency, now.is_uncertain, now.is_handled)
    assert told == ("negative", "complaint", "now", False, True)
    assert f"corrected by {firm.admin.name}" in shown.text
    with scope(firm.id):
        sums = MentionTally.objects.filter(topic_id=0).exclude(count=0).values_list("sentiment", "count")
        assert list(sums) == [("negative", 1)]


def test_author_is_confirmed_or_refused_and_that_is_remembered(firm):
    author, lin = make_author(firm), make_customer(firm, "米粒妈妈")
    post, client = keep(firm, "坏了", author=author), browser(firm.admin)

    refused = client.post(f"{HOME}{post.pk}/author/", {"customer": lin.pk, "is_same": "0"}, follow=True)
    was = again(firm, post).author
    confirmed = client.post(f"{HOME}{post.pk}/author/", {"customer": lin.pk, "is_same": "1"}, follow=True)
    now = again(firm, post).author

    assert ("Called “米粒妈妈” here, too" in refused.text, was.customer_id) == (False, None)
    assert (now.customer_id, f"/customers/{lin.pk}/" in confirmed.text) == (lin.pk, True)
    assert client.post(f"{HOME}{post.pk}/author/", {"customer": "9" * 30, "is_same": "1"}).status_code == 404


def test_only_who_may_judge_changes_anything_and_nobody_sees_another_firms(firm):
    post, other = keep(firm, "坏了"), found_firm("yunqi", "云栖")
    viewer, stranger = browser(hire(firm, "Li", "viewer")), browser(other.admin)

    assert viewer.get(f"{HOME}{post.pk}/").status_code == 200
    for door, body in (
        ("verdict", {"sentiment": "positive"}),
        ("handled", {"is_handled": "1"}),
        ("author", {"customer": 1}),
    ):
        assert viewer.post(f"{HOME}{post.pk}/{door}/", body).status_code == 403
    assert stranger.get(f"/o/yunqi/listening/mentions/{post.pk}/").status_code == 404
    assert (again(firm, post).sentiment, again(firm, post).is_handled) == ("neutral", False)


def test_list_is_searched_by_words_and_authors_in_as_many_statements(firm):
    author = make_author(firm, name="测评君阿强")
    keep(firm, "云栖床垫的味道很冲", author=author)
    for number in range(3):
        keep(firm, f"别的话题{number}")
    read_all(firm)
    client = browser(firm.admin)

    found = {
        word: client.get(HOME, {"q": word}).text.count("云栖床垫") > 0 for word in ("味道", "阿强", "很冲", "没有")
    }
    with statements() as few:
        client.get(HOME)
    for number in range(4):
        keep(firm, f"更多{number}", author=author)
    with statements() as many:
        client.get(HOME)

    assert found == {"味道": True, "阿强": True, "很冲": True, "没有": False}
    assert "别的话题1" not in client.get(HOME, {"q": "云栖"}).text
    assert len(many) == len(few)


def test_deleted_mention_leaves_nothing_in_the_index(firm):
    post = keep(firm, "云栖床垫的味道很冲")
    read_all(firm)
    with scope(firm.id):
        forget([post.pk])
        held = db.value("select count(*) from records_text_after(%s, %s, 0, 10)", (firm.id, kind_number(KIND)))
    assert held == 0


def test_access_to_a_mention_is_explained(firm):
    post, viewer = keep(firm, "床垫坏了"), hire(firm, "Li", "viewer")
    link = f"http://127.0.0.1:8000{HOME}{post.pk}/"

    page = browser(firm.admin).get("/o/hemu/settings/access/", {"member": str(viewer.pk), "link": link})

    assert (page.status_code, "Li sees it." in page.text, "床垫坏了" in page.text) == (200, True, True)


# --- for programs -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_program_hands_over_lists_and_corrects(firm):
    source, topic = add_source(firm), add_topic(firm, expression="床垫")
    client, now = program(firm.admin), timezone.now().isoformat()
    told = [
        {
            "key": f"k{n}",
            "platform": "weibo",
            "text": f"床垫第{n}次坏了",
            "said_at": now,
            "author": {"name": "甲", "id": "7"},
        }
        for n in range(60)
    ]

    answers = [send(client, "post", "/mentions", {"source_id": source.pk, "mentions": told}) for _ in range(2)]
    settle([CONSUMER])
    first = client.get("/api/v1/mentions", {"topic_id": topic.pk}).json()
    rest = client.get("/api/v1/mentions", {"topic_id": topic.pk, "cursor": first["next"]}).json()
    one = first["items"][0]
    fixed = send(
        client, "put", f"/mentions/{one['id']}/verdict", {"sentiment": "positive", "aspects": {"price": "positive"}}
    )
    handled = send(client, "put", f"/mentions/{one['id']}/handled", {"is_handled": True})

    assert [answer.json() for answer in answers] == [{"accepted": 60}] * 2
    assert sorted(m["key"] for m in first["items"] + rest["items"]) == sorted(str(m["key"]) for m in told)
    assert rest["next"] is None
    assert {m["author"]["name"] for m in first["items"]} == {"甲"}
    assert (fixed.json()["sentiment"], fixed.json()["aspects"], fixed.json()["topic_ids"]) == (
        "positive",
        {"price": "positive"},
        [topic.pk],
    )
    assert handled.json()["is_handled"] is True
    assert client.get("/api/v1/mentions", {"sentiment": "positive"}).json()["items"][0]["id"] == one["id"]
    assert client.get("/api/v1/mentions", {"before": "2000-01-01T00:00:00Z"}).json()["items"] == []


def test_program_is_refused_with_what_is_wrong(firm):
    source = add_source(firm)
    client, viewer = program(firm.admin), program(hire(firm, "Li", "viewer"))
    one = {"key": "k", "platform": "weibo", "text": "x", "said_at": NOON.isoformat()}

    many = send(client, "post", "/mentions", {"source_id": source.pk, "mentions": [one] * 501})
    none = send(client, "post", "/mentions", {"source_id": source.pk, "mentions": []})
    long = send(client, "post", "/mentions", {"source_id": source.pk, "mentions": [one | {"text": "坏" * 100_001}]})
    lost = send(client, "post", "/mentions", {"source_id": source.pk + 9, "mentions": [one]})
    may_not = send(viewer, "post", "/mentions", {"source_id": source.pk, "mentions": [one]})
    with scope(firm.id):
        type(source).objects.filter(pk=source.pk).update(is_on=False)
    off = send(client, "post", "/mentions", {"source_id": source.pk, "mentions": [one]})

    assert [answer.status_code for answer in (many, none, long, lost, may_not, off)] == [422, 422, 422, 404, 403, 422]
    assert "switched off" in off.json()["detail"] or "停用" in off.json()["detail"]
    assert viewer.get("/api/v1/mentions").status_code == 200
    assert mentions(firm) == []


def test_program_says_who_an_author_is(firm):
    lin, post = make_customer(firm, "林"), keep(firm, "坏了", author=make_author(firm))
    client = program(firm.admin)

    no = send(client, "put", f"/mentions/{post.pk}/author/customer", {"customer_id": lin.pk, "is_same": False})
    yes = send(client, "put", f"/mentions/{post.pk}/author/customer", {"customer_id": lin.pk, "is_same": True})

    assert [one.json()["author"]["customer_id"] for one in (no, yes)] == [None, lin.pk]
    with scope(firm.id):
        assert Author.objects.get().customer_id == lin.pk
        assert AuditEntry.objects.filter(action__startswith="listening.author_").count() == 2


@pytest.mark.django_db(transaction=True)
def test_deeds_mark_and_correct_all_that_fit(firm):
    for number in range(3):
        keep(firm, f"第{number}条", platform="zhihu")
    keep(firm, "别处的")
    client, zhihu = program(firm.admin), {"path": "platform", "is": "zhihu"}

    made = [
        send(client, "post", "/records/mention/runs", {"deed": deed, "filter": zhihu, "arguments": arguments})
        for deed, arguments in (("listening.handle", {}), ("listening.judge", {"sentiment": "negative"}))
    ]
    work()

    assert [one.status_code for one in made] == [201, 201]
    told = sorted((m.platform, m.sentiment, m.is_handled) for m in mentions(firm))
    assert told == [("weibo", "neutral", False), *[("zhihu", "negative", True)] * 3]

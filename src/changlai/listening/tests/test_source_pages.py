"""The register of sources, files and topics: as people fill them in, and as programs do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from changlai.customers.tests.factories import browser
from changlai.kernel.models import AuditEntry
from changlai.kernel.tenancy import scope
from changlai.listening import queries
from changlai.listening.actions.sources import MOST_DELETED
from changlai.listening.enums import SourceKind
from changlai.listening.models import Mention, MentionSource, Topic
from changlai.listening.tests.boards import keep_mention
from changlai.listening.tests.factories import CONSUMER, add_source, add_topic, mentions, said, tell
from tests.support.house import found_firm, hire, settle
from tests.support.programs import program, send

pytestmark = pytest.mark.django_db
HOME = "/o/hemu/listening/sources/"
TOPICS = "/o/hemu/listening/topics/"
LINE = {
    "name": "数据商",
    "kind": "push",
    "purpose": "了解口碑",
    "origin": "某数据服务商",
    "ground": "contract",
    "retention_days": "90",
    "is_on": "on",
}


@pytest.fixture
def firm():
    return found_firm()


def lines(firm) -> list[tuple]:
    with scope(firm.id):
        return list(MentionSource.objects.order_by("id").values_list("name", "kind", "retention_days", "is_on"))


def test_register_is_kept_on_its_pages(firm):
    client = browser(firm.admin)

    empty = client.get(HOME).text
    made = client.post(f"{HOME}new/", LINE)
    page = client.get(f"{HOME}{_one(firm)}/").text
    client.post(f"{HOME}{_one(firm)}/", LINE | {"retention_days": "30", "is_on": "", "kind": "feed"})
    shown = client.get(HOME).text
    now = lines(firm)
    gone = client.post(f"{HOME}{_one(firm)}/removal/")

    assert ("No source yet" in empty, made.status_code, gone.status_code) == (True, 302, 302)
    assert ("/api/v1/mentions" in page, "source_id" in page) == (True, True)
    assert now == [("数据商", "push", 30, False)]
    assert ("数据商" in shown, "kept 30 days" in shown, lines(firm)) == (True, True, [])
    with scope(firm.id):
        deeds = AuditEntry.objects.filter(action__startswith="listening.source").order_by("id")
        assert [one.action.rpartition("_")[2] for one in deeds] == ["made", "changed", "deleted"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"purpose": " "}, "Say what these mentions are collected for."),
        ({"origin": ""}, "Say who gives these mentions"),
        ({"retention_days": "0"}, "greater than or equal to 1"),
        ({"retention_days": "99999"}, "less than or equal to 3650"),
        ({"ground": "because"}, "because"),
        ({"kind": "feed", "url": "javascript:alert(1)"}, "This is no address of a feed."),
        ({"kind": "account"}, "Choose a connected account"),
        ({"name": "旧的"}, "There is already one called “旧的”."),
    ],
)
def test_line_without_purpose_source_or_end_is_refused_in_words(firm, wrong, words):
    add_source(firm, "旧的")

    answer = browser(firm.admin).post(f"{HOME}new/", LINE | wrong)

    assert (answer.status_code, words in answer.text, len(lines(firm))) == (422, True, 1)


def test_database_itself_keeps_no_line_without_purpose_source_or_end(firm):
    source = add_source(firm)
    for wrong in ({"purpose": ""}, {"origin": ""}, {"retention_days": 0}, {"retention_days": 4_000}):
        with scope(firm.id), pytest.raises(IntegrityError), transaction.atomic():
            MentionSource.objects.filter(pk=source.pk).update(**wrong)
    with scope(firm.id):
        assert queries.collecting([firm.account.pk]) == set()


def test_source_with_very_many_mentions_is_not_deleted_at_once(firm, monkeypatch):
    assert MOST_DELETED == 10_000
    monkeypatch.setattr("changlai.listening.actions.sources.MOST_DELETED", 1)
    with scope(firm.id):
        kept = [keep_mention(firm) for _ in range(2)]

    answer = browser(firm.admin).post(f"{HOME}{kept[0].source_id}/removal/")

    assert answer.status_code == 422
    assert len(mentions(firm)) == 2


def test_pages_are_for_who_may(firm):
    source, manager = add_source(firm, kind=SourceKind.FILE), hire(firm, "Wu", "manager")
    client, viewer = browser(manager), browser(hire(firm, "Li", "viewer"))

    assert client.get(HOME).status_code == 403
    assert client.post(f"{HOME}new/", LINE).status_code == 403
    assert client.get(f"{HOME}{source.pk}/file/").status_code == 200
    assert viewer.get(f"{HOME}{source.pk}/file/").status_code == 403
    assert browser(found_firm("yunqi", "云栖").admin).get(f"/o/yunqi/listening/sources/{source.pk}/").status_code == 404


# --- files --------------------------------------------------------------------------------------------------------

TABLE = "内容,时间,作者,多余\n床垫坏了,2026-11-20 12:00,甲,x\n,2026-11-20 12:00,乙,\n床垫坏了,2026-11-20 12:00,甲,x\n"


@pytest.mark.django_db(transaction=True)
def test_file_is_brought_in_and_each_row_accounted_for(firm):
    source, client = add_source(firm, kind=SourceKind.FILE, platform="weibo"), browser(firm.admin)

    answer = client.post(f"{HOME}{source.pk}/file/", {"file": SimpleUploadedFile("a.csv", TABLE.encode())})
    again = client.post(f"{HOME}{source.pk}/file/", {"file": SimpleUploadedFile("a.csv", TABLE.encode("gb18030"))})
    settle([CONSUMER])

    assert (answer.status_code, again.status_code) == (200, 200)
    for words in ("2 mentions are taken in", "1 row was not read", "Row 3", "The text is empty.", "多余", "not read"):
        assert words in answer.text
    assert [(m.text, m.platform) for m in mentions(firm)] == [("床垫坏了", "weibo")]
    with scope(firm.id):
        assert AuditEntry.objects.filter(action="listening.file_read").count() == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "No column holds the text."),
        (b"\xff\xfe\x80\x81\xfd", "neither UTF-8 nor GB 18030"),
        (b'{"text": "x"}\n[]', "Line 2 is no JSON object."),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(firm, body, words):
    source = add_source(firm, kind=SourceKind.FILE)

    answer = browser(firm.admin).post(f"{HOME}{source.pk}/file/", {"file": SimpleUploadedFile("a.csv", body)})

    assert (answer.status_code, words in answer.text) == (422, True)


def test_source_that_is_off_takes_nothing_in(firm):
    source = add_source(firm, kind=SourceKind.FILE, is_on=False)

    answer = browser(firm.admin).post(f"{HOME}{source.pk}/file/", {"file": SimpleUploadedFile("a", TABLE.encode())})

    assert (answer.status_code, "switched off" in answer.text) == (422, True)


# --- topics -------------------------------------------------------------------------------------------------------


def test_topic_is_made_tried_changed_and_removed(firm):
    with scope(firm.id):
        keep_mention(firm, text="禾木的床垫", said_at=timezone.now())
        keep_mention(firm, text="别的", said_at=timezone.now())
    client, form = browser(firm.admin), {"name": "品牌", "kind": "brand", "expression": "禾木", "watched": "weibo 阿强"}

    tried = client.post(f"{TOPICS}preview/", form, headers={"HX-Request": "true"}).text
    made = client.post(f"{TOPICS}new/", form)
    topic = _topic(firm)
    page = client.get(f"{TOPICS}{topic.pk}/").text
    client.post(f"{TOPICS}{topic.pk}/", form | {"name": "新名", "expression": "禾木 OR 云栖"})
    changed, shown = _topic(firm), client.get(TOPICS).text
    client.post(f"{TOPICS}{topic.pk}/removal/")

    assert ("禾木的床垫" in tried, "别的" in tried, made.status_code) == (True, False, 302)
    assert ("weibo 阿强" in page, "新名" in shown, changed.expression) == (True, True, "禾木 OR 云栖")
    with scope(firm.id):
        assert (Topic.objects.count(), Mention.objects.count()) == (0, 2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"expression": "(禾木"}, "at character"),
        ({"expression": ""}, "Say what to listen for"),
        ({"watched": "nowhere"}, "cannot be read"),
        ({"name": ""}, "Give the topic a name"),
        ({"name": "旧的"}, "There is already one called “旧的”."),
    ],
)
def test_topic_that_cannot_be_is_refused_in_words(firm, wrong, words):
    add_topic(firm, "旧的")
    form = {"name": "品牌", "kind": "brand", "expression": "禾木"} | wrong

    answer = browser(firm.admin).post(f"{TOPICS}new/", form)

    assert (answer.status_code, words in answer.text) == (422, True)


# --- programs -----------------------------------------------------------------------------------------------------


def test_programs_keep_the_register_and_the_topics(firm):
    client = program(firm.admin, "en")
    body = LINE | {"retention_days": 90, "is_on": True}

    made = send(client, "post", "/mention-sources", body)
    one = made.json()["id"]
    changed = send(client, "put", f"/mention-sources/{one}", body | {"retention_days": 7})
    refused = send(client, "post", "/mention-sources", body | {"name": "x", "kind": "feed", "url": "ftp://x"})
    empty = send(client, "post", "/mention-sources", body | {"name": "y", "purpose": ""})
    topic = send(client, "post", "/topics", {"name": "品牌", "expression": "禾木"})
    bad = send(client, "post", "/topics", {"name": "坏", "expression": "(禾木"})

    assert (made.status_code, changed.json()["retention_days"], made.json()["error"]) == (201, 7, "")
    assert (refused.status_code, "no address of a feed" in refused.json()["detail"]) == (422, True)
    assert empty.status_code == 422
    assert [one["name"] for one in client.get("/api/v1/mention-sources").json()] == ["数据商"]
    assert (topic.status_code, bad.status_code, bad.json()["rule"]) == (201, 422, "listening.bad_expression")
    assert send(client, "delete", f"/mention-sources/{one}").status_code == 204
    assert send(client, "delete", f"/topics/{topic.json()['id']}").status_code == 204
    assert send(program(hire(firm, "Wu", "manager")), "post", "/mention-sources", body).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_source_takes_its_mentions_with_it(firm):
    one, other = add_source(firm, "甲"), add_source(firm, "乙")
    tell(firm, one, said(key="a"), said("别的事", key="b"))
    tell(firm, other, said("还有一件", key="c"))
    settle([CONSUMER])

    send(program(firm.admin), "delete", f"/mention-sources/{one.pk}")

    assert [m.key for m in mentions(firm)] == ["c"]


def _one(firm) -> int:
    with scope(firm.id):
        return MentionSource.objects.get().pk


def _topic(firm) -> Topic:
    with scope(firm.id):
        return Topic.objects.get()

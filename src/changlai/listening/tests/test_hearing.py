"""What is told becomes a mention: once, cleaned, judged, folded, counted."""

from datetime import timedelta

import pytest

from changlai.accounts.models import Organisation
from changlai.ai.enums import Sentiment
from changlai.ai.models import CorrectionKept
from changlai.channels.contracts import IdentityClaim, Speaker
from changlai.customers.models import Identity
from changlai.customers.tests.factories import make_customer
from changlai.kernel import cron
from changlai.kernel.tenancy import scope
from changlai.listening import actions, queries
from changlai.listening.actions import Told, Verdict
from changlai.listening.actions.forgetting import forget
from changlai.listening.actions.recounting import days_counted, recount
from changlai.listening.models import Author, Mention, MentionBand, MentionTally, MentionTopic
from changlai.listening.tests.factories import BAD, CONSUMER, add_source, add_topic, hear, keys, mentions, said, tell
from tests.support.database import statements
from tests.support.house import NOON, found_firm, settle

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "<script>x</script>\u202e\u0000\ud800禾木\u2066" + "坏" * 100_000


@pytest.fixture
def firm():
    return found_firm()


def sums(firm):
    with scope(firm.id):
        rows = MentionTally.objects.filter(topic_id=0).exclude(count=0).values_list("sentiment", "count", "copies")
        return sorted(rows)


def differs(firm):
    """What a recount finds different from the sums: nothing, whatever happened."""
    with scope(firm.id):
        days = days_counted()
        assert days
        return recount(*days).total


def test_told_thrice_is_heard_once_judged_and_counted(firm):
    source, topic = add_source(firm), add_topic(firm)
    one = said(key="p1")

    tell(firm, source, one, one)
    tell(firm, source, one)
    settle([CONSUMER])
    found = hear(firm, source, one)

    assert [(m.key, m.sentiment, m.author.name, m.reach) for m in found] == [("p1", "negative", "米粒妈妈", 23_000)]
    assert sums(firm) == [("negative", 1, 0)]
    with scope(firm.id):
        assert list(MentionTopic.objects.values_list("topic_id", flat=True)) == [topic.pk]
        assert Author.objects.values_list("mention_count", "negative_count").get() == (1, 1)
        source.refresh_from_db()
    assert source.heard_count == 1
    assert differs(firm) == 0


def test_hostile_post_is_kept_clean_and_harms_nobody(firm):
    source = add_source(firm)
    speaker = Speaker(IdentityClaim("weibo_uid", "", "9" * 400), HOSTILE[:300], url="javascript:x", followers=10**18)

    found = hear(firm, source, said(HOSTILE, key="\u0000" + "k" * 300, speaker=speaker, likes=10**15, url="ftp://x"))

    assert len(found) == 1
    assert found[0].text.startswith("<script>x</script>禾木")
    assert len(found[0].text) == 10_000
    assert (found[0].url, found[0].author.url, len(found[0].key), found[0].likes) == ("", "", 64, 2**31 - 1)
    assert len(found[0].author.name) == 200


def test_nothing_is_kept_without_a_name_a_source_or_time_of_keeping(firm):
    source = add_source(firm, retention_days=1)
    with scope(firm.id):
        gone = [Told(source.pk + 99, said()), Told(source.pk, said(key=" ")), Told(source.pk, said(at=NOON))]
        heard = actions.hear(gone, now=NOON + timedelta(days=2))

    assert heard == []
    assert mentions(firm) == []


def test_copies_fold_into_the_first_and_count_there(firm):
    source = add_source(firm)
    text = "上个月买的云栖床垫，拆开一周了味道还是很冲，宝宝睡了两晚胳膊起了小红疹，客服两天没人理"

    found = hear(firm, source, said(text, by="甲"), said(f"//@甲: {text}！！", by="乙"))
    found = hear(
        firm, source, said(text + "转发", by="丙"), said("完全不同的另外一件事情，今天天气真的很好啊", by="丁")
    )

    assert [m.fold_id for m in found] == [None, found[0].pk, found[0].pk, None]
    assert [m.copies for m in found] == [2, 0, 0, 0]
    assert sum(copies for _sentiment, _count, copies in sums(firm)) == 2
    with scope(firm.id):
        assert set(MentionBand.objects.values_list("mention_id", flat=True)) == {found[0].pk, found[3].pk}


def test_batch_takes_as_many_statements_whatever_its_size(firm):
    source = add_source(firm)
    add_topic(firm)
    told = [
        Told(source.pk, said(f"新品第{number}个问题，编号{number * 7919}完全不一样", by=f"人{number}"))
        for number in range(60)
    ]

    def taken(some: list[Told]) -> int:
        with scope(firm.id), statements() as asked:
            actions.hear(some, now=NOON)
        return len(asked)

    few, many = taken(told[:3]), taken(told[3:])

    assert many <= few + 2
    assert many < 30


def test_author_with_a_known_identity_is_linked_others_never(firm):
    source, lin = add_source(firm), make_customer(firm, "米粒妈妈")
    with scope(firm.id):
        Identity.objects.create(customer=lin, kind="weibo_uid", value="u-林", created_at=NOON)

    found = hear(firm, source, said(by="林"), said(by="米粒妈妈"))

    assert [m.author.customer_id for m in found] == [lin.pk, None]
    with scope(firm.id):
        assert [one.customer for one in queries.likely(firm.admin, found[1].author)] == [lin]
        actions.part(author=found[1].author, customer=lin, by=firm.admin, now=NOON)
        author = Author.objects.get(name="米粒妈妈")
        assert queries.likely(firm.admin, author) == []


def test_correction_moves_the_sums_the_author_and_is_kept(firm):
    source = add_source(firm)
    found = hear(firm, source, said())

    with scope(firm.id):
        verdict = Verdict(sentiment=Sentiment.POSITIVE)
        actions.correct(mention_ids=[found[0].pk], verdict=verdict, by=firm.admin, now=NOON)

    now = mentions(firm)[0]
    assert (now.sentiment, now.is_uncertain, now.corrected_by_id) == ("positive", False, firm.admin.pk)
    assert sums(firm) == [("positive", 1, 0)]
    with scope(firm.id):
        assert Author.objects.get().negative_count == 0
    assert differs(firm) == 0


def test_what_was_corrected_is_unlearned_with_its_mention(firm):
    found = hear(firm, add_source(firm), said("东西一般"), said("还行吧"))
    with scope(firm.id):
        ids = [one.pk for one in found]
        actions.correct(mention_ids=ids, verdict=Verdict(sentiment=Sentiment.NEGATIVE), by=firm.admin, now=NOON)
        kept = {one.text for one in CorrectionKept.objects.all()}

        forget(ids[:1])

        assert kept - {one.text for one in CorrectionKept.objects.all()} == {found[0].text}


def test_new_topic_catches_what_is_stored_and_a_deleted_one_lets_go(firm):
    source = add_source(firm)
    found = hear(firm, source, said("禾木的床"), said("别的"))
    topic = add_topic(firm, expression="禾木")

    with scope(firm.id):
        assert queries.preview(firm.admin, "禾木", now=NOON + timedelta(hours=1)).count == 1
        while actions.apply_topic(topic.pk):
            pass
        assert list(MentionTopic.objects.values_list("mention_id", flat=True)) == [found[0].pk]
        assert MentionTally.objects.get(topic_id=topic.pk).count == 1
        actions.delete_topic(topic=topic, by=firm.admin)
        assert not MentionTally.objects.filter(topic_id=topic.pk).exists()
    assert keys(mentions(firm)) == keys(found)


def test_what_is_over_goes_with_its_sums_and_authors(firm):
    short, long = add_source(firm, "短", retention_days=1), add_source(firm, "长")
    hear(firm, short, said(BAD, key="old", at=NOON - timedelta(hours=20)))
    hear(firm, long, said(f"{BAD}呢", key="copy", by="乙"))

    with scope(firm.id):
        assert actions.forget_over(now=NOON + timedelta(hours=6)) is False

    now = mentions(firm)
    assert [(m.key, m.fold_id) for m in now] == [("copy", None)]
    assert [(count, copies) for _sentiment, count, copies in sums(firm)] == [(1, 0)]
    with scope(firm.id):
        assert [one.name for one in Author.objects.all()] == ["乙"]
    assert differs(firm) == 0


def test_two_firms_hear_apart(firm):
    other = found_firm("yunqi", "云栖")
    tell(firm, add_source(firm), said(key="same"))
    tell(other, add_source(other), said(key="same"))

    settle([CONSUMER])

    assert [keys(mentions(one)) for one in (firm, other)] == [["same"], ["same"]]


def test_register_decides_what_is_collected(firm):
    with scope(firm.id):
        assert queries.collecting([firm.account.pk]) == set()
        assert Mention.objects.count() == 0


@pytest.mark.parametrize("name", ["listening.topics", "listening.feeds"])
def test_clock_bears_a_house_without_organisations(name):
    cron.entries()[name].run()

    assert Organisation.objects.count() == 0


def test_clock_looks_at_the_topics_of_every_organisation_at_once(firm):
    other = found_firm("other")
    for one in (firm, other):
        hear(one, add_source(one), said("禾木的床"))
        add_topic(one, expression="禾木")

    cron.entries()["listening.topics"].run()

    for one in (firm, other):
        with scope(one.id):
            assert MentionTopic.objects.count() == 1

"""The sums of the board equal the mentions, whatever is added, corrected and deleted."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changlai.accounts.models import Organisation
from changlai.kernel.tenancy import scope
from changlai.listening.actions import recounting, tallies
from changlai.listening.models import AspectTally, Mention, MentionAspect, MentionTally, Topic, WordTally
from changlai.listening.tests.boards import add_topics, keep_mention, sums_of
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db

SENTIMENTS = ("negative", "neutral", "positive")
WORDS = ("客服", "物流", "味道", "发热")


@pytest.fixture
def firm():
    return found_firm()


drawn = st.fixed_dictionaries(
    {
        "hours": st.integers(-80, 80),
        "platform": st.sampled_from(("weibo", "zhihu")),
        "sentiment": st.sampled_from(SENTIMENTS),
        "topics": st.sets(st.integers(0, 1)),
        "aspects": st.dictionaries(st.sampled_from(("quality", "price")), st.sampled_from(SENTIMENTS)),
        "words": st.lists(st.sampled_from(WORDS), max_size=4, unique=True),
        "copy": st.booleans(),
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(drawn, min_size=1, max_size=5)),
        st.tuples(st.just("correct"), st.integers(0, 30), st.sampled_from(SENTIMENTS)),
        st.tuples(st.just("delete"), st.integers(0, 30)),
    ),
    max_size=12,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, zone=st.sampled_from(("Asia/Shanghai", "Asia/Kolkata", "America/New_York")))
def test_sums_equal_mentions_whatever_happens(firm, steps, zone):
    with scope(firm.id):
        Organisation.objects.filter(id=firm.id).update(time_zone=zone)
        for model in (Mention, Topic, MentionTally, AspectTally, WordTally):
            model.objects.all().delete()
        topics = add_topics(firm, 2)
        for step in steps:
            _do(firm, topics, step)
        before = sums_of()
        days = recounting.days_counted()
        found = recounting.recount(*days) if days else recounting.Recounted()

        assert found.total == 0
        assert sums_of() == before


def _do(firm, topics, step):
    ids = list(Mention.objects.order_by("id").values_list("id", flat=True))
    match step:
        case "add", told:
            kept = [_keep(firm, topics, one, bool(ids)) for one in told]
            tallies.count(tallies.lines_of([one.pk for one in kept]))
        case "correct", number, sentiment if ids:
            chosen = [ids[number % len(ids)]]
            before = tallies.lines_of(chosen)
            Mention.objects.filter(id__in=chosen).update(sentiment=sentiment)
            MentionAspect.objects.filter(mention_id__in=chosen, aspect="price").delete()
            tallies.move(before, tallies.lines_of(chosen))
        case "delete", number if ids:
            chosen = [ids[number % len(ids)]]
            tallies.take_away(chosen)
            Mention.objects.filter(id__in=chosen).delete()


def _keep(firm, topics, told, has_others):
    fold = Mention.objects.order_by("id").first() if told["copy"] and has_others else None
    return keep_mention(
        firm,
        said_at=NOON + timedelta(hours=told["hours"], minutes=told["hours"] % 60),
        platform=told["platform"],
        sentiment=told["sentiment"],
        topics=[topics[one] for one in sorted(told["topics"])],
        aspects=told["aspects"],
        words=told["words"],
        fold=fold,
    )


def test_what_is_wrong_is_found_and_mended(firm):
    with scope(firm.id):
        (topic,) = add_topics(firm, 1)
        kept = [keep_mention(firm, topics=[topic], aspects={"price": "negative"}, words=["客服"]) for _ in range(3)]
        tallies.count(tallies.lines_of([one.pk for one in kept]))
        right = sums_of()
        MentionTally.objects.filter(topic_id=topic.pk).update(count=7)
        AspectTally.objects.all().delete()
        WordTally.objects.create(topic_id=0, day=NOON.date(), word="没有说过", count=2)

        days = recounting.days_counted()
        assert days is not None
        found = recounting.recount(*days)

        assert (found, sums_of()) == (recounting.Recounted(mentions=1, aspects=2, words=1), right)
        assert recounting.recount(*days).total == 0


def test_a_topic_takes_its_sums_with_it(firm):
    with scope(firm.id):
        one, other = add_topics(firm, 2)
        kept = keep_mention(firm, topics=[one, other], aspects={"price": "negative"}, words=["客服"])
        tallies.count(tallies.lines_of([kept.pk]))

        tallies.forget_topic(one.pk)

        left = sums_of()
    assert {place[0] for table in left for place in table} == {0, other.pk}


def test_days_of_another_organisation_are_not_touched(firm):
    other = found_firm("other", "别家")
    for one in (firm, other):
        with scope(one.id):
            tallies.count(tallies.lines_of([keep_mention(one, words=["客服"]).pk]))
    with scope(other.id):
        before = sums_of()

    with scope(firm.id):
        Mention.objects.all().delete()
        days = recounting.days_counted()
        assert days is not None
        recounting.recount(*days)
        assert sums_of() == [{}, {}, {}]

    with scope(other.id):
        assert sums_of() == before

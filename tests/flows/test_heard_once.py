"""Posts that are told several times, in any order, while workers die: each is heard once, and the board counts them."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.ai.enums import Sentiment
from changlai.kernel import cron, db
from changlai.kernel.tenancy import scope
from changlai.listening import actions
from changlai.listening.actions import SourceWish, Verdict
from changlai.listening.actions.recounting import days_counted, recount
from changlai.listening.enums import Ground, SourceKind
from changlai.listening.models import Author, Mention, MentionSource, MentionTopic
from changlai.listening.queries import board
from changlai.listening.queries.board import Asked
from changlai.listening.tests.factories import CONSUMER, add_source, add_topic, keys, mentions, said
from changlai.listening.views.board import ending
from tests.support.house import found_firm, settle
from tests.support.killing import dies

pytestmark = pytest.mark.django_db(transaction=True)

POSTS, KILLS, LONGEST = 600, 8, 0.4  # the last in seconds: a worker that has begun to write lives no longer
WORDS = ("床垫有味道，客服不理人", "物流很快，质量不错", "新品什么时候上市", "禾木的枕头塌了", "价格太贵了吧")


@pytest.fixture
def firm():
    return found_firm()


def today(firm) -> date:
    """By the firm's own clock: what was said in the last hours may be of a day that has not begun in Greenwich."""
    return timezone.localdate(timezone=accounts.zone_of(firm.id))


def tell_all(firm, source, dice: random.Random) -> list[str]:
    """Every post once or several times, in no order, as a vendor's program hands them over; the keys told."""
    now = timezone.now()
    posts = [
        said(
            f"{dice.choice(WORDS)}，第{number * 7919}单{number}号",
            key=f"p{number}",
            by=f"人{number % 90}",
            at=now - timedelta(hours=dice.randint(1, 24 * 25)),
        )
        for number in range(POSTS)
    ]
    told = [one for one in posts for _ in range(dice.choice((1, 1, 1, 2, 3)))]
    dice.shuffle(told)
    with scope(firm.id):
        for start in range(0, len(told), 100):
            actions.tell(told[start : start + 100], source=source, now=now)
    return sorted(one.key for one in posts)


def differences(firm) -> int:
    """What the board would have to put right, and authors that are counted wrongly."""
    with scope(firm.id):
        days = days_counted()
        assert days is not None
        wrong = recount(*days).total
        sums = Author.objects.order_by("id").values_list("id", "mention_count", "negative_count")
        counted = {one: (count, bad) for one, count, bad in sums}
        kept = db.rows(
            """select author_id, count(*), count(*) filter (where sentiment = 'negative') from listening_mention
            where organisation_id = %b group by 1""",
            (firm.id,),
        )
        return wrong + sum(counted[one] != (count, bad) for one, count, bad in kept)


def test_posts_are_heard_once_however_they_are_told_and_workers_die(firm):
    source, topic = add_source(firm), add_topic(firm, expression="禾木 OR 新品 OR 客服")
    dice = random.Random(5)  # noqa: S311 - the same moments every time
    told, unfinished = tell_all(firm, source, dice), 0

    for _ in range(KILLS):
        dies(lambda: settle([CONSUMER, "listening.alerts"]), dice.uniform(0.0, LONGEST))
        with scope(firm.id):
            ids = list(Mention.objects.order_by("?").values_list("id", flat=True)[:3])
            verdict = Verdict(sentiment=dice.choice(list(Sentiment)))
            actions.correct(mention_ids=ids, verdict=verdict, by=firm.admin, now=timezone.now())
        unfinished += len(mentions(firm)) < POSTS
    settle([CONSUMER, "listening.alerts"])

    with scope(firm.id):
        asked = Asked(ending(today(firm), 30))
        everything, ours = board.volume(asked).total, board.volume(Asked(asked.period, topic.pk)).total
        judged = db.value("select count(*) from event_log where kind = 'listening.MentionJudged'")
        heard = MentionSource.objects.get(pk=source.pk).heard_count
        of_topic = MentionTopic.objects.filter(topic=topic).count()
    assert unfinished >= 2
    assert sorted(keys(mentions(firm))) == told
    assert (everything, judged, heard, ours) == (POSTS, POSTS, POSTS, of_topic)
    assert 0 < of_topic < POSTS
    assert differences(firm) == 0


def test_what_is_over_goes_however_workers_die_and_the_board_stays_true(firm):
    source = add_source(firm, retention_days=365)
    dice = random.Random(6)  # noqa: S311 - the same moments every time
    tell_all(firm, source, dice)
    settle([CONSUMER])
    with scope(firm.id):
        wish = SourceWish("短", SourceKind.PUSH, "了解口碑", "数据服务商", Ground.CONTRACT, retention_days=10)
        actions.change_source(source=source, wish=wish, by=firm.admin)
    young = sorted(one.key for one in mentions(firm) if one.said_at > timezone.now() - timedelta(days=10))

    for _ in range(3):
        dies(cron.entries()["listening.retention"].run, dice.uniform(0.0, LONGEST / 2))
    cron.entries()["listening.retention"].run()

    with scope(firm.id):
        left = board.volume(Asked(ending(today(firm), 60))).total
        silent = Author.objects.filter(mention_count=0).count()
    assert sorted(keys(mentions(firm))) == young
    assert (left, silent) == (len(young), 0)
    assert 0 < len(young) < POSTS
    assert differences(firm) == 0

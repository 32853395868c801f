"""Rules of alarm: what becomes a case by itself, once, and whose it is."""

from datetime import timedelta

import pytest

from changlai.kernel.tenancy import scope
from changlai.listening.actions import alerts as alarms
from changlai.listening.actions import cases_due
from changlai.listening.enums import AlertKind, CaseState
from changlai.listening.errors import BadExpression, CannotOwnCase, NothingToLookFor
from changlai.listening.models import AlertOwner, AlertRule, Case, CaseMention, Mention, MentionTally
from changlai.listening.queries import alerts
from changlai.listening.tests.boards import add_topics
from changlai.listening.tests.cases import all_cases, fresh, judge, make_author, make_rule, say, steps_of
from changlai.notifications.models import Notification
from tests.support.house import NOON, Firm, found_firm, hire, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def test_negative_post_with_reach_becomes_one_case_however_often_it_is_looked_at(firm):
    author = make_author(firm)
    make_rule(firm, reach=10_000, owners=[firm.admin], answer_minutes=60)
    post = say(firm, "买的新品用了两天就坏了，客服还不理人", by=author)
    calm = say(firm, "今天天气不错", by=make_author(firm, "7002"), sentiment="neutral", intent="other")
    small = say(firm, "坏了", by=make_author(firm, "7003", followers=9_999))
    unsure = say(firm, "呵呵", by=make_author(firm, "7004"), is_uncertain=True, intent="other")
    advert = say(firm, "低价转让", by=make_author(firm, "7005"), intent="spam")

    (case,) = judge(firm, post, calm, small, unsure, advert)
    again = judge(firm, post, calm, small, unsure, advert)

    assert again == []
    found = fresh(firm, case)
    assert (found.title, found.number, found.owner, found.author) == (
        "买的新品用了两天就坏了，客服还不理人",
        1,
        firm.admin,
        author,
    )
    assert found.due_at == NOON + timedelta(hours=1)
    assert steps_of(firm, case) == ["heard", "opened", "given"]
    with scope(firm.id):
        assert list(CaseMention.objects.values_list("mention_id", flat=True)) == [post.pk]
        assert Mention.objects.get(pk=post.pk).is_handled


def test_copies_raise_nothing_and_the_authors_later_posts_join_the_open_case(firm):
    author, topic = make_author(firm), None
    with scope(firm.id):
        (topic,) = add_topics(firm, 1)
    make_rule(firm, owners=[firm.admin])
    first = say(firm, "床垫有味道", by=author)
    (case,) = judge(firm, first)
    copy = say(firm, "床垫有味道", by=make_author(firm, "7002"), fold=first)
    later = say(firm, "还是没人理我", by=author, topics=[topic], said_at=NOON + timedelta(hours=1))
    aside = say(firm, "晚饭吃什么", by=author, to_us=False, said_at=NOON + timedelta(hours=2))

    assert judge(firm, copy, later, aside, now=NOON + timedelta(hours=2)) == []

    assert all_cases(firm) == [(1, "床垫有味道")]
    assert steps_of(firm, case) == ["heard", "opened", "given", "joined"]
    with scope(firm.id):
        assert set(CaseMention.objects.values_list("mention_id", flat=True)) == {first.pk, later.pk}


def test_two_posts_of_one_author_in_a_batch_are_one_case(firm):
    author = make_author(firm)
    make_rule(firm, owners=[firm.admin])
    posts = [
        say(firm, f"第{number}次投诉了", by=author, said_at=NOON + timedelta(minutes=number)) for number in range(3)
    ]

    cases = judge(firm, *posts, now=NOON + timedelta(minutes=9))

    assert [case.mention_id for case in cases] == [posts[0].pk]
    with scope(firm.id):
        assert CaseMention.objects.filter(case=cases[0]).count() == 3


def test_rota_goes_round_and_passes_over_who_cannot(firm):
    li, wang = hire(firm, "Li", "agent"), hire(firm, "Wang", "agent")
    rule = make_rule(firm, owners=[li, wang])
    with scope(firm.id):
        gone = hire(firm, "Zhao", "agent")
        AlertOwner.objects.create(organisation_id=firm.id, rule=rule, member=gone, position=1)
        gone.is_active = False
        gone.save(update_fields=["is_active"])

    cases = [judge(firm, say(firm, "坏了", by=make_author(firm, f"8{number}")))[0] for number in range(4)]

    assert [fresh(firm, one).owner for one in cases] in ([li, wang, li, wang], [wang, li, wang, li])


def test_word_rule_reads_expressions_and_topic_rule_keeps_to_its_topic(firm):
    with scope(firm.id):
        ours, theirs = add_topics(firm, 2)
    make_rule(firm, AlertKind.WORDS, words="(起火 OR 冒烟) NOT 电影", topic=ours)
    fire = say(firm, "充电器冒烟了", by=make_author(firm, "1"), topics=[ours])
    film = say(firm, "电影里冒烟", by=make_author(firm, "2"), topics=[ours])
    other = say(firm, "他家的冒烟了", by=make_author(firm, "3"), topics=[theirs])

    cases = judge(firm, fire, film, other)

    assert [(one.mention_id, one.topic_id) for one in cases] == [(fire.pk, ours.pk)]


def _sound(firm, topic, number: int) -> Mention:
    by = make_author(firm, f"9{number}", followers=number)
    return say(firm, f"声音 {number}", by=by, topics=[topic], said_at=NOON + timedelta(minutes=number))


def test_burst_is_told_once_a_window_against_what_is_usual(firm):
    with scope(firm.id):
        (topic,) = add_topics(firm, 1)
        for day in range(1, 15):
            MentionTally.objects.create(
                organisation_id=firm.id,
                topic_id=topic.pk,
                hour=NOON - timedelta(days=day),
                platform="weibo",
                sentiment="neutral",
                count=2,
            )
    make_rule(firm, AlertKind.BURST, topic=topic, count=5, minutes=60, factor=3.0, owners=[firm.admin])
    posts = [_sound(firm, topic, number) for number in range(6)]

    quiet = judge(firm, *posts[:5], now=NOON + timedelta(minutes=5))
    loud = judge(firm, posts[5], now=NOON + timedelta(minutes=6))
    more = [_sound(firm, topic, number) for number in range(8, 14)]
    again = judge(firm, *more, now=NOON + timedelta(minutes=15))

    assert (quiet, len(loud), again) == ([], 1, [])  # five are not three times the usual two
    case = fresh(firm, loud[0])
    assert (case.author, case.customer, case.mention_id, case.topic_id) == (None, None, posts[5].pk, topic.pk)
    assert case.title == f"{topic.name}: 6 / 60 min"


def test_trial_says_what_a_rule_would_have_made_without_making_it(firm):
    author = make_author(firm)
    for number in range(3):
        say(firm, f"坏了 {number}", by=author, said_at=NOON - timedelta(days=number))
    say(firm, "坏了很久", by=make_author(firm, "2"), said_at=NOON - timedelta(days=9))
    draft = AlertRule(organisation_id=firm.id, kind=AlertKind.NEGATIVE, reach=100)

    with scope(firm.id):
        found = alerts.trial(draft, now=NOON)

    assert (found.cases, found.looked, len(found.samples)) == (1, 3, 3)
    assert all_cases(firm) == []


def test_rules_that_cannot_be_are_refused_in_words(firm):
    viewer = hire(firm, "Viewer", "viewer")
    for wrong, error in ((" ", NothingToLookFor), ("(起火", BadExpression)):
        with pytest.raises(error):
            make_rule(firm, AlertKind.WORDS, words=wrong)
    with pytest.raises(CannotOwnCase):
        make_rule(firm, owners=[viewer])

    with scope(firm.id):
        assert AlertRule.objects.count() == 0


def test_what_was_said_long_ago_raises_no_alarm(firm):
    make_rule(firm, owners=[firm.admin])
    author = make_author(firm)

    old = judge(firm, say(firm, "去年买的，早坏了", by=author, said_at=NOON - timedelta(days=4)))
    new = judge(firm, say(firm, "刚买的，坏了", by=author, said_at=NOON - timedelta(days=2)))

    assert (len(old), len(new)) == (0, 1)


@pytest.mark.django_db(transaction=True)  # events are read once they are committed
def test_deadline_is_warned_of_then_told_to_those_above_once_each(firm):
    settle(["notifications.raised"])  # it hears what is told from here on
    li, boss = hire(firm, "Li", "agent"), hire(firm, "Boss", "manager")
    make_rule(firm, owners=[li], escalate_to=boss, answer_minutes=60)
    (case,) = judge(firm, say(firm, "坏了", by=make_author(firm)))

    told = []
    for minutes in (40, 46, 47, 61, 62, 120):
        with scope(firm.id):
            cases_due.escalate(firm.id, now=NOON + timedelta(minutes=minutes))
        settle(["notifications.raised"])
        with scope(firm.id):
            rows = Notification.objects.filter(kind__startswith="listening.").order_by("id")
            told.append(list(rows.values_list("kind", "member_id")))

    given = ("listening.given", li.pk)
    warned = ("listening.warned", li.pk)
    late = [("listening.late", li.pk), ("listening.late", boss.pk)]
    assert told[0] == [given]
    assert told[1] == told[2] == [given, warned]
    assert told[3] == told[4] == told[5] == [given, warned, *late]
    assert steps_of(firm, case)[-1] == "escalated"
    assert fresh(firm, case).state == CaseState.NEW


def test_nothing_of_another_firm_is_touched(firm):
    other = found_firm("other", "别家")
    make_rule(firm, owners=[firm.admin])
    theirs = say(other, "坏了", by=make_author(other))

    with scope(firm.id, other.id):
        alarms.raise_alerts([theirs.pk], now=NOON)
        assert Case.objects.count() == 0

"""A language model looks again at what was heard: asked once, within the budget, never against a person's word."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from changlai.ai import actions as ai
from changlai.ai import queries, registry
from changlai.ai.contracts import Asked, AskFailed
from changlai.ai.enums import Asks, Failure, Sentiment
from changlai.ai.errors import NotNow
from changlai.ai.models import LanguageModel, ModelUse
from changlai.kernel import cron, db
from changlai.kernel.tenancy import scope
from changlai.listening import actions
from changlai.listening.actions import Verdict
from changlai.listening.actions.recounting import days_counted, recount
from changlai.listening.actions.second_looks import QUEUE, STALE, claim, judge_again
from changlai.listening.models import Author, Mention, MentionAspect, SecondLook
from changlai.listening.tests.factories import add_source, add_topic, hear, mentions, said
from tests.support.house import Firm, found_firm, settle, work
from tests.support.language import Language
from tests.support.weibo import running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# What the embedded model and the sandbox's see differently.
CALM = "禾木的沙发 型号B-2，坏"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Language]:
    with running(tmp_path_factory.mktemp("sandbox")) as weibo:
        yield Language(weibo)


@pytest.fixture
def language(sandbox: Language, settings: Any) -> Language:
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{sandbox.sandbox.port}"]
    sandbox.reset()
    return sandbox


@pytest.fixture
def firm() -> Firm:
    return found_firm()


def heard(firm: Firm, *texts: str, **more: Any) -> list[Mention]:
    now = timezone.now()
    return hear(firm, add_source(firm), *(said(text, at=now, **more) for text in texts))


def run(firm: Firm, *, again: bool = True) -> None:
    """Every job that is due, at once; with ``again`` those the clock orders, too."""
    for _round in range(2 if again else 1):
        with scope(firm.id):
            db.run("update lease set due = clock_timestamp() where queue = %s", (QUEUE,))
        work([QUEUE])
        if again:
            cron.entries()["listening.second_looks"].run()
    settle()


def state(firm: Firm) -> tuple[LanguageModel, ModelUse, int]:
    with scope(firm.id):
        return LanguageModel.objects.get(), queries.use_of(timezone.now()), SecondLook.objects.count()


def differs(firm: Firm) -> int:
    with scope(firm.id):
        days = days_counted()
        assert days
        return recount(*days).total


def meaning(one: Mention) -> tuple[str, str, str]:
    return one.sentiment, one.intent, one.provider


def test_its_word_replaces_the_embedded_models_once_and_the_sums_move(firm, language):
    language.take_on(firm, price_read=200, price_written=800)
    add_topic(firm)
    before = heard(firm, "禾木周末开业，坏坏坏坏，客服和快递都在", "推荐推荐推荐", "", by="孟佳")
    hear(
        firm, add_source(firm, "又一个"), said("禾木周末开业，坏坏坏坏，客服和快递都在！", at=timezone.now())
    )  # a copy

    run(firm)
    after = mentions(firm)
    run(firm)

    model, use, waiting = state(firm)
    assert [meaning(one) for one in after[:2]] == [
        ("negative", "complaint", "compatible"),
        ("positive", "praise", "compatible"),
    ]
    assert [one.provider for one in after[2:]] == ["embedded", "embedded"]
    assert before[0].provider == "embedded"
    with scope(firm.id):
        told = MentionAspect.objects.filter(mention=after[0]).order_by("aspect").values_list("aspect", "sentiment")
        assert list(told) == [("logistics", "negative"), ("quality", "negative"), ("service", "negative")]
        assert Author.objects.filter(name="孟佳").values_list("mention_count", "negative_count").get() == (3, 1)
    assert len(language.calls()) == 1
    assert (use.calls, use.texts, use.judged, waiting) == (1, 2, 2, 0)
    assert 0 < use.tokens < 5_000
    assert use.cost > use.tokens * 200
    assert model.failure == ""
    assert differs(firm) == 0


def test_only_what_is_uncertain_is_asked_about_and_nobody_is_named(firm, language):
    language.take_on(firm, asks=Asks.UNCERTAIN)
    now = timezone.now()
    found = heard(firm, "太失望了，客服不理人，退款三天没到账，垃圾", f"{CALM} 孟佳 13800138000 @小满", by="米粒妈妈")
    sure = [one.is_uncertain for one in found]
    with scope(firm.id):
        Mention.objects.filter(id=found[1].pk).update(is_uncertain=True)
        SecondLook.objects.all().delete()
        SecondLook.objects.create(mention=found[1], added_at=now)

    run(firm)

    assert sure[0] is False
    assert language.calls() == [["禾木的沙发 型号B-2，坏 [name] [phone] [name]"]]


def test_a_persons_word_wins_also_while_it_is_asked(firm, language):
    language.take_on(firm)
    one, other = heard(firm, "坏坏坏，客服", "坏坏，快递")
    told = Verdict(sentiment=Sentiment.POSITIVE)
    with scope(firm.id):
        actions.correct(mention_ids=[one.pk], verdict=told, by=firm.admin, now=timezone.now())
        looks = claim(timezone.now())
        again = claim(timezone.now())
    answers = ai.ask([look.asked for look in looks], organisation_id=firm.id, now=timezone.now())
    with scope(firm.id):
        actions.correct(mention_ids=[other.pk], verdict=told, by=firm.admin, now=timezone.now())
        changed = judge_again(looks, answers, now=timezone.now())

    assert ([look.mention_id for look in looks], again, changed) == ([other.pk], [], 0)
    assert [(m.sentiment, m.provider) for m in mentions(firm)] == [("positive", "embedded")] * 2
    assert state(firm)[2] == 0
    assert differs(firm) == 0


@pytest.mark.parametrize(
    ("answer", "failure", "waiting"),
    [
        ({"status": 401, "message": f"wrong key {'k' * 30}"}, Failure.KEY, 1),
        ({"status": 429, "retry_after": 700}, Failure.BUSY, 1),
        ({"status": 500}, Failure.BUSY, 1),
        ({"status": 400, "message": "Content Exists Risk"}, Failure.TEXT, 0),
        ({"content": "我不能回答这个问题"}, Failure.ANSWER, 0),
        ({"content": '{"posts": [{"n": 0, "sentiment": "furious", "chance": 1}]}'}, Failure.ANSWER, 0),
    ],
)
def test_a_failure_leaves_the_judgement_and_is_shown(firm, language, answer, failure, waiting):
    language.take_on(firm)
    language.answers(answer, answer)
    (before,) = heard(firm, "坏坏坏，客服")

    run(firm)

    model, use, left = state(firm)
    (after,) = mentions(firm)
    assert meaning(after) == meaning(before)
    assert (model.failure, left) == (failure, waiting)
    assert (model.resume_at is not None) is bool(waiting)
    assert use.judged == 0
    assert (use.tokens > 0) is (failure is Failure.ANSWER)
    assert differs(firm) == 0


def test_after_a_pause_it_goes_on(firm, language):
    language.take_on(firm)
    language.answers({"status": 429, "retry_after": 700})
    heard(firm, "坏坏坏，客服")
    run(firm)
    model, _use, _left = state(firm)
    assert model.failed_at is not None
    assert model.resume_at == model.failed_at + timedelta(seconds=700)
    with scope(firm.id):
        LanguageModel.objects.update(resume_at=timezone.now())

    run(firm)

    model, use, waiting = state(firm)
    assert (model.failure, model.failures, model.resume_at, use.judged, waiting) == ("", 0, None, 1, 0)


def test_of_a_refused_batch_each_is_asked_alone(firm, language):
    language.take_on(firm)
    language.answers({"status": 400, "message": "risk"}, {"status": 400, "message": "risk"})
    heard(firm, "坏一", "坏二", "坏三")

    run(firm, again=False)

    assert [len(posts) for posts in language.calls()] == [3, 1, 1, 1]
    assert [one.provider for one in mentions(firm)] == ["embedded", "compatible", "compatible"]


def test_the_budget_holds_however_many_ask_at_once(firm, language):
    language.take_on(firm, budget=100_000)
    call = registry.provider().most_tokens([Asked("坏")])
    with scope(firm.id):
        LanguageModel.objects.update(budget=5 * call)
        month = queries.month_of(timezone.now())
    language.answers(*[{"seconds": 0.5}] * 20)

    def one(_number: int) -> str:
        try:
            ai.ask([Asked("坏")], organisation_id=firm.id, now=timezone.now())
        except NotNow:
            return "refused"
        finally:
            connections.close_all()
        return "asked"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(one, range(8)))

    use = state(firm)[1]
    assert (told.count("asked"), len(language.calls()), use.calls) == (5, 5, 5)
    assert use.tokens < 5 * call
    assert use.month == month


def test_a_spent_budget_stops_it_until_it_is_raised(firm, language):
    language.take_on(firm, budget=100_000)
    with scope(firm.id):
        LanguageModel.objects.update(budget=0)
    (before,) = heard(firm, "坏坏坏，客服")
    run(firm)
    assert (language.calls(), state(firm)[2], mentions(firm)[0].provider) == ([], 1, before.provider)
    with scope(firm.id):
        LanguageModel.objects.update(budget=100_000)

    run(firm)

    assert (len(language.calls()), state(firm)[2], mentions(firm)[0].provider) == (1, 0, "compatible")


def test_what_is_old_or_no_longer_wanted_is_not_asked_about(firm, language):
    language.take_on(firm)
    heard(firm, "坏坏坏，客服", "坏坏")
    with scope(firm.id):
        (old, _other) = SecondLook.objects.order_by("id").values_list("pk", flat=True)
        SecondLook.objects.filter(pk=old).update(added_at=timezone.now() - STALE - timedelta(minutes=1))
        LanguageModel.objects.update(resume_at=timezone.now() + timedelta(hours=1))
    cron.entries()["listening.second_looks"].run()
    assert state(firm)[2] == 1
    with scope(firm.id):
        ai.switch_model(is_on=False, by=firm.admin)

    run(firm)

    assert (language.calls(), state(firm)[2]) == ([], 0)


def test_an_answer_lost_on_the_way_stays_counted(firm, language, monkeypatch):
    language.take_on(firm)
    monkeypatch.setattr("changlai.ai.providers.compatible.SECONDS", 0.3)
    language.answers({"seconds": 2})
    asked = [Asked("坏")]

    with pytest.raises(AskFailed) as failed:
        ai.ask(asked, organisation_id=firm.id, now=timezone.now())

    assert (failed.value.failure, failed.value.used) == (Failure.UNREACHABLE, None)
    assert state(firm)[1].tokens == registry.provider().most_tokens(asked)


def test_without_a_language_model_nothing_waits(firm):
    heard(firm, "坏坏坏，客服")

    with scope(firm.id):
        assert SecondLook.objects.count() == 0
        assert db.value("select count(*) from lease where queue = %s", (QUEUE,)) == 0

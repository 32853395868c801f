"""What people correct is learned: for their organisation, soon, and without harm to the rest."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from changlai.ai import actions, queries
from changlai.ai.contracts import Correction
from changlai.ai.embedded import judging, own
from changlai.ai.embedded.heads import read_labelled
from changlai.ai.enums import Aspect, Intent, Sentiment, Urgency
from changlai.ai.models import CorrectionKept, OwnLayer
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, found_firm

pytestmark = pytest.mark.django_db

CORPUS = Path(__file__).parents[4] / "corpus"
BLAMED = ["这波操作属于老六行为", "这家店真是老六", "老六行为，见识了", "今天又被老六老板安排了", "老六老板说下次再来"]
FRESH = "楼下那家也是老六行为"


def teach(firm, texts=BLAMED, *, sentiment=Sentiment.NEGATIVE):
    with scope(firm.id):
        for number, text in enumerate(texts):
            actions.correct(
                Correction(text, sentiment=sentiment, intent=Intent.COMPLAINT),
                by=firm.admin,
                now=NOON + timedelta(minutes=number),
            )


def learn(firm):
    with scope(firm.id):
        actions.learn(now=NOON)


def judged(firm, text=FRESH):
    with scope(firm.id):
        return queries.judge([text])[0].sentiment


def test_a_new_text_with_a_phrase_that_was_corrected_is_judged_so():
    firm, other = found_firm(), found_firm("yunshan", "云山茶业")
    before = judged(firm)

    teach(firm)
    learn(firm)

    assert before is not Sentiment.NEGATIVE
    assert judged(firm) is Sentiment.NEGATIVE
    assert judged(other) is before


def test_corrections_do_not_spoil_what_was_right():
    posts = [post for path in sorted(CORPUS.glob("*.jsonl")) for post in read_labelled(path)[::9]]
    layer = own.fitted([Correction(text, sentiment=Sentiment.NEGATIVE, intent=Intent.COMPLAINT) for text in BLAMED])

    def right(taught):
        found = judging.judge([post.text for post in posts], taught)
        return sum(one.sentiment is post.sentiment for one, post in zip(found, posts, strict=True)) / len(posts)

    assert right(layer) > right(None) - 0.005


def test_learning_is_ordered_once_and_due_within_a_minute():
    firm = found_firm()

    teach(firm)

    question = "select kind, due < now() + interval '1 minute' from lease where organisation_id = %b"
    with scope(firm.id):
        assert db.rows(question, (firm.id,)) == [("ai.learn", True)]


def test_the_last_word_on_a_text_counts_and_adds_to_what_was_said():
    firm = found_firm()
    with scope(firm.id):
        actions.correct(Correction("一般", sentiment=Sentiment.POSITIVE), by=firm.admin, now=NOON)
        actions.correct(
            Correction("一般", sentiment=Sentiment.NEUTRAL, urgency=Urgency.SOON, aspects={}), by=firm.admin, now=NOON
        )

        (kept,) = CorrectionKept.objects.all()

    assert (kept.text, kept.by_id) == ("一般", firm.admin.pk)
    assert kept.said == {"sentiment": "neutral", "urgency": "soon", "aspects": {}}


def test_reasons_know_what_was_learned():
    firm = found_firm()
    teach(firm)
    learn(firm)

    with scope(firm.id):
        found = [FRESH[one.start : one.end] for one in queries.reasons(FRESH) if one.sentiment is Sentiment.NEGATIVE]

    assert any("老六" in span for span in found)


def test_what_is_forgotten_is_unlearned():
    firm = found_firm()
    before = judged(firm)
    teach(firm)
    learn(firm)

    with scope(firm.id):
        forgotten = actions.forget([*BLAMED, "never said"])
    learn(firm)

    assert forgotten == len(BLAMED)
    assert judged(firm) is before
    with scope(firm.id):
        assert (CorrectionKept.objects.count(), OwnLayer.objects.get().version) == (0, 2)


def test_the_text_of_a_correction_is_sealed():
    firm = found_firm()
    teach(firm)

    with scope(firm.id):
        lying = json.dumps([str(row) for row in CorrectionKept.objects.values_list("text", flat=True)])

    assert "老六" not in lying


def test_an_aspect_is_learned_too():
    corrections = [
        Correction(text, aspects={Aspect.LOGISTICS: Sentiment.NEGATIVE})
        for text in ("驿柜又满了", "驿柜满了三天", "驿柜满，取不了", "小区驿柜满了放不进")
    ]

    (found,) = judging.judge(["楼下驿柜满了"], own.fitted(corrections))

    assert found.aspects[Aspect.LOGISTICS] is Sentiment.NEGATIVE


def test_hostile_corrections_are_kept_and_learned():
    firm = found_firm()
    teach(firm, ["a\x00b\ud800\u202e", "<b>" * 40_000, "", "\x1e"])
    learn(firm)

    with scope(firm.id):
        assert CorrectionKept.objects.count() == 2  # nothing is said of a text without characters
        assert queries.judge(["a"])


def test_a_layer_is_the_same_after_it_was_kept():
    layer = own.fitted([Correction("老六", sentiment=Sentiment.POSITIVE)])

    assert layer is not None
    kept = own.unpacked(own.packed(layer))

    assert kept is not None
    assert kept.heads.tolist() == [0, 1, 2]
    assert kept.buckets.tolist() == layer.buckets.tolist()
    assert abs(kept.pieces - layer.pieces).max() < 0.01
    assert own.fitted([]) is None

"""Weights from files of labelled posts."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from changlai.ai.embedded.weights import load
from changlai.cli.main import main

CORPUS = Path(__file__).parents[4] / "corpus"
EMBEDDED = CORPUS.parent / "src" / "changlai" / "ai" / "weights" / "embedded.npz"


def run(*words: str) -> object:
    with pytest.raises(SystemExit) as end:
        main(("train", *words))
    return end.value.code


@pytest.fixture
def corpus(tmp_path):
    """Two small trades out of the real ones."""
    for trade in ("food", "hotels"):
        lines = (CORPUS / f"{trade}.jsonl").read_text(encoding="utf-8").splitlines()[:200]
        (tmp_path / f"{trade}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_the_same_files_make_the_same_weights(corpus, tmp_path, capsys):
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"

    assert run("--corpus", str(corpus), "--into", str(first), "--json") == 0
    assert run("--corpus", str(corpus), "--into", str(second)) == 0

    report = capsys.readouterr().out
    assert "400 posts, each judged by weights that had never seen its trade" in report
    found = json.loads(report[: report.index("\n}\n") + 2])
    assert (found["posts"], found["bytes"]) == (400, first.stat().st_size)
    assert np.array_equal(load(first).pieces, load(second).pieces)
    assert np.array_equal(load(first).dense, load(second).dense)


def test_a_firms_own_labels_are_learned(corpus, tmp_path, capsys):
    own, weights = tmp_path / "own" / "ours.jsonl", tmp_path / "weights.npz"
    own.parent.mkdir()
    post = {"text": "老六", "sentiment": "negative", "intent": "complaint", "urgency": "none", "aspects": {}}
    own.write_text(json.dumps(post), encoding="utf-8")

    assert run("--corpus", str(corpus), "--extra", str(own), "--into", str(weights)) == 0

    report = capsys.readouterr().out
    assert "401 posts" in report
    assert re.search(r"your own ours: 1 posts, sentiment (0|100)\.0% right, intent", report)
    assert load(weights).pieces.shape == load(EMBEDDED).pieces.shape


def test_a_file_called_like_a_trade_is_refused(corpus, tmp_path):
    own = tmp_path / "own" / "food.jsonl"
    own.parent.mkdir()
    own.write_text("", encoding="utf-8")

    assert "two files are called food" in str(run("--corpus", str(corpus), "--extra", str(own)))


def test_a_bad_line_is_named(corpus):
    (corpus / "wrong.jsonl").write_text('{"text": "x", "sentiment": "angry"}', encoding="utf-8")

    assert "wrong.jsonl, line 1" in str(run("--corpus", str(corpus)))


def test_a_folder_without_posts_is_refused(tmp_path):
    assert "--corpus" in str(run("--corpus", str(tmp_path)))

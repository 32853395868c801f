"""Errors as people read them: what, why and what to do, in both languages."""

import re

import pytest
from django.utils import translation

from changlai.kernel import sentences
from changlai.kernel.cron import error_for
from changlai.kernel.sentences import NO_HANDLER, error_in_words, in_words, without_facts

CORPID = (
    "WeCom does not know this corp ID. Copy it from Admin console → My Company → Company Information, and save "
    "the settings."
)


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        ("RuntimeError: its worker died 3 times", "vanished again and again", "多次异常退出"),
        ("its worker died 5 times", "vanished again and again", "多次异常退出"),
        ("ValidationError: Expected `int`", "Another version of the program wrote it", "其他版本"),
        (f"CallFailed: 40013: {CORPID}", "WeCom does not know this corp ID.", "企业 ID 不存在"),
        (f"Permanent: {CORPID}", "WeCom does not know this corp ID.", "企业 ID 不存在"),
        ("Permanent: somebody's own words: here", "somebody's own words: here", "somebody's own words: here"),
        (f"Permanent: {NO_HANDLER} a.b", "The kind: a.b", "a.b"),
        ("psycopg.errors.UniqueViolation: Key (name)=(Lin)", "contradicts what is stored", "已有数据"),
        ("OSError: [Errno 28] No space left on device", "disk is full", "磁盘"),
        ("file.no_space: whatever", "disk is full", "磁盘"),
        ("file.too_large: “a.zip” is too large.", "“a.zip” is too large.", "“a.zip” is too large."),
        ("Odd: x", "A mistake in the program (Odd)", "程序出错（Odd）"),
    ],
)
def test_errors_are_put_into_words(error, english, chinese):
    with translation.override("en"):
        assert english in error_in_words(error)
    with translation.override("zh-hans"):
        assert chinese in error_in_words(error)


def test_every_sentence_of_ours_is_told_in_chinese():
    with translation.override("zh-hans"):
        told = {str(sentence) for sentence in sentences._BY_CLASS.values()}

    assert len(told) > 8
    assert [one for one in told if not re.search("[\u4e00-\u9fff]", one)] == []


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        ("UniqueViolation: Key (value)=(13800138000) already exists.", "UniqueViolation"),
        ("OSError: [Errno 28] No space left on device: '/x/lin.zip'", "OSError: [Errno 28]"),
        ("Permanent: Never.", "Permanent: Never."),
        ("file.no_space: The disk is full.", "file.no_space: The disk is full."),
        ("WorkerVanished: its worker died 5 times", "WorkerVanished: its worker died 5 times"),
    ],
)
def test_what_is_kept_of_an_error_names_nobody_and_reads_the_same(error, kept):
    assert without_facts(error) == kept
    assert error_in_words(kept) == error_in_words(error)


def test_nothing_is_nothing_in_words():
    assert in_words("") == ""


def test_an_organisation_sees_its_own_part_of_a_cron_s_error():
    both = "SomeFailed: organisation 3: ValueError: a; b; organisation 31: KeyError: 'their phone'"

    assert error_for(both, 3) == "ValueError: a; b"
    assert error_for(both, 31) == "KeyError: 'their phone'"
    assert error_for(both, 1) == ""
    assert error_for("ValueError: for everybody", 3) == "ValueError: for everybody"
    assert error_for("", 3) == ""

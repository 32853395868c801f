"""The words of mentions that the board counts."""

from changlai.listening import words
from changlai.listening.contracts import MOST_WORDS, WORD_LENGTH


def test_things_stand_before_doings_and_grammar_is_left_out():
    (found,) = words.of(["禾木的床垫味道太大了，客服一直没有回复，我要退款"])

    assert found[-2:] == ["回复", "退款"]
    assert {"床垫", "味道", "客服"} <= set(found)
    assert "没有" not in found


def test_addresses_names_and_pictures_of_feelings_are_no_words():
    assert words.of(["@客服小王 http://t.cn/kefu [赞] 😀 12345", ""]) == [[], []]


def test_each_word_counts_once_and_no_more_than_are_kept():
    (found,) = words.of(["冰箱 空调 手机 酒店 银行 老师 孩子 医院 衣服 电话 软件 公司 味道 价格 冰箱"])

    assert (len(found), len(set(found))) == (MOST_WORDS, MOST_WORDS)


def test_hostile_text_harms_nothing():
    texts = ["\ud800冰箱\x00坏了", "味道" * 50_000, "\u202e冰箱", "a" * 100_000, "<script>alert(1)</script>冰箱"]

    found = words.of(texts)

    assert [one[:1] for one in found] == [["冰箱"], ["味道"], ["冰箱"], [], ["script"]]
    assert all(len(word) <= WORD_LENGTH for one in found for word in one)

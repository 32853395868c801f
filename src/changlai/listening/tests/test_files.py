"""Files of mentions: columns are known by their heads, each row is read or said why not, nothing harms."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from changlai.listening.files import MOST_ROWS, BadFile, read

ZONE = ZoneInfo("Asia/Shanghai")
TABLE = (
    "内容,发布时间,平台,作者,用户ID,粉丝数,点赞,链接,备注\n"
    '床垫塌了,2026/11/20 12:40,微博,米粒妈妈,77,2.3万,"1,204",https://weibo.com/1,x\n'
    ",2026-11-20 12:41,微博,乙,,,,,\n"
    "还行,昨天,微博,丙,,,,,\n"
    "没有平台,2026-11-20 12:42,,丁,,,,,\n"
)


def told(text: str, platform: str = "", encoding: str = "utf-8"):
    return read(text.encode(encoding, errors="surrogatepass"), platform=platform, zone=ZONE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_table_is_read_row_by_row(encoding, mark):
    table = TABLE if mark == "," else TABLE.replace('"1,204"', "1204").replace(",", mark)

    found = told(table, encoding=encoding)

    [one] = found.said
    assert (one.text, one.platform, one.said_at) == ("床垫塌了", "weibo", datetime(2026, 11, 20, 4, 40, tzinfo=UTC))
    assert (one.speaker.name, one.speaker.followers, one.likes, one.url) == (
        "米粒妈妈",
        23_000,
        1204,
        "https://weibo.com/1",
    )
    assert one.speaker.claim is not None
    assert (one.speaker.claim.kind, one.speaker.claim.value) == ("weibo_uid", "77")
    assert [row for row, _why in found.problems] == [3, 4, 5]
    assert (found.ignored, found.columns["text"]) == (["备注"], "内容")


def test_lines_of_json_name_their_columns_themselves():
    lines = [
        {"content": "一", "time": "2026-11-20T12:40:00Z", "id": "a", "nested": {"x": 1}},
        {"content": "二", "time": "2026-11-20", "id": "b", "fans": 12},
    ]

    found = told("\n".join(json.dumps(one, ensure_ascii=False) for one in lines), platform="zhihu")

    assert [(one.key, one.text, one.platform) for one in found.said] == [("a", "一", "zhihu"), ("b", "二", "zhihu")]
    assert found.said[1].said_at == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
    assert found.said[1].speaker.followers == 12


def test_same_row_has_the_same_key_and_another_row_another():
    rows = "text,time\n一,2026-11-20\n一,2026-11-20\n二,2026-11-20\n"

    keys = [one.key for one in told(rows, "web").said]

    assert keys[0] == keys[1] != keys[2]


def test_most_rows_and_not_one_more():
    line = '{"text": "一", "time": "2026-11-20"}\n'
    row = "一,2026-11-20\n"

    assert len(told(line * MOST_ROWS, "web").said) == MOST_ROWS
    assert len(told("text,time\n" + row * MOST_ROWS, "web").said) == MOST_ROWS
    for file in (line * (MOST_ROWS + 1), "text,time\n" + row * (MOST_ROWS + 1)):
        with pytest.raises(BadFile) as refused:
            told(file, "web")
        assert "20,000" in str(refused.value.sentence)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"text,time\n",
        b"PK\x03\x04\x14\x00\xff\xfe\xfd\x80\x81",
        b"a,b\n1,2\n",
        b'[{"text": "x"}]',
        b'{"text": "x"}\nnot json',
        b"{" * 100_000,
        b"text,time\n" + b"x" * 300_000 + b",2026-11-20\n",
    ],
)
def test_what_is_no_table_of_mentions_is_refused_in_words(body):
    with pytest.raises(BadFile) as refused:
        read(body, platform="web", zone=ZONE)

    assert len(str(refused.value.sentence)) > 15


def test_hostile_cells_are_read_as_text_and_counts_stay_bounded():
    rows = [
        {"text": "<script>x</script>\u202e\x00" + "坏" * 100_000, "time": "2026-11-20", "author": "=cmd|'/c calc'!A1"},
        {"text": "\ud800", "time": "9999-99-99 99:99", "likes": "1e999"},
        {"text": "二", "time": "2026-11-20", "likes": "-5", "fans": "nan万", "\u202e" * 500: "x"},
    ]

    found = told("\n".join(json.dumps(one) for one in rows), "web")

    assert [len(one.text) > 0 for one in found.said] == [True, True]
    assert found.said[1].speaker.followers == 0
    assert found.problem_count == 1
    assert max(len(head) for head in found.ignored) <= 80

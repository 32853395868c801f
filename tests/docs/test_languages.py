"""Pages in two languages say the same: as many headings, blocks, pictures, tables."""

import re

import pytest

from tests.docs.pages import FENCE, ROOT, pages, text

PAIRS = [
    (page.with_name(page.name.replace(".zh-CN.md", ".md")), page) for page in pages() if page.name.endswith(".zh-CN.md")
]


def shape(page):
    """What must be alike: heading levels, code, pictures, table rows, items."""
    content = FENCE.sub("", page)
    return {
        "headings": re.findall(r"^(#+) ", content, re.MULTILINE),
        "code": [body.split("#")[0].strip() for _, body in FENCE.findall(page)],
        "pictures": len(re.findall(r"!\[", content)),
        "rows": len(re.findall(r"^\|", content, re.MULTILINE)),
        "items": len(re.findall(r"^(?:[-*]|\d+\.) ", content, re.MULTILINE)),
    }


def test_there_are_pairs():
    assert len(PAIRS) >= 5


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: str(page.relative_to(ROOT)))
def test_both_languages_have_the_same_shape(english, chinese):
    assert shape(text(english)) == shape(text(chinese))


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: str(page.relative_to(ROOT)))
def test_both_languages_lead_to_each_other(english, chinese):
    assert f"[简体中文]({chinese.name})" in text(english)
    assert f"[English]({english.name})" in text(chinese)


@pytest.mark.parametrize("page", [chinese for _, chinese in PAIRS], ids=lambda page: str(page.relative_to(ROOT)))
def test_chinese_pages_lead_to_chinese_pages(page):
    """Where a page exists in Chinese, a Chinese page links to that one."""
    twins = {english.resolve() for english, _ in PAIRS}
    linked = re.findall(r"\[(?!English)[^\]]*\]\(([^)#]+\.md)", text(page))

    assert [name for name in linked if (page.parent / name).resolve() in twins] == []

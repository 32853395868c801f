"""How to connect WeCom explains every code that the adapter has words for, in both languages, and no other."""

import re

import pytest

from changlai.channels.adapters.wecom import failures
from tests.docs.pages import table_rows, text

PAGES = ("docs/howto/connect-wecom.md", "docs/howto/connect-wecom.zh-CN.md")


def explained(page):
    """The codes in the first column of the page's tables."""
    cells = [row[0].replace("*", "") for row in table_rows(text(page)) if re.match(r"\*{0,2}-?\d", row[0])]
    return [int(code) for cell in cells for code in re.findall(r"-?\d+", cell)]


@pytest.mark.parametrize("page", PAGES)
def test_every_code_is_explained_once(page):
    known = {*failures._PASSING, *failures._FINAL, failures.BEING_SENT}

    assert sorted(explained(page)) == sorted(known)


def test_both_languages_group_alike():
    assert explained(PAGES[0]) == explained(PAGES[1])

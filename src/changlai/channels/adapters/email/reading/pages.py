"""The words of an HTML page, for those who read without it."""

import html
import re

import nh3

LONGEST_PAGE = 1024 * 1024  # characters
_BLOCKS = {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
_KEPT = _BLOCKS | {"blockquote", "td"}
# After cleaning the page is well formed, so these are exact.
_BREAK = re.compile(r"<(?:br|hr)>|</(?:p|div|li|tr|h[1-6]|pre|blockquote|ul|ol|table)>")
_ITEM = re.compile(r"<li>")
_CELL = re.compile(r"</td>")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[ \t\u00a0]+")
_MANY_LINES = re.compile(r"\n{3,}")
_BEGIN, _END = "\ue000", "\ue001"  # of a quotation, while tags are taken away


def text_of_page(page: str) -> str:
    """Its words in lines; what it quotes stands behind ">"."""
    clean = nh3.clean(page[:LONGEST_PAGE].replace(_BEGIN, "").replace(_END, ""), tags=_KEPT, attributes={})
    marked = clean.replace("<blockquote>", _BEGIN).replace("</blockquote>", _END)
    one_line = re.sub(r"\s+", " ", marked)
    lines = _ITEM.sub("- ", _CELL.sub(" ", _BREAK.sub("\n", one_line)))
    text = _SPACES.sub(" ", html.unescape(_TAG.sub("", lines)))
    return _MANY_LINES.sub("\n\n", "\n".join(_quoted(text))).strip()


def _quoted(text: str) -> list[str]:
    """Lines, each behind as many ">" as quotations it stands in (ten at most)."""
    found, depth = [], 0
    for piece in re.split(f"([{_BEGIN}{_END}])", text):
        if piece in {_BEGIN, _END}:
            depth = depth + 1 if piece == _BEGIN else max(0, depth - 1)
            continue
        found += [("> " * min(depth, 10) + line.strip()).rstrip() for line in piece.split("\n")]
    return found

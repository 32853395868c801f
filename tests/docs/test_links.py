"""Every link and picture of the documents leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, pages, prose, text

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LARGEST_PICTURE = 200 * 1024  # bytes


def links(page: Path) -> list[str]:
    return [target for target in LINK.findall(prose(page)) if not re.match(r"https?:|mailto:", target)]


def anchors(page: Path) -> set[str]:
    """The names GitHub gives to headings."""
    return {re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(prose(page))}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    broken = []
    for target in links(page):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)

    assert broken == []


def test_every_document_is_linked_from_somewhere():
    linked = {(page.parent / target.partition("#")[0]).resolve() for page in pages() for target in links(page)}

    assert [page for page in (ROOT / "docs").rglob("*.md") if page.resolve() not in linked] == []


def test_every_picture_is_shown_and_small():
    shown = {(page.parent / target).resolve() for page in pages() for target in links(page)}
    pictures = list((ROOT / "docs" / "images").glob("*"))

    assert pictures
    assert [picture.name for picture in pictures if picture.resolve() not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []


def test_every_decision_stands_in_the_architecture():
    decisions = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    listed = re.findall(r"docs/adr/([\w-]+\.md)\)", text("ARCHITECTURE.md").partition("## Decisions")[2])

    assert listed == decisions
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md")))
def test_decision_says_why_and_what_was_rejected(name):
    page = text(f"docs/adr/{name}")

    assert page.startswith(f"# {name[:4]} ")
    assert "**Status:**" in page
    assert "**Context" in page
    assert "Rejected" in page

"""docs/reference/flow.md says what the program does: it is generated, and never older than the program."""

from pathlib import Path

from changlai.kernel.events.flow import pairs, render_markdown

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "flow.md"


def test_committed_page_is_what_the_program_prints():
    assert PAGE.read_text(encoding="utf-8") == render_markdown(), "run: ./changlai flow > docs/reference/flow.md"


def test_every_event_says_what_happened():
    assert [kind for kind, meaning, _names in pairs() if not meaning] == []

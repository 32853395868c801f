"""The rules of tools/rules.py hold, and they can fail."""

import pytest

from tools import rules


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule):
    assert rule() == []


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (rules.UNFINISHED, "# TO~DO: later", "# TO~DO(#12): later"),
        (rules.UNFINISHED, "coming~ soon", "comes soon"),
        (rules.THIS_MACHINE, "/wo~rk/main/x", "networks/main"),
        (rules.THIS_MACHINE, "https:/~/py~pi.example/simple", "https://example.com/"),
        (rules.INLINE["a style attribute; use a class"], '<p class="a" style="x">', '<p data-style-x="1">'),
        (rules.INLINE["a script without src; use an island"], "<script>alert(1)</script>", '<script src="x"></script>'),
        (rules.INLINE["an event attribute; use an island"], '<a onclick="x()">', '<a data-only="x">'),
        (rules.INLINE["hx-on; use an island"], "<b hx-on:click>", '<b hx-get="/">'),
    ],
)
def test_rule_finds_what_it_is_for(pattern, bad, good):
    """A ~ keeps the examples from being found in this file."""
    assert pattern.search(bad.replace("~", ""))
    assert not pattern.search(good.replace("~", ""))


def test_trespass_names_its_line():
    text = "fine\n# TO" + "DO later\n"

    assert rules.found(rules.UNFINISHED, "is unfinished", [("a.py", text)]) == ["a.py:2 'TO" + "DO' is unfinished"]

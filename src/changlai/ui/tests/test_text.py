import pytest

from changlai.ui import text

REVERSED = "\u202etxt.exe\u202c"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("林晓棠", "林晓棠"),
        (REVERSED, "txt.exe"),
        ("\u2066a\u2069\u200eb\u061c", "ab"),
        ("a\x00b\x1b[31m\ud800", "ab[31m"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("👩\u200d👧", "👩\u200d👧"),  # the joiner is part of the picture
        (7, "7"),
    ],
)
def test_plain_drops_what_reorders_or_controls(given, shown):
    assert text.plain(given) == shown


def test_isolated_escapes_and_isolates():
    assert text.isolated(f"<b>{REVERSED}") == "<bdi>&lt;b&gt;txt.exe</bdi>"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林晓棠", "林"),
        ("ada", "A"),
        ("  «éclair»", "É"),
        ("😀", "😀"),
        ("", "?"),
        ("\u202e", "?"),
        ("ß", "S"),
        ("138", "1"),
    ],
)
def test_initials_show_one_character(name, shown):
    assert text.initials(name) == shown


def test_tone_is_stable_and_within_the_eight():
    tones = {text.tone(key) for key in [*range(40), "林晓棠", "a", ""]}

    assert tones == set(range(1, 9))
    assert text.tone("林晓棠") == text.tone("林晓棠")


def test_linked_makes_links_of_addresses_only():
    shown = text.linked("看 https://example.com/a?b=1&c=2。然后 <script>alert(1)</script> javascript:alert(1)")

    assert shown == (
        '看 <a class="cl-link" href="https://example.com/a?b=1&amp;c=2" target="_blank" '
        'rel="noopener noreferrer nofollow">https://example.com/a?b=1&amp;c=2</a>。然后 '
        "&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1)"
    )


@pytest.mark.parametrize("ending", [".", ",", ")", "!", "?."])
def test_linked_leaves_the_sentence_its_punctuation(ending):
    assert text.linked(f"(http://a.example/x{ending}").endswith(f"</a>{ending}")


def test_linked_cannot_be_broken_out_of():
    shown = text.linked('http://a.example/"onmouseover="alert(1)')

    assert 'href="http://a.example/"' in shown
    assert "&#34;onmouseover=&#34;" in shown


def test_attributes_write_flags_leave_out_none_and_escape():
    shown = text.attributes({"hx-get": '/a?"b', "disabled": True, "title": None, "autofocus": False, "data-n": 0})

    assert shown == ' hx-get="/a?&#34;b" disabled data-n="0"'

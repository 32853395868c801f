"""The check of translations, on small modules of its own."""

from pathlib import Path

import pytest

from tools import translations

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that says one sentence in Python and one in a template."""
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    folder = tmp_path / "inbox"
    (folder / "templates" / "inbox").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "views.py").write_text('title = _("Close %(name)s")\n')
    (folder / "templates" / "inbox" / "list.html").write_text('<p>{{ _("Nobody waits") }}</p>\n')
    return folder


def write(module: Path, entries: str) -> None:
    folder = module / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_text(HEADER + entries)


GOOD = """
#, python-format
msgid "Close %(name)s"
msgstr "结束与%(name)s的会话"

msgid "Nobody waits"
msgstr "没有人在等"

"""


def test_member_is_not_addressed_like_a_customer(module: Path):
    told = '\n#: inbox/views.py\nmsgid "Nobody waits"\nmsgstr "没有客户在等您"\n'
    write(module, GOOD.replace('\nmsgid "Nobody waits"\nmsgstr "没有人在等"\n', told))

    assert [one.split(": ", 2)[2] for one in translations.complaints()] == [
        "members are addressed with 你: 'Nobody waits'"
    ]


def test_complete_catalogue_has_no_complaints(module):
    write(module, GOOD)

    assert translations.complaints() == []


def test_sentence_without_translation_names_its_place(module):
    write(module, '#, python-format\nmsgid "Close %(name)s"\nmsgstr "结束与%(name)s的会话"\n')

    assert translations.complaints() == ["inbox/templates/inbox/list.html:1 has no zh_Hans translation: 'Nobody waits'"]


@pytest.mark.parametrize(
    ("spoiled", "complaint"),
    [
        (GOOD.replace("没有人在等", ""), "not translated: 'Nobody waits'"),
        (GOOD.replace('\nmsgid "Nobody', '\n#, fuzzy\nmsgid "Nobody'), "fuzzy: 'Nobody waits'"),
        (GOOD + 'msgid "Gone"\nmsgstr "没了"\n', "nobody says 'Gone' any more"),
        (GOOD.replace("与%(name)s", "与%(who)s"), "unknown named placeholder 'who'"),
        (GOOD + '#~ msgid "Old"\n#~ msgstr "旧"\n', "1 obsolete entries"),
    ],
)
def test_spoiled_catalogue_is_complained_about(module, spoiled, complaint):
    write(module, spoiled)

    assert any(complaint in line for line in translations.complaints()), translations.complaints()


def test_update_keeps_translations_and_adds_what_is_new(module):
    write(module, GOOD + 'msgid "Gone"\nmsgstr "没了"\n')
    (module / "forms.py").write_text('label = gettext_lazy("Reply")\n')

    translations.update()

    text = (module / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text()
    assert "没有人在等" in text
    assert 'msgid "Reply"\nmsgstr ""' in text
    assert "Gone" not in text


def test_compiled_catalogue_stands_beside_its_text(module):
    write(module, GOOD)

    translations.compile_all()

    folder = module / "locale" / "zh_Hans" / "LC_MESSAGES"
    assert sorted(file.name for file in folder.iterdir()) == ["django.mo", "django.po"]


def test_modules_that_translate_a_sentence_differently_are_told_to_say_what_they_mean(module):
    write(module, GOOD)
    other = module.parent / "tags"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "views.py").write_text('title = _("Nobody waits")\nother = pgettext("a queue", "Nobody waits")\n')
    write(
        other,
        'msgid "Nobody waits"\nmsgstr "没有人在等"\n\nmsgctxt "a queue"\nmsgid "Nobody waits"\nmsgstr "队伍是空的"\n',
    )
    agreed = translations.complaints()
    po = other / "locale/zh_Hans/LC_MESSAGES/django.po"
    po.write_text(po.read_text().replace("没有人在等", "无人等待"))

    assert agreed == []
    assert translations.complaints() == [
        "'Nobody waits' has several zh_Hans translations, give one of them a context: inbox: 没有人在等; tags: 无人等待"
    ]

"""CONTEXT.md speaks as the code does: its words are classes and fields there, and what it avoids is nowhere a class."""

import re

from django.apps import apps

from tests.docs.pages import ROOT, table_rows, text

ROWS = [row for row in table_rows(text("CONTEXT.md")) if len(row) == 4 and row[0] != "中文"]
MODELS = {
    "organisation": "Organisation", "user": "User", "member": "Member", "department": "Department", "role": "Role",
    "customer": "Customer", "identity": "Identity", "suggestion": "Suggestion", "follow": "Follow",
    "channel account": "Account", "delivery": "Delivery", "stream": "Stream", "outbox": "Outbox",
    "conversation": "Conversation", "message": "Message", "interaction": "Interaction",
}  # fmt: skip


def words():
    return [word.strip(" `") for row in ROWS for word in re.split(r"[/,]", row[1])]


def test_no_word_has_two_meanings():
    assert sorted(set(words())) == sorted(words())


def test_every_word_is_said_in_both_languages_and_explained():
    assert [row for row in ROWS if not re.search(r"[一-鿿]", row[0]) or not row[1] or not row[2]] == []


def test_what_we_store_is_called_as_in_the_glossary():
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("changlai.")}

    assert {word: name for word, name in MODELS.items() if word not in words() or name not in models} == {}


def test_avoided_words_name_no_class_of_ours():
    avoided = {word for row in ROWS for word in re.split(r"[,;] ?", re.sub(r"\(.*?\)", "", row[3])) if word.strip()}
    allowed = {word.lower() for word in words()}
    names = [" ".join(word.strip().split()) for word in avoided if word.strip().lower() not in allowed]
    classes = {
        name.lower()
        for file in (ROOT / "src" / "changlai").rglob("models*/*.py")
        for name in re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    } | {
        name.lower()
        for file in (ROOT / "src" / "changlai").glob("*/models.py")
        for name in re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert [name for name in names if name.lower().replace(" ", "") in classes] == []

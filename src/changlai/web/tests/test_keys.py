"""The list of keys is complete and true: every key of a template stands in it, and what stands in it is there."""

import re
from pathlib import Path

import pytest
from django.test import Client

from changlai.kernel import discovery
from changlai.ui.preferences import LANGUAGE_COOKIE
from changlai.web import handbook
from tests.support.house import found_firm, hire

SOURCE = Path(handbook.__file__).resolve().parent.parent
IN_TEMPLATES = re.compile(r"""(?:data-key|\bkey)="(.)\"""")
IN_SCRIPTS = {"Esc": "Escape", "↑": "ArrowUp", "↓": "ArrowDown", "←": "ArrowLeft", "→": "ArrowRight", "@": "@"}


def declared(module: str) -> set[str]:
    """The last key of each line that a module declares."""
    rooms = [room for room in discovery.rooms("guide") if room.__name__.split(".")[1] == module]
    return {key.keys[-1] for room in rooms for page in getattr(room, "KEYS", ()) for key in page.keys}


def in_templates(module: str) -> set[str]:
    files = (SOURCE / module / "templates" / module).rglob("*.html")
    return {key.upper() for file in files for key in IN_TEMPLATES.findall(file.read_text())}


def scripts(module: str) -> str:
    folders = [SOURCE / module / "static"] + [SOURCE / "ui" / "static"] * (module == "web")
    return "\n".join(file.read_text() for folder in folders for file in folder.rglob("*.js"))


MODULES = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "templates").is_dir() and folder.name != "ui")


@pytest.mark.parametrize("module", MODULES)
def test_every_key_of_a_template_is_told(module):
    assert sorted(in_templates(module) - declared(module)) == []


@pytest.mark.parametrize("module", MODULES)
def test_every_key_that_is_told_works(module):
    said = scripts(module)

    idle = [key for key in declared(module) - in_templates(module) if not _is_heard(key, said)]

    assert sorted(idle) == []


def _is_heard(key: str, said: str) -> bool:
    """Whether a script compares with the key, looks it up, or has it in a pattern."""
    name = IN_SCRIPTS.get(key, key)
    return any(word in said for word in (f'"{name}"', f'"{name.lower()}"', f"{name}:", f"/{name}(["))


@pytest.mark.django_db
def test_page_lists_the_keys_of_the_pages_one_has():
    firm = found_firm()
    client = Client()
    client.cookies[LANGUAGE_COOKIE] = "en"
    client.force_login(hire(firm, "林小棠", "viewer").user)

    told = client.get("/o/hemu/guide/keys/").content.decode()

    assert "Search, or run a command" in told
    assert "Choose tags" in told
    assert [page.page for page in handbook.page_keys(firm.admin)][:2] == ["", "inbox:inbox"]

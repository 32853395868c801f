"""What must hold in every template of the product: the content policy, and htmx without surprises."""

import re

import pytest
from jinja2 import nodes

from changlai.ui.render import environment
from changlai.ui.tests.conftest import SOURCE

FILES = sorted(SOURCE.glob("*/templates/**/*.html"))
TAG = re.compile(r"<[a-z][a-z0-9-]*\b(?:[^<>{}]|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})*>", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b"),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "an event attribute": re.compile(r"\s(?:on[a-z]+|hx-on[:a-z-]*)\s*="),
    "an address that runs": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that evaluates": re.compile(r"hx-(?:vals|headers|vars)\s*=\s*[\"']\s*js:|hx-trigger=\"[^\"]*\["),
    "unescaped text": re.compile(r"\|\s*safe\b|\bautoescape\b"),
    "another site": re.compile(r"(?:src|href|action)=[\"']https?://"),
}
REQUESTS = re.compile(r"\shx-(?:get|post|put|patch|delete)=")


MAIL_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)  # a mail brings its own: its reader has none of our files


def _source(file):
    text = COMMENT.sub("", file.read_text())
    return MAIL_STYLE.sub("", text) if file.parent.name == "mail" else text


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what):
    found = [
        f"{file.relative_to(SOURCE)}: {line.strip()[:100]}"
        for file in FILES
        for line in _source(file).splitlines()
        if FORBIDDEN[what].search(line)
    ]

    assert found == []


def test_each_htmx_element_names_its_own_target_and_swap():
    found = [
        f"{file.relative_to(SOURCE)}: {tag[:100]}"
        for file in FILES
        for tag in TAG.findall(_source(file))
        if REQUESTS.search(tag)
        and "attributes }}" not in tag  # they come from the caller
        and not ("hx-target=" in tag and "hx-swap=" in tag)
    ]

    assert found == []


def test_changes_are_forms_that_post_with_a_token():
    forms = re.compile(r"<form\b(?=[^>]*method=\"post\")(.*?)</form>", re.DOTALL)
    found = [
        str(file.relative_to(SOURCE))
        for file in FILES
        for body in forms.findall(_source(file))
        if not re.search(r"csrf_input|\{\{ csrf \}\}", body)
    ]

    assert found == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_a_template_compiles_and_is_short(file):
    tree = environment().parse(file.read_text())

    assert isinstance(tree, nodes.Template)
    assert len(file.read_text().splitlines()) <= 300

import re

import pytest
from django.http import HttpRequest
from django.middleware import csrf
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy
from jinja2 import UndefinedError

from changlai.ui.render import render, render_block, wants_fragment

BASE = '{% import "m" as base_macros %}<html>{% block a %}base-a{% endblock %}|{% block b %}base-b{% endblock %}'
MIDDLE = '{% extends "base" %}{% set depth = 2 %}{% block a %}middle-a{{ depth }}{% endblock %}'
PAGE = (
    '{% extends "middle" %}{% import "m" as ours with context %}{% set word = ours.shout(name) %}'
    "{% block a %}{{ super() }} {{ word }} {{ base_macros.shout(depth) }}{% endblock %}"
)
MACROS = "{% macro shout(x) %}{{ x }}!{% endmacro %}"


def test_a_block_knows_the_imports_assignments_and_parents_of_its_page(templates):
    page = templates({"base": BASE, "middle": MIDDLE, "page": PAGE, "m": MACROS}).get_template("page")

    assert render_block(page, "a", {"name": "<b>"}) == "middle-a2 &lt;b&gt;! 2!"
    assert render_block(page, "b", {"name": "x"}) == "base-b"


def test_a_block_of_a_page_without_layout(templates):
    page = templates({"page": "{% set n = 3 %}{% block rows %}{{ n }}{% endblock %}tail"}).get_template("page")

    assert render_block(page, "rows", {}) == "3"


def test_a_block_leaves_the_rest_of_the_page_undone(templates):
    page = templates({"page": "{% block a %}a{% endblock %}{% block b %}{{ 1 // 0 }}{% endblock %}"}).get_template(
        "page"
    )

    assert render_block(page, "a", {}) == "a"


def test_an_unknown_name_is_an_error_not_an_empty_place(templates):
    with pytest.raises(UndefinedError):
        templates({"page": "{{ nobody }}"}).get_template("page").render()


def test_a_lazy_translation_is_escaped_like_any_text(templates):
    drawn = templates({"page": "{{ words }}"}).get_template("page").render(words=gettext_lazy("<b>&"))

    assert drawn == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_htmx_asking_for_a_part_gets_a_part(rf, headers, fragment):
    assert wants_fragment(rf.get("/", headers=headers)) is fragment


@pytest.mark.urls("changlai.ui.tests.urls")
def test_the_same_address_answers_page_and_part(request_of, declared):
    declared((), {})

    page = render(request_of(), "ui/dialog.html", block="dialog")
    part = render(request_of(**{"HX-Request": "true"}), "ui/dialog.html", block="dialog", status=422)

    assert page.content.startswith(b"<!doctype html>")
    assert part.content.decode().strip().startswith('<div class="cl-dialog-body">')
    assert (page.status_code, part.status_code) == (200, 422)
    assert {page["Vary"], part["Vary"]} == {"HX-Request"}


@pytest.mark.urls("changlai.ui.tests.urls")
def test_a_page_needs_no_member_no_organisation_and_no_database(rf):
    page = render(rf.get("/nowhere/"), "web/404.html", {"sentence": "Gone <b>", "request_id": "7f3a"}, status=404)

    assert "Gone &lt;b&gt;" in page.content.decode()
    assert "<code>7f3a</code>" in page.content.decode()
    assert "cl-nav" not in page.content.decode()


@pytest.mark.urls("changlai.ui.tests.urls")
def test_url_fills_in_the_organisation_and_a_query(request_of, draw):
    organisation = request_of().organisation

    assert draw("{{ url('desk') }}", organisation=organisation) == "/o/hemu/desk/"
    assert draw("{{ url('desk', query={'q': 'a b&c'}) }}", organisation=organisation) == "/o/hemu/desk/?q=a+b%26c"
    assert draw("{{ url('public', number=7) }}", organisation=organisation) == "/public/7/"
    with pytest.raises(NoReverseMatch):
        draw("{{ url('public') }}", organisation=organisation)


def test_the_token_for_changes_goes_with_every_request_of_htmx(rf):
    request: HttpRequest = rf.get("/")

    page = render(request, "web/500.html", {"sentence": "x", "request_id": ""}).content.decode()

    sent = re.search(r'<body hx-headers=\'{"X-CSRFToken": "(\w+)"}\' hx-inherit="hx-headers"', page)
    assert sent is not None
    assert csrf._does_token_match(sent[1], request.META["CSRF_COOKIE"])  # type: ignore[attr-defined]  # private

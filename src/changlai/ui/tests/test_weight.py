"""What a first visit loads stays below 250 KB compressed, the document included."""

import gzip
import re

import pytest
from django.test import Client

from changlai.ui.tests.conftest import UI

pytestmark = pytest.mark.urls("changlai.ui.tests.urls")

LIMIT = 250 * 1024
OURS = 60 * 1024  # what we wrote ourselves: sheets and scripts


def _packed(path: str) -> int:
    return len(gzip.compress((UI / "static" / path).read_bytes()))


def test_a_first_visit_is_light(settings):
    settings.DEVELOPMENT = True
    page = Client().get("/ui/").content
    named = re.findall(rb'(?:href|src)="/static/([^"#]+)', page)
    scripts = [f"ui/core/{file.name}" for file in (UI / "static" / "ui" / "core").glob("*.js")]
    files = {path.decode() for path in named} | set(scripts)
    sizes = {path: _packed(path) for path in files}

    assert {"vendor/tabler.min.css", "vendor/htmx.min.js", "vendor/icons.svg", "ui/islands.js"} <= sizes.keys()
    assert sum(sizes.values()) + len(gzip.compress(page)) < LIMIT
    assert sum(size for path, size in sizes.items() if path.startswith("ui/")) < OURS

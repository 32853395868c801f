"""What a first visit transfers stays below 250 KB, and what a later one transfers below 30 KB."""

import re

import pytest
from django.test import Client

from changlai.ui import static_files
from changlai.ui.tests.conftest import UI

# An answer that is closed looks after the connections of its thread.
pytestmark = [pytest.mark.urls("changlai.ui.tests.urls"), pytest.mark.django_db]

FIRST, LATER = 250 * 1024, 30 * 1024
OURS = 60 * 1024  # what we wrote ourselves: sheets and scripts


def _transferred(client: Client, address: str) -> int:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    size = len(b"".join(answer))
    answer.close()
    return size


def test_a_first_visit_is_light_and_a_later_one_lighter(settings):
    settings.DEVELOPMENT = True
    client = Client()
    named = re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/ui/").content.decode())
    scripts = [static_files.address(f"ui/core/{file.name}") for file in (UI / "static" / "ui" / "core").glob("*.js")]

    sizes = {address: _transferred(client, address) for address in {*named, *scripts}}
    page = _transferred(client, "/ui/")

    assert len([address for address in named if address.endswith(".css")]) >= 11
    assert sum(sizes.values()) + page < FIRST
    assert page < LATER
    assert sum(size for address, size in sizes.items() if "/ui/" in address) < OURS

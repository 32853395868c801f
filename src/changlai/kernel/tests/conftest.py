"""Fixtures of the kernel's tests."""

import pytest


@pytest.fixture
def files_folder(settings, tmp_path):
    """A folder for kept files, of this test only."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def street(transactional_db, monkeypatch):
    """The only consumer of the house is a test's own."""
    from changlai.kernel.events import registry  # noqa: PLC0415 (app ready)
    from changlai.kernel.tests.street import Street  # noqa: PLC0415 (app ready)

    found = Street()
    monkeypatch.setattr(registry, "_consumers", {"c": found.consumer})
    monkeypatch.setattr("changlai.kernel.discovery.rooms", lambda _: [])
    found.drain()
    return found

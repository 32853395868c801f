"""Fixtures of the kernel's tests."""

import pytest


@pytest.fixture
def files_folder(settings, tmp_path):
    """A folder for kept files, of this test only."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR

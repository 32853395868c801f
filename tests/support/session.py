"""The environment of a test process, complete before anything of Django is loaded.

pytest imports this by ``-p`` (pyproject.toml), ahead of pytest-django and of every conftest.py: a worker of xdist
inherits the environment of the process that started it and would load the settings with that one's database.
"""

import os
import tempfile

from tests.support.database import ROOT, TestDatabase
from tools.bootstrap import stale_translations
from tools.known_environment import known_environment
from tools.translations import compile_all

DATABASE = TestDatabase()
DATA = tempfile.TemporaryDirectory(prefix="changlai-test-data-", ignore_cleanup_errors=True)

os.environ |= known_environment(DATABASE.url) | {"CHANGLAI_DATA": DATA.name}
if stale_translations(ROOT):
    compile_all()


def pytest_unconfigure() -> None:
    DATABASE.close()
    DATA.cleanup()

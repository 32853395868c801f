"""The API's description is a promise: a change of it is seen in the review of docs/reference/openapi.json."""

import json
import os
from pathlib import Path

from changlai.web.api import api

SNAPSHOT = Path(__file__).resolve().parents[4] / "docs" / "reference" / "openapi.json"
WRITE = "CHANGLAI_WRITE_SNAPSHOTS"


def test_description_of_the_api_is_the_committed_one():
    """After a wanted change: ``CHANGLAI_WRITE_SNAPSHOTS=1 ./changlai test src/changlai/web/tests/test_openapi.py``."""
    described = json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get(WRITE):
        SNAPSHOT.write_text(described, encoding="utf-8")

    assert described == SNAPSHOT.read_text(encoding="utf-8"), f"run this test with {WRITE}=1 and review the difference"

"""The table of operations in docs/reference/api.md is made from the API itself.

After a change: `UPDATE_DOCS=1 ./changlai test tests/docs/test_api_page.py`.
"""

import os

from changlai.web.api import api
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "api.md"
BEGIN, END = "<!-- operations: made by tests/docs/test_api_page.py -->\n", "<!-- end of operations -->\n"


def table() -> str:
    """Every operation with its summary, grouped as in the OpenAPI document."""
    rows = ["| operation | |", "|---|---|"]
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            rows.append(f"| `{method.upper()} {path.removeprefix('/api/v1')}` | {operation['summary']} |")
    return "\n".join(rows) + "\n"


def test_every_operation_is_named():
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    written, _, tail = rest.partition(END)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(head + BEGIN + table() + END + tail, encoding="utf-8")
        written = table()

    assert written == table(), "run: UPDATE_DOCS=1 ./changlai test tests/docs/test_api_page.py"

"""docs/reference/webhooks.md says what the code does."""

import re
from pathlib import Path

from changlai.integrations import registry
from changlai.integrations.actions import MOST_ENDPOINTS, SCHEDULE
from changlai.integrations.actions.deliveries import FAILING, HOLD_SECONDS, KEPT, REPLAYED_AT_ONCE
from changlai.integrations.engine import ANSWER_LENGTH

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "webhooks.md"
UNITS = {"s": 1, "min": 60, "h": 3600}


def test_page_lists_every_event():
    listed = set(re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(), re.MULTILINE)) - {
        "type",
        "timestamp",
        "version",
        "sequence",
        "data",
    }

    assert listed == {*registry.topics(), registry.PING}


def test_page_names_the_limits():
    text = PAGE.read_text()
    pauses = re.search(r"a tenth more or less \| ([^|]+) \|", text)

    assert pauses is not None
    assert tuple(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+) (\w+)", pauses[1])) == SCHEDULE
    for sentence in (
        f"tries of one message | {len(SCHEDULE) + 1} |",
        f"left alone for | {HOLD_SECONDS:.0f} s |",
        f"without a break for | {FAILING.days} days |",
        f"log are kept | {KEPT.days} days |",
        f"log keeps | {ANSWER_LENGTH:,} characters |",
        f"webhooks of an organisation | {MOST_ENDPOINTS} |",
        f"sent again at once | {REPLAYED_AT_ONCE:,} |",
    ):
        assert sentence in text

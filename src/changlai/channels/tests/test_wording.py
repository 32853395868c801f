"""Every reason an adapter gives has words: a slug on the health page helps nobody."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from changlai.channels import adapters, wording

_GIVEN = re.compile(r'(?:Skipped|BadPayload|BadSignature)\("([a-z_]+)"\)')


def reasons() -> list[str]:
    """What adapters skip and refuse with, as their sources say it: in a call, or in a table of that name."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(adapters.__path__, f"{adapters.__name__}."):
        spec = module.module_finder.find_spec(module.name, None)
        if ".tests" in module.name or spec is None or spec.origin is None:
            continue
        found.update(_GIVEN.findall(Path(spec.origin).read_text()))
        found.update(getattr(importlib.import_module(module.name), "_WITHOUT_EFFECT", {}).values())
    return sorted(found)


@pytest.mark.parametrize("slug", reasons())
def test_reason_has_words(slug):
    assert wording.reason(slug) != slug


def test_reasons_are_found():
    assert {"session_changed", "transfer_failed", "too_many", "dtd"} <= set(reasons())

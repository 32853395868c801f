from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation
from jinja2 import DictLoader, Environment

from changlai.ui import nav
from changlai.ui.environment import environment

UI = Path(__file__).resolve().parent.parent
SOURCE = UI.parent


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def draw() -> Callable[..., str]:
    """Draws a piece of a template that may use ``ui``."""
    from changlai.ui.render import environment as ours  # noqa: PLC0415 (app ready)

    def _draw(piece: str, **context: object) -> str:
        head = '{% import "ui/components.html" as ui with context %}'
        return ours().from_string(head + piece).render(context).strip()

    return _draw


@pytest.fixture
def templates() -> Callable[[dict[str, str]], Environment]:
    """An environment like ours with templates written in the test."""
    return lambda sources: environment(loader=DictLoader(sources))


@pytest.fixture
def request_of(rf: RequestFactory) -> Callable[..., object]:
    """A request of a member of an organisation who may do what ``can`` lists."""

    def _request_of(path: str = "/o/hemu/", can: tuple[str, ...] = (), **headers: str) -> object:
        request: Any = rf.get(path, headers=headers)
        request.organisation = SimpleNamespace(slug="hemu", name="禾木家居")
        role = SimpleNamespace(label="Agent")
        request.member = SimpleNamespace(
            name="孟佳", pk=1, avatar_tone=1, portrait="", role=role, can=lambda name: name in can
        )
        return request

    return _request_of


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replaces what the installed modules declare for the navigation."""

    def _declared(items: tuple[nav.NavItem, ...], links: dict[str, str] | None = None) -> None:
        monkeypatch.setattr(nav, "declared_items", lambda: items)
        monkeypatch.setattr(nav, "declared_links", lambda: links or {})
        monkeypatch.setattr(nav, "declared_banners", lambda: ())

    return _declared

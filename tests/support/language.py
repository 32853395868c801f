"""The sandbox's language model, and a firm that asks it: only real bytes between the two."""

import json
from dataclasses import dataclass
from typing import Any

from changlai.ai import actions as ai
from changlai.ai.actions import ModelWish
from changlai.ai.enums import Asks
from changlai.ai.models import LanguageModel
from changlai.kernel.tenancy import scope
from tests.support.house import Firm
from tests.support.weibo import Weibo

KEY, MODEL = "sk-sandbox", "sandbox-1"


@dataclass
class Language:
    """The service in a running sandbox."""

    sandbox: Weibo

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.sandbox.port}/v1"

    def reset(self) -> None:
        self.sandbox.order("reset")
        self.sandbox.order("language_model", key=KEY, model=MODEL)

    def answers(self, *planned: dict[str, Any]) -> None:
        self.sandbox.order("language_model", answers=planned)

    def calls(self) -> list[list[str]]:
        """The posts of every call."""
        told = self.sandbox.look("language_model")["calls"]
        return [[one["post"] for one in json.loads(call["messages"][-1]["content"])] for call in told]

    def take_on(self, firm: Firm, *, is_on: bool = True, **more: Any) -> LanguageModel:
        """The firm asks it from now on."""
        facts = {"key": KEY, "asks": Asks.ALL} | more
        with scope(firm.id):
            ai.set_model(wish=ModelWish(self.address, MODEL, **facts), by=firm.admin)
            return ai.switch_model(is_on=is_on, by=firm.admin)


def wished(address: str, **more: Any) -> ModelWish:
    return ModelWish(address, MODEL, **({"key": KEY} | more))

"""The company of a benchmark, as the seed program tells it: keys, secrets, links into it."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

TIMEOUT = 30.0


@dataclass(frozen=True)
class Hook:
    """A channel account that takes callbacks at ``path``."""

    account_id: int
    path: str
    settings: dict[str, Any]


@dataclass(frozen=True)
class Colleague:
    """Somebody who can sign in once by ``link``."""

    member_id: int
    name: str
    link: str


@dataclass(frozen=True)
class Company:
    """One organisation: a WeCom account played by the sandbox, custom channels, colleagues."""

    id: int
    slug: str
    wecom: Hook
    custom: tuple[Hook, ...]
    colleagues: tuple[Colleague, ...]
    sandbox_url: str
    api_token: str

    @classmethod
    def read(cls, text: str, *, sandbox_url: str) -> "Company":
        """From what ``bench.support.seed`` printed."""
        facts = json.loads(text)
        return cls(
            id=facts["id"],
            slug=facts["slug"],
            wecom=Hook(**facts["wecom"]),
            custom=tuple(Hook(**one) for one in facts["custom"]),
            colleagues=tuple(Colleague(**one) for one in facts["colleagues"]),
            sandbox_url=sandbox_url,
            api_token=facts["api_token"],
        )

    def enter_sandbox(self, public_url: str) -> str:
        """Let the sandbox play this company's platform; answers the id of its service desk."""
        names = ("corpid", "secret", "token", "encoding_aes_key")
        settings = {name: self.wecom.settings[name] for name in names} | {
            "agentid": int(self.wecom.settings["agentid"]),
            "kf_secret": self.wecom.settings["secret"],
            "callback_url": public_url + self.wecom.path,
        }
        cast = self.order("demo", settings)
        self.order("limits", {"sync_without_token_per_minute": 0})
        return str(cast["kf_accounts"][0]["open_kfid"])

    def order(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST to the sandbox's control API."""
        return self._call(path, json.dumps(body).encode())

    def withdraw(self, path: str) -> None:
        """DELETE at the sandbox's control API."""
        self._call(path, b"{}", "DELETE")

    def look(self, path: str) -> dict[str, Any]:
        """GET from the sandbox's control API."""
        return self._call(path, None)

    def _call(self, path: str, data: bytes | None, method: str | None = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own process on this machine
            f"{self.sandbox_url}/_sandbox/{path}",
            data=data,
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

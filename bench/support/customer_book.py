"""What somebody at work opens of a million customers: addresses of lists, searches, counts and of one customer."""

import json
import random
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from bench.support.browsing import OK, Browser
from bench.support.company import Company
from bench.support.house import House, say

SEED = 20261122
TALKATIVE = 1_000  # interactions of the one who is looked at
TIMEOUT = 60.0
CITIES = ("上海 徐汇区", "北京 朝阳区", "深圳 南山区", "杭州 西湖区")  # as customers are filled in
# Two characters that one in six customers has, that one in a hundred has, and that one in a thousand has.
WORDS = ("杭州", "上海", "张伟", "建国", "冯颖", "一鸣", "设计", "科技")
PALETTE = "palette:"
_NEXT = re.compile(r'href="[^"]*?[?&](?:amp;)?after=([^"&]+)')
_TAGS = (
    "select id from tags_tag where name not like '批量%' order by customer_count desc, id limit 2"  # not the bench's
)
_TALK = """
    insert into customers_interaction
      (organisation_id, customer_id, account_id, kind, occurred_at, event_id, part, facts)
    select a.organisation_id, %s, min(a.id), 'message_in', now() - n * interval '37 minutes', -1000000000000 - n, 0,
      jsonb_build_object('content', jsonb_build_object('kind', 'text', 'text', '第 ' || n || ' 条'))
    from generate_series(1, %s) n, channels_account a where a.organisation_id = %s and not exists (
      select from customers_interaction i where i.organisation_id = a.organisation_id and i.event_id = -1000000000001)
    group by 1, n"""
Paths = Mapping[str, Callable[[int], str]]


@dataclass
class Book:
    """Addresses for one company, from what was filled into it; the same seed looks for the same."""

    house: House
    company: Company
    browser: Browser
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 - a workload, not a secret
        rows = self.house.rows(_TAGS)
        self.tags = [row[0] for row in rows]
        self.talkative = self.house.number("select max(id) from customers_customer")
        self.house.rows(_TALK, (self.talkative, TALKATIVE, self.company.id))
        numbers = self.house.rows("select value from customers_identity where kind = 'phone' order by id limit 400")
        self.phones = [row[0] for row in numbers]

    @property
    def base(self) -> str:
        return f"/o/{self.company.slug}"

    def pages(self, deep: int) -> Paths:
        """Lists, searches and a customer, by name; the number given chooses among several."""
        far = self._far(deep)
        kept = self._kept_view()
        return {
            "list": lambda _n: self._list(),
            "list, deep": lambda n: self._list(after=far[n % len(far)]),
            "list by first met": lambda _n: self._list(order="created_at"),
            "list by name": lambda _n: self._list(order="name"),
            "saved view": lambda _n: self._list(view=f"{kept}"),
            "did often": lambda _n: self._list(filter=packed(did(3, 30))),
            "did at all in a year": lambda _n: self._list(filter=packed(did(1, 365))),
            "list searched": lambda n: self._list(q=WORDS[n % len(WORDS)]),
            "search, two characters": lambda n: self._search(WORDS[n % len(WORDS)]),
            "search, part of a number": lambda n: self._search(self._part(n)),
            "palette": lambda n: PALETTE + self._search(WORDS[n % len(WORDS)]),
            "customer": lambda _n: f"{self.base}/customers/{self.talkative}/",
        }

    def counts(self) -> Paths:
        """Filters whose records are counted, as the builder asks."""
        first, second = self.tags
        has = {"path": "tags", "any_of": [first]}
        both = {"all": [has, {"not": {"path": "tags", "any_of": [second]}}]}
        ranged = {
            "all": [
                {"path": "created_at", "between": ["today-200", "today-20"]},
                {"path": "last_interaction_at", "last_days": 90},
            ]
        }
        return {
            "tag and not tag": lambda _n: self._count(both),
            "ranges": lambda _n: self._count(ranged),
            "did 3 times in 30 days": lambda _n: self._count(did(3, 30)),
            "did once in a year": lambda _n: self._count(did(1, 365)),
            "all of these": lambda n: self._count(
                {"all": [both, did(3, 30), {"path": "city", "is": CITIES[n % 4]}, ranged["all"][1]]}
            ),
        }

    def get(self, path: str) -> tuple[int, str]:
        """As a browser asks; what begins with PALETTE as the palette does."""
        if path.startswith(PALETTE):
            return self.browser.get(path.removeprefix(PALETTE), fragment=True)
        return self.browser.get(path)

    def api(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """One call of the product's own API."""
        request = urllib.request.Request(  # noqa: S310 - our own process on this machine
            f"{self.house.url}/api/v1/{path}",
            data=json.dumps(body).encode() if body is not None else None,
            method=method,
            headers={"Authorization": f"Bearer {self.company.api_token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path} answers {error.code}: {error.read().decode()[:500]}") from error

    def _list(self, **asked: str) -> str:
        return f"{self.base}/customers/?{urlencode(asked)}"

    def _search(self, text: str) -> str:
        return f"{self.base}/search/?{urlencode({'q': text})}"

    def _count(self, tree: Any) -> str:  # noqa: ANN401 - JSON
        return f"{self.base}/records/customer/count/?{urlencode({'filter': packed(tree)})}"

    def _part(self, number: int) -> str:
        phone = str(self.phones[number * 7 % len(self.phones)])
        return phone[-4:] if number % 2 else phone[4:10]

    def _far(self, deep: int) -> list[str]:
        """Where the pages begin that many pages down, found by going there."""
        cursors: list[str] = []
        path = self._list()
        for _page in range(deep):
            status, page = self.get(path)
            found = _NEXT.search(page)
            if status != OK or found is None:
                break
            cursors.append(unquote(found[1]))
            path = self._list(after=cursors[-1])
        say(f"went {len(cursors)} pages down")
        return cursors[-10:]

    def _kept_view(self) -> str:
        tree = {
            "all": [
                {"path": "city", "any_of": list(CITIES)},
                {"path": "tags", "any_of": [self.tags[0]]},
                {"path": "last_interaction_at", "last_days": 90},
            ]
        }
        there = self.house.rows("select id from records_savedview where name = '三个条件' limit 1")  # it was kept
        body = {"name": "三个条件", "filter": tree, "is_team": True}
        return str(there[0][0] if there else self.api("POST", "records/customer/views", body)["id"])


def did(times: int, days: int) -> dict[str, Any]:
    """The condition on behaviour."""
    return {"path": "activity", "did": {"kinds": ["message_in"], "times": times, "days": days}}


def packed(tree: Any) -> str:  # noqa: ANN401 - JSON
    """As it stands in an address."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))

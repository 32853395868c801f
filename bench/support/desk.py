"""Colleagues at work in a storm: they close conversations and take them up again while the customer is writing.

A person's click and an arriving message are the two that open a conversation; here they meet often. Through the API,
as a program of the company's own would.
"""

import contextlib
import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from bench.support.company import Company
from bench.support.house import House

COLLEAGUES = 4
PATIENCE = 1.0  # seconds, at most: between closing a conversation and taking it up again
THINKS = 0.1  # seconds, at most: after the customer's next line was seen
LOOKS_EVERY = 0.02  # seconds
RESTS = 0.1  # seconds before the next try when there is nothing to do, or nobody answers
TIMEOUT = 10.0
FAILED = 500
_LATEST = """
    select max(c.id), c.customer_id, (select max(id) from event_log) from inbox_conversation c join customers_identity i
      on i.organisation_id = c.organisation_id and i.customer_id = c.customer_id
    where i.value = any(%s) group by c.customer_id"""
_WROTE = """
    select 1 from event_log where shard = mod(%(key)s, 8) and id > %(since)s and key = %(key)s
      and kind = 'customers.InteractionRecorded' limit 1"""


@dataclass
class Desk:
    """``answers`` counts the clicks by what came back: an HTTP status, or 0 when the line broke."""

    house: House
    token: str
    regulars: list[str]
    answers: Counter[int] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def failed(self) -> int:
        """Clicks that were answered with an error of ours; 503 says that the database is away, and is none."""
        return self.answers[FAILED]

    def work(self, dice: random.Random) -> None:
        """One colleague's day."""
        while not self.is_over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException, psycopg.Error):
                self._sit(dice)
            self.is_over.wait(RESTS)

    def _sit(self, dice: random.Random) -> None:
        """Close one's latest conversation; take it up again when their next line is seen, as live screens show it."""
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=TIMEOUT)
        url = self.house.cluster.admin_url("changlai")
        with contextlib.closing(line), psycopg.connect(url, autocommit=True) as screen:
            while not self.is_over.is_set() and (found := screen.execute(_LATEST, (self.regulars,)).fetchall()):
                conversation, customer, since = dice.choice(found)
                path = f"/api/v1/conversations/{conversation}/closure"
                self._click(line, "POST", path)
                self._watch(screen, customer, since)
                self.is_over.wait(dice.uniform(0, THINKS))
                self._click(line, "DELETE", path)

    def _watch(self, screen: psycopg.Connection[tuple[int, ...]], customer: int, since: int) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not screen.execute(_WROTE, {"key": customer, "since": since}).fetchone():
            self.is_over.wait(LOOKS_EVERY)

    def _click(self, line: http.client.HTTPConnection, method: str, path: str) -> None:
        try:
            line.request(method, path, headers={"Authorization": f"Bearer {self.token}"})
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.answers[0] += 1
            raise
        self.answers[answer.status] += 1


@contextlib.contextmanager
def at_work(house: House, company: Company, regulars: list[str], seed: int) -> Iterator[Desk]:
    """Colleagues who look after these customers (their ids on the custom channel) until the block ends."""
    desk = Desk(house, company.api_token, regulars)
    people = [
        threading.Thread(target=desk.work, args=(random.Random(seed + number),))  # noqa: S311 - habits, not a secret
        for number in range(COLLEAGUES)
    ]
    for one in people:
        one.start()
    try:
        yield desk
    finally:
        desk.is_over.set()
        for one in people:
            one.join()

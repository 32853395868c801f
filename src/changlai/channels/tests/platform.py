"""A platform that takes messages, or does what a test tells it."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from changlai.channels import outbound, registry
from changlai.channels.contracts import Content, Desk, Outgoing, Sent
from changlai.channels.errors import CallFailed
from changlai.channels.models import Account, Outbox
from changlai.kernel import db
from changlai.kernel.tenancy import scope
from tests.support.house import Firm, work

SLUG = "webhook"
PASSING = CallFailed("busy", "come again", permanent=False)
FINAL = CallFailed("nobody", "no such person", permanent=True)
LOST = CallFailed("timeout", "no answer", permanent=False, uncertain=True)


@dataclass
class Platform:
    """A sender. ``answers`` are given one after the other, an exception is raised; then everything is taken."""

    answers: list[Exception] = field(default_factory=list)
    got: list[str] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    before: Callable[[Outgoing], None] = lambda _: None

    def send(self, desk: Desk, outgoing: Outgoing) -> Sent:
        self.before(outgoing)
        self.desks.append(desk)
        self.got.append(outgoing.content.text)
        if self.answers:
            raise self.answers.pop(0)
        return Sent(platform_id=f"p-{outgoing.key}", final=True)

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        known = registry.channels()
        changed = {**known, SLUG: dataclasses.replace(known[SLUG], sender=self)}
        monkeypatch.setattr(registry, "channels", lambda: changed)


def queue(firm: Firm, *texts: str, thread: int = 1, account: Account | None = None) -> None:
    """Put messages on their way; the text is also the key."""
    with scope(firm.id):
        for text in texts:
            outbound.enqueue(
                account=account or firm.account,
                key=text,
                reference=f"test:{text}",
                thread=thread,
                address={"to": "u1"},
                content=Content(text=text),
            )


def deliver_all() -> None:
    """Run the outbox until nothing is due."""
    work(["outbox"])


def let_time_pass(firm: Firm) -> None:
    """Make everything due that waits for another try."""
    with scope(firm.id):
        db.run("update lease set due = clock_timestamp() where state = 'ready' and holder is null")


def states(firm: Firm) -> dict[str, str]:
    with scope(firm.id):
        return dict(Outbox.objects.order_by("id").values_list("key", "state"))


def told(firm: Firm) -> list[tuple[str, str]]:
    """What was published of messages, in order: (event, whose)."""
    with scope(firm.id):
        rows = db.rows(
            """select kind, body->>'reference' from event_log
            where kind in ('channels.Delivered', 'channels.DeliveryFailed', 'channels.DeliveryUnknown') order by id"""
        )
    return [(kind.removeprefix("channels."), str(whose).removeprefix("test:")) for kind, whose in rows]

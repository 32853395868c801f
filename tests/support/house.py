"""A small firm to test with: made by the product's own actions, moved by its own consumers."""

import itertools
import json
from collections.abc import Collection, Sequence
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.channels import actions as channels
from changlai.channels import intake
from changlai.channels.contracts import Delivery
from changlai.channels.models import Account
from changlai.kernel.events import consumers
from changlai.kernel.events.reader import Reader
from changlai.kernel.jobs import queues
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.tenancy import scope

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Firm:
    """An organisation with an administrator and one custom channel."""

    organisation: Organisation
    admin: Member
    account: Account

    @property
    def id(self) -> int:
        return self.organisation.pk


def found_firm(slug: str = "hemu", name: str = "禾木家居") -> Firm:
    organisation = accounts.create_organisation(name=name, slug=slug)
    admin = accounts.create_member(
        organisation=organisation, name="孟佳", sign_in_name=f"mengjia@{slug}.example", role="admin"
    )
    with scope(organisation.pk):
        account = channels.connect(
            channel="webhook",
            name="官网",
            settings={"secret": "whsec_" + "A" * 43 + "=", "send_url": "https://shop.example/hooks", "id_space": ""},
            by=admin,
        )
    return Firm(organisation, admin, account)


def another_account(firm: Firm) -> Firm:
    """The same firm, seen through a second custom channel with ids of its own."""
    with scope(firm.id):
        account = channels.connect(
            channel="webhook", name="商城", settings={**firm.account.settings, "id_space": "shop"}, by=firm.admin
        )
    return Firm(firm.organisation, firm.admin, account)


def hire(firm: Firm, name: str, role: str) -> Member:
    return accounts.create_member(
        organisation=firm.organisation, name=name, sign_in_name=f"m{next(_numbers)}@x.example", role=role
    )


def message(sender: str, text: str, *, number: int | None = None, at: datetime = NOON, **person: str) -> Delivery:
    """What the custom channel's webhook makes of a message: the parser reads it as it came."""
    number = number or next(_numbers)
    event = {
        "id": f"m-{number}",
        "type": "message",
        "occurred_at": at.isoformat(),
        "from": {"id": sender, "name": sender, **person},
        "text": text,
    }
    return Delivery(
        key=f"m-{number}", kind="message", payload=json.dumps(event).encode(), thread=sender, occurred_at=at
    )


def deliver(firm: Firm, *deliveries: Delivery) -> int:
    """As the edge does: stored and committed; returns how many were new."""
    with scope(firm.id):
        return intake.store(firm.id, firm.account.id, deliveries)


def settle(names: Collection[str] = ()) -> None:
    """Run consumers until nothing moves any more."""
    chosen = [consumer for consumer in consumers() if not names or consumer.name in set(names)]
    readers = [Reader(consumer, holder="test", board=None) for consumer in chosen]
    for reader in readers:
        reader.register()
    while sum(reader.run_once() for reader in readers):
        pass


def work(only: Sequence[str] = ()) -> None:
    """Run every queue until nothing is due and nothing runs: what a job orders at its end is done too."""
    for name in only or queues():
        runner = Runner(name, holder="test", crew=Crew(2))
        try:
            while runner.run_once() or runner.running:
                wait(runner.running)
        finally:
            runner.close()


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)

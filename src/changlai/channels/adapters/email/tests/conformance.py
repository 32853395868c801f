"""What the conformance suite of all channels needs to know of this one: nobody calls us, and mail is not HTTP."""

from datetime import UTC, datetime

from changlai.channels.adapters.email.deliveries import INBOX, delivery_of
from changlai.channels.adapters.email.tests.desk import SETTINGS, mail
from changlai.channels.contracts import Delivery

__all__ = ["DELIVERIES", "NOW", "SAMPLES", "SETTINGS"]

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def _delivery(mark: str, now: datetime = NOW) -> Delivery:
    raw = mail(Message_ID=f"<{mark}@example.cn>")
    return delivery_of(raw, folder=INBOX, received=now, account_id=SETTINGS["account_id"], size=len(raw))


# What is pulled: the same event twice, and another one.
DELIVERIES = (_delivery("1"), _delivery("1"), _delivery("2"))
SAMPLES = [(one.kind, one.payload, one.context) for one in DELIVERIES]

"""The books: what was sent and acknowledged on one side, what lies in the database on the other.

The client's notes are the truth about what the outside was told; nothing here asks the product how it thinks it went.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.support.client import OK, Outcome
from bench.support.house import House
from bench.support.traffic import Callback

KEPT = {"message", "contact", "fetching"}
_LOG = """
    select e.id, d.id, d.kind, d.payload from event_log e join channels_delivery d
      on d.organisation_id = e.organisation_id and d.id = (e.body->>'delivery_id')::bigint
    where e.kind = 'channels.InboundReceived' order by e.id"""
# The cause of an entry is its delivery; a welcome has the same cause and is an entry of its own.
_TIMELINE = """
    select event_id, count(*) from customers_interaction where event_id > 0 and kind <> 'welcome' group by event_id"""
_MESSAGES = "select platform_id, conversation_id from inbox_message where author = 'customer' order by id"
_TWO_OPEN = """
    select organisation_id, customer_id, account_id from inbox_conversation where state = 'open'
    group by organisation_id, customer_id, account_id having count(*) > 1"""
# Two that are open for a moment only are as wrong: whoever touches one of them while the other is open is noted down.
WITNESS = (
    """create table bench_two_open (organisation_id bigint, customer_id bigint, account_id bigint,
      primary key (organisation_id, customer_id, account_id))""",
    """create function bench_witness() returns trigger language plpgsql security definer set search_path = public as $$
    begin
      if (new.state = 'open' or tg_op = 'UPDATE' and old.state = 'open') and exists (
        select from inbox_conversation c where c.organisation_id = new.organisation_id and c.state = 'open'
          and c.customer_id = new.customer_id and c.account_id = new.account_id and c.id <> new.id)
      then
        insert into bench_two_open values (new.organisation_id, new.customer_id, new.account_id) on conflict do nothing;
      end if;
      return null;
    end $$""",
    """create trigger bench_witness after insert or update on inbox_conversation
    for each row execute function bench_witness()""",
)
_CUSTOMER = re.compile(rb"<ExternalUserID><!\[CDATA\[(.+?)\]\]>")
_CREATED = re.compile(rb"<CreateTime>(\d+)<")


@dataclass(frozen=True)
class Balance:
    """What does not add up. All zero: every promise was kept."""

    acknowledged: int
    lost: int
    doubled: int
    out_of_order: int
    forged_accepted: int
    two_open_conversations: int
    dead_letters: int
    out_of_order_across_a_merge: int = 0

    @property
    def is_clean(self) -> bool:
        wrong = self.lost + self.doubled + self.out_of_order + self.forged_accepted + self.two_open_conversations
        return not (wrong + self.dead_letters)


@dataclass(frozen=True)
class Logged:
    """Where each key stands in the log, and the deliveries it came with: more than one was taken twice."""

    places: dict[str, list[int]]
    deliveries: dict[str, set[int]]

    @classmethod
    def read(cls, house: House) -> "Logged":
        places: dict[str, list[int]] = defaultdict(list)
        deliveries: dict[str, set[int]] = defaultdict(set)
        for event_id, delivery_id, kind, payload in house.rows(_LOG):
            key = key_of(kind, bytes(payload))
            places[key].append(event_id)
            deliveries[key].add(delivery_id)
        return cls(dict(places), dict(deliveries))

    def first(self, key: str) -> int:
        return self.places[key][0] if key in self.places else 0


def key_of(kind: str, payload: bytes) -> str:
    """The key under which the traffic was made."""
    if kind.startswith("change_external_contact"):
        customer, created = _CUSTOMER.search(payload), _CREATED.search(payload)
        return f"{customer[1].decode()}:{created[1].decode()}" if customer and created else ""
    try:
        return str(json.loads(payload).get("id", ""))
    except ValueError:
        return ""


def balance(house: House, sent: Sequence[Callback], outcome: Outcome, *, twins: Iterable[str] = ()) -> Balance:
    """Compare both sides. ``twins`` are people whose two customers were merged on the way."""
    log = Logged.read(house)
    acknowledged = {
        one.key: one.kind for one, s in zip(sent, outcome.statuses, strict=True) if s == OK and one.kind in KEPT
    }
    timeline = {int(row[0]): int(row[1]) for row in house.rows(_TIMELINE)}
    messages = Counter(str(row[0]) for row in house.rows(_MESSAGES))
    lost = [key for key, kind in acknowledged.items() if not _arrived(key, kind, log, timeline, messages)]
    known = {one.key: one.kind for one in sent if one.kind in KEPT}
    doubled = [key for key, kind in known.items() if _doubled(key, kind, log, timeline, messages)]
    forged = {one.key for one in sent if one.kind == "forged"}
    taken = sum(s == OK for one, s in zip(sent, outcome.statuses, strict=True) if one.kind == "forged")
    taken += sum(key in log.places or f"wm{key}" in {k.partition(":")[0] for k in log.places} for key in forged)
    order = _order(house, sent, outcome, log)
    merged = set(twins)
    return Balance(
        acknowledged=len(acknowledged),
        lost=len(lost),
        doubled=len(doubled),
        out_of_order=sum(person not in merged for person in order),
        forged_accepted=taken,
        two_open_conversations=_two_open(house),
        dead_letters=house.number("select count(*) from event_dead"),
        out_of_order_across_a_merge=sum(person in merged for person in order),
    )


def _arrived(key: str, kind: str, log: Logged, timeline: dict[int, int], messages: Counter[str]) -> bool:
    """In the log, on the timeline, and a message also in its conversation."""
    deliveries = log.deliveries.get(key, ())
    return any(timeline.get(delivery) for delivery in deliveries) and (kind != "message" or messages[key] > 0)


def _doubled(key: str, kind: str, log: Logged, timeline: dict[int, int], messages: Counter[str]) -> bool:
    entries = sum(timeline.get(delivery, 0) for delivery in log.deliveries.get(key, ()))
    return entries > 1 or (kind == "message" and messages[key] > 1)


def _two_open(house: House) -> int:
    """Customers who have two open conversations on one account, or, where there is a WITNESS, had them at any time."""
    places = set(house.rows(_TWO_OPEN))
    if house.number("select count(to_regclass('bench_two_open'))"):
        places |= set(house.rows("select organisation_id, customer_id, account_id from bench_two_open"))
    return len(places)


def _order(house: House, sent: Sequence[Callback], outcome: Outcome, log: Logged) -> list[str]:
    """People whose messages stand in another order than the log has them, or than the outside was told.

    The outside knows an order where one message was acknowledged before another was first sent.
    """
    person = {one.key: one.person for one in sent}
    lines: dict[str, list[str]] = defaultdict(list)
    for platform_id, _ in house.rows(_MESSAGES):
        if platform_id in person:
            lines[person[platform_id]].append(platform_id)
    times: dict[str, tuple[float, float]] = {}
    for one, first, done in zip(sent, outcome.sent, outcome.done, strict=True):
        before = times.get(one.key, (first, done))
        times[one.key] = (min(before[0], first), min(before[1], done))
    return [who for who, keys in lines.items() if not _in_order(keys, log, times)]


def _in_order(keys: Sequence[str], log: Logged, times: dict[str, tuple[float, float]]) -> bool:
    places = [log.first(key) for key in keys]
    latest = 0.0
    for key in keys:
        if times[key][1] < latest:  # acknowledged before one that stands above it was even sent
            return False
        latest = max(latest, times[key][0])
    return places == sorted(places)

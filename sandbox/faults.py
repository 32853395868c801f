"""Failures on demand: planned through the control API, taken by the call or callback they match."""

from typing import Any

from sandbox.records import Fault
from sandbox.shape import build
from sandbox.world import World, new_id

API_KINDS = {
    "token_dies": "the token ends early: this call and the next with it get `code` (42001 or 40014)",
    "errcode": "the call is refused with `code` (45009, -1, 45033, 60020 ...)",
    "slow": "the answer comes `seconds` late",
    "drop": "the connection is cut after the call had its effect (`mode` before: without effect)",
    "omit": "the answer lacks the optional `fields` (dotted; a list is entered by itself)",
    "sync_empty_page": "kf/sync_msg answers has_more=1 with an empty list",
    "send_fail": "kf/send_msg is accepted; `seconds` later msg_send_fail comes with fail_type `code`",
}
PUSH_KINDS = {
    "lose": "the callback never comes",
    "duplicate": "the callback comes `count` times",
    "reorder": "`count` callbacks are gathered (at most `seconds`) and sent in the opposite order",
    "corrupt": "the callback is damaged; `mode` signature, receiveid, truncate or xml",
}
KINDS = API_KINDS | PUSH_KINDS


def plan(world: World, order: dict[str, Any]) -> Fault:
    """Plan a fault from the control API's words; ValueError says what is wrong with them."""
    if order.get("kind") not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
    fields = {name: value for name, value in order.items() if name != "for_seconds"}
    if seconds := order.get("for_seconds"):
        fields["until"] = world.clock.now() + float(seconds)
        fields.setdefault("times", 0)
    return world.faults.put(build(Fault, fields | {"id": new_id("fault-", 8)}))


def take(world: World, kind: str, *, corpid: str, api: str = "", event: str = "") -> Fault | None:
    """The oldest planned fault of this kind that fits, used up by one; None if there is none."""
    for fault in world.faults:
        if fault.kind == kind and _fits(fault, corpid, api, event):
            if fault.until and fault.until <= world.clock.now():
                world.faults.remove(fault)
                continue
            _use(world, fault)
            return fault
    return None


def _fits(fault: Fault, corpid: str, api: str, event: str) -> bool:
    wanted = ((fault.corpid, corpid), (fault.api, api), (fault.event, event))
    return all(not want or want == given for want, given in wanted)


def _use(world: World, fault: Fault) -> None:
    if fault.times == 1:
        world.faults.remove(fault)
    elif fault.times:
        fault.times -= 1
        world.faults.put(fault)


def without(answer: Any, path: str) -> None:  # noqa: ANN401  (any JSON value)
    """Remove the field at a dotted path from a JSON answer; lists on the way are entered entry by entry."""
    if isinstance(answer, list):
        for entry in answer:
            without(entry, path)
    elif isinstance(answer, dict):
        first, _, rest = path.partition(".")
        if rest:
            without(answer.get(first), rest)
        else:
            answer.pop(first, None)

"""Faults, limits, the clock, the log: what makes a platform a hard counterpart."""

from sandbox import faults
from sandbox.control.order import Answer, NotHere, Order, shown

LOG_LIMIT = 200


def plan_fault(order: Order) -> Answer:
    """Plan a failure; see faults.py for the kinds."""
    return shown(faults.plan(order.world, order.body))


def list_faults(order: Order) -> Answer:
    """Planned failures and the kinds there are."""
    return {"faults": [shown(fault) for fault in order.world.faults], "kinds": faults.KINDS}


def clear_faults(order: Order) -> Answer:
    """Forget one planned failure (`id`) or all."""
    wanted = order.text("id", "")
    gone = [fault for fault in order.world.faults if wanted in {"", fault.id}]
    for fault in gone:
        order.world.faults.remove(fault)
    return {"cleared": len(gone)}


def change_limits(order: Order) -> Answer:
    """Change how often a company may call (0: no limit); answers all limits."""
    return order.limits.change({name: int(value) for name, value in order.body.items()})


def change_settings(order: Order) -> Answer:
    """`callback_seconds`: how long a callback may take and how far apart its tries are (5 as in WeCom)."""
    if "callback_seconds" in order.body:
        order.world.set("callback_seconds", order.number("callback_seconds", 5))
    return {"callback_seconds": order.world.setting("callback_seconds", 5.0)}


def show_clock(order: Order) -> Answer:
    """The sandbox's time and how far it is ahead."""
    return {"now": order.world.clock.now(), "offset": order.world.clock.offset}


def move_clock(order: Order) -> Answer:
    """Move time forward by `advance` seconds, or back to real time with `reset`."""
    offset = 0.0 if order.flag("reset") else order.world.clock.offset + order.number("advance", 0)
    order.world.clock.offset = offset
    order.world.set("clock_offset", offset)
    return show_clock(order)


def show_log(order: Order) -> Answer:
    """The newest calls and callbacks, oldest first: `kind` api or callback, `corpid`, `limit`, `after` an id."""
    kind, corpid = order.text("kind", ""), order.text("corpid", "")
    limit, after = int(order.number("limit", LOG_LIMIT)), int(order.number("after", 0))
    answer: Answer = {}
    if kind in {"", "api"}:
        calls = [row for row in order.world.calls if row.id > after and corpid in {"", row.corpid}]
        answer["api"] = [shown(row) for row in calls[-limit:]]
    if kind in {"", "callback"}:
        pushes = [row for row in order.world.pushes if row.id > after and corpid in {"", row.corpid}]
        answer["callbacks"] = [shown(row) for row in pushes[-limit:]]
    return answer


def clear_log(order: Order) -> Answer:
    """Forget the log."""
    for call in order.world.calls:
        order.world.calls.remove(call)
    for push in order.world.pushes:
        order.world.pushes.remove(push)
    return {}


def list_app_messages(order: Order) -> Answer:
    """What the app sent to members, oldest first."""
    return {"messages": [shown(row) for row in order.world.app_messages.by("corp", order.corp().corpid)]}


async def verify_url(order: Order) -> Answer:
    """Check a callback URL as WeCom does on saving it: `url`, or the company's own."""
    return await order.pusher.verify(order.corp(), order.text("url", ""))


def resend(order: Order) -> Answer:
    """Send a callback once more: the same plaintext in a new envelope."""
    push = order.world.pushes.get(order.text("push"))
    corp = order.world.corps.get(push.corpid) if push else None
    if push is None or corp is None:
        raise NotHere("no such callback")
    push.outcome = "waiting"
    order.world.pushes.put(push)
    order.pusher.send(corp, push)
    return {"push": push.id}


def reset(order: Order) -> Answer:
    """Forget everything: companies, people, chats, log, faults, settings."""
    order.pusher.drop()
    order.world.forget_everything()
    return {}

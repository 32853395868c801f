"""The log that kf/sync_msg reads, and the bell that tells of a new entry (document paths 94670, 94699)."""

from typing import Any

from sandbox import faults
from sandbox.models import KfAccount, KfItem, KfSession, KfToken
from sandbox.wecom import callbacks
from sandbox.wecom.call import DAY, Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.world import World, new_id, stable_id

TOKEN_SECONDS = 600
KEPT_SECONDS = 3 * DAY
CUSTOMER, SYSTEM, STAFF = 3, 4, 5


def add_message(
    world: World,
    session: KfSession,
    *,
    origin: int,
    msgtype: str,
    body: dict[str, Any],
    servicer_userid: str = "",
) -> str:
    """A customer's or a colleague's message enters the log; the bell rings. Answers the msgid."""
    msgid = new_id(length=32)
    entry: Body = {
        "msgid": msgid,
        "open_kfid": session.open_kfid,
        "external_userid": session.external_userid,
        "send_time": world.clock.seconds(),
        "origin": origin,
    }
    if servicer_userid:
        entry["servicer_userid"] = servicer_userid
    account = world.kf_accounts.get(session.corpid, session.open_kfid)
    if account:
        _append(world, account, entry | {"msgtype": msgtype, msgtype: body})
    return msgid


def add_event(world: World, session: KfSession, event_type: str, details: dict[str, Any]) -> None:
    """A system event about a customer enters the log; its ids lie inside `event`."""
    account = world.kf_accounts.get(session.corpid, session.open_kfid)
    if account:
        ids = {"open_kfid": session.open_kfid, "external_userid": session.external_userid}
        add_account_event(world, account, event_type, ids | details)


def add_account_event(world: World, account: KfAccount, event_type: str, details: dict[str, Any]) -> None:
    """A system event about an account enters the log."""
    entry = {"msgid": new_id(length=32), "send_time": world.clock.seconds(), "origin": SYSTEM}
    _append(world, account, entry | {"msgtype": "event", "event": {"event_type": event_type} | details})


def sync(call: Call) -> Body:
    """kf/sync_msg: entries after the cursor, of the last three days; stop only at has_more 0."""
    account = _account(call)
    limit = call.number("limit", 1_000, least=1, most=1_000)
    after = _seq(account, call.text("cursor", required=False, most_bytes=64))
    if faults.take(call.world, "sync_empty_page", corpid=account.corpid):
        return {"next_cursor": _cursor(account, after), "has_more": 1, "msg_list": []}
    oldest = call.world.clock.now() - KEPT_SECONDS
    shown: list[KfItem] = []
    for seq in range(after + 1, account.last_seq + 1):
        item = call.world.kf_items.get(account.corpid, account.open_kfid, str(seq))
        after = seq
        if item and item.at >= oldest:
            shown.append(item)
        if len(shown) == limit:
            break
    return {
        "next_cursor": _cursor(account, after),
        "has_more": int(after < account.last_seq),
        "msg_list": [item.body for item in shown],
    }


def _append(world: World, account: KfAccount, entry: dict[str, Any]) -> None:
    corp = world.corps.get(account.corpid)
    if corp is None:
        return
    now = world.clock.now()
    account.last_seq += 1
    world.kf_accounts.put(account)
    world.kf_items.put(
        KfItem(corpid=corp.corpid, open_kfid=account.open_kfid, seq=account.last_seq, at=now, body=entry)
    )
    token = world.kf_tokens.put(
        KfToken(token=new_id("ENC", 48), corpid=corp.corpid, open_kfid=account.open_kfid, at=now)
    )
    bell = {"Token": token.token, "OpenKfId": account.open_kfid}
    callbacks.emit(world, corp, "kf_msg_or_event", bell, from_sys=False)


def _account(call: Call) -> KfAccount:
    open_kfid = call.text("open_kfid", required=False)
    text = call.text("token", required=False, most_bytes=128)
    if not text:
        call.limits.take("sync_without_token_per_minute", f"{call.corp.corpid} {open_kfid}", 60)
        return call.kf_account(open_kfid)
    token = call.world.kf_tokens.get(text)
    if token is None or token.corpid != call.corp.corpid or token.at + TOKEN_SECONDS < call.world.clock.now():
        raise ApiError(95007)
    if open_kfid and open_kfid != token.open_kfid:
        raise ApiError(95007)
    return call.kf_account(token.open_kfid)


def _cursor(account: KfAccount, seq: int) -> str:
    """An opaque text that means nothing to another account."""
    return f"4gw7{stable_id(account.corpid, account.open_kfid, length=8)}{seq:010x}"


def _seq(account: KfAccount, cursor: str) -> int:
    if not cursor:
        return 0
    try:
        seq = int(cursor[12:], 16)
    except ValueError:
        seq = -1
    if seq < 0 or cursor != _cursor(account, seq):
        raise ApiError(40058, "cursor")
    return seq

"""微信客服 accounts, their links and servicers, and the customers' cards (document paths 94661-94670, 95159)."""

import re

from sandbox.models import KfAccount, KfLink
from sandbox.wecom.call import Body, Call
from sandbox.wecom.contacts import picture_url
from sandbox.wecom.errors import ApiError
from sandbox.world import new_id

SCENE = re.compile(r"[0-9a-zA-Z_-]{0,32}")
MOST_ACCOUNTS = 5_000
LONGEST_NAME = 16


def list_accounts(call: Call) -> Body:
    """kf/account/list"""
    offset, limit = call.number("offset", 0), call.number("limit", 100, least=1, most=100)
    accounts = call.world.kf_accounts.by("corp", call.corp.corpid)
    return {"account_list": [_account(call, account) for account in accounts[offset : offset + limit]]}


def add_account(call: Call) -> Body:
    """kf/account/add"""
    corp = call.corp
    name = _checked_name(call.text("name"))
    picture = call.media(call.text("media_id"), "image")
    if len(call.world.kf_accounts.by("corp", corp.corpid)) >= MOST_ACCOUNTS:
        raise ApiError(95005)
    account = call.world.kf_accounts.put(
        KfAccount(corpid=corp.corpid, open_kfid=new_id("wk", 30), name=name, avatar_media_id=picture.media_id)
    )
    return {"open_kfid": account.open_kfid}


def update_account(call: Call) -> Body:
    """kf/account/update: name, picture or both."""
    account = call.kf_account(call.text("open_kfid"))
    name, media_id = call.text("name", required=False), call.text("media_id", required=False)
    if not name and not media_id:
        raise ApiError(40063)
    account.name = _checked_name(name) if name else account.name
    account.avatar_media_id = call.media(media_id, "image").media_id if media_id else account.avatar_media_id
    call.world.kf_accounts.put(account)
    return {}


def delete_account(call: Call) -> Body:
    """kf/account/del"""
    call.world.kf_accounts.remove(call.kf_account(call.text("open_kfid")))
    return {}


def add_contact_way(call: Call) -> Body:
    """kf/add_contact_way: a link that opens the account on the phone."""
    account, scene = call.kf_account(call.text("open_kfid")), call.text("scene", required=False)
    if not SCENE.fullmatch(scene):
        raise ApiError(40058, "scene")
    link = call.world.kf_links.put(
        KfLink(id=new_id("kf", 16).lower(), corpid=call.corp.corpid, open_kfid=account.open_kfid, scene=scene)
    )
    return {"url": f"{call.base_url}/kf/{link.id}?enc_scene={new_id('ENC', 16)}"}


def list_servicers(call: Call) -> Body:
    """kf/servicer/list: 0 on duty, 1 off duty."""
    account = call.kf_account(call.text("open_kfid"))
    rows = [{"userid": userid, "status": status} for userid, status in account.servicers.items()]
    return {"servicer_list": rows}


def add_servicers(call: Call) -> Body:
    """kf/servicer/add: a result per member."""
    account = call.kf_account(call.text("open_kfid"))
    results = []
    for userid in call.texts("userid_list", most=100):
        known = call.world.members.get(call.corp.corpid, userid) is not None
        if known:
            account.servicers.setdefault(userid, 0)
        results.append(_result(userid, 0 if known else 60111))
    call.world.kf_accounts.put(account)
    return {"result_list": results}


def delete_servicers(call: Call) -> Body:
    """kf/servicer/del: a result per member."""
    account = call.kf_account(call.text("open_kfid"))
    userids = call.texts("userid_list", most=100)
    gone = {userid for userid in userids if account.servicers.pop(userid, None) is not None}
    call.world.kf_accounts.put(account)
    return {"result_list": [_result(userid, 0 if userid in gone else 95014) for userid in userids]}


def batch_customers(call: Call) -> Body:
    """kf/customer/batchget: cards of up to 100 people, unknown ids apart."""
    wanted = call.texts("external_userid_list", most=100)
    with_context = call.number("need_enter_session_context", 0, most=1) == 1
    cards = {external_userid: _card(call, external_userid, with_context=with_context) for external_userid in wanted}
    return {
        "customer_list": [card for card in cards.values() if card],
        "invalid_external_userid": [external_userid for external_userid, card in cards.items() if not card],
    }


def _card(call: Call, external_userid: str, *, with_context: bool) -> Body:
    person = call.world.person_behind(call.corp.corpid, external_userid)
    if person is None:
        return {}
    card: Body = {
        "external_userid": external_userid,
        "nickname": person.nickname,
        "avatar": picture_url(call, person),
        "gender": person.gender,
    }
    if call.corp.unionid_bound:
        card["unionid"] = person.unionid
    context = _last_entry(call, external_userid) if with_context else {}
    return card | ({"enter_session_context": context} if context else {})


def _last_entry(call: Call, external_userid: str) -> Body:
    sessions = [
        session
        for account in call.world.kf_accounts.by("corp", call.corp.corpid)
        if (session := call.world.kf_sessions.get(call.corp.corpid, account.open_kfid, external_userid))
    ]
    newest = max(sessions, key=lambda session: session.entered_at, default=None)
    return {"scene": newest.scene, "scene_param": newest.scene_param} if newest else {}


def _account(call: Call, account: KfAccount) -> Body:
    avatar = account.picture or f"{call.base_url}/avatar/kf-{account.open_kfid}.png"
    return {"open_kfid": account.open_kfid, "name": account.name, "avatar": avatar, "manage_privilege": True}


def _checked_name(name: str) -> str:
    if not 0 < len(name) <= LONGEST_NAME:
        raise ApiError(95006)
    return name


def _result(userid: str, code: int) -> Body:
    return {"userid": userid, "errcode": code, "errmsg": "success" if code == 0 else "failed"}

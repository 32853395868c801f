"""Who answers a customer of 微信客服: the session's states and how they may change (document path 94669)."""

from sandbox.models import KfCode, KfSession
from sandbox.wecom import kf_sync
from sandbox.wecom.call import Body, Call
from sandbox.wecom.errors import ApiError
from sandbox.world import World, new_id

NEW, BOT, POOL, HUMAN, ENDED = range(5)
NEXT = {NEW: {BOT, POOL, HUMAN, ENDED}, BOT: {POOL, HUMAN, ENDED}, POOL: {HUMAN, ENDED}, HUMAN: {HUMAN, ENDED}}
CODE_KINDS = {POOL: "pool", HUMAN: "taken", ENDED: "end"}
WINDOW_SECONDS = 48 * 3_600
TAKEN, TRANSFERRED, CLOSED, TAKEN_AGAIN = 1, 2, 3, 4


def get_state(call: Call) -> Body:
    """kf/service_state/get"""
    session = settled(call.world, call.kf_session(call.text("open_kfid"), call.text("external_userid")))
    answer: Body = {"service_state": session.service_state}
    return answer | ({"servicer_userid": session.servicer_userid} if session.servicer_userid else {})


def change_state(call: Call) -> Body:
    """kf/service_state/trans: answers a `msg_code` when a message may accompany the change."""
    session = settled(call.world, call.kf_session(call.text("open_kfid"), call.text("external_userid")))
    wanted = call.number("service_state", -1, most=ENDED)
    if wanted not in NEXT.get(session.service_state, set()):
        raise ApiError(95016)
    if wanted == HUMAN:
        session.servicer_userid = _servicer_on_duty(call, session)
    enter_state(call.world, session, wanted)
    kind = CODE_KINDS.get(wanted)
    return {"msg_code": new_code(call.world, session, kind)} if kind else {}


def settled(world: World, session: KfSession) -> KfSession:
    """The session as it stands now: one without a customer's word for 48 hours has ended."""
    expired = session.last_customer_at + WINDOW_SECONDS < world.clock.now()
    if session.service_state != ENDED and expired:
        enter_state(world, session, ENDED)
    return session


def enter_state(world: World, session: KfSession, state: int) -> None:
    """Put the session into a state."""
    session.service_state = state
    if state != HUMAN:
        session.servicer_userid = ""
    world.kf_sessions.put(session)


def new_code(world: World, session: KfSession, kind: str) -> str:
    """A one-time code for kf/send_msg_on_event."""
    code = KfCode(
        code=new_id("kwc", 24),
        corpid=session.corpid,
        open_kfid=session.open_kfid,
        external_userid=session.external_userid,
        kind=kind,
        service_state=session.service_state,
        at=world.clock.now(),
    )
    return world.kf_codes.put(code).code


def staff_changes(world: World, session: KfSession, *, change_type: int, servicer_userid: str) -> None:
    """A colleague takes, hands over, ends or retakes the session in the WeCom client: an event tells of it."""
    settled(world, session)
    old = session.servicer_userid
    event: Body = {"change_type": change_type}
    if change_type == CLOSED:
        enter_state(world, session, ENDED)
    else:
        session.servicer_userid = servicer_userid
        enter_state(world, session, HUMAN)
        event["new_servicer_userid"] = servicer_userid
    if change_type in {TRANSFERRED, CLOSED}:
        event["old_servicer_userid"] = old or servicer_userid
    if change_type in {TAKEN, CLOSED}:
        event["msg_code"] = new_code(world, session, "taken" if change_type == TAKEN else "end")
    kf_sync.add_event(world, session, "session_status_change", event)


def _servicer_on_duty(call: Call, session: KfSession) -> str:
    account = call.kf_account(session.open_kfid)
    status = account.servicers.get(call.text("servicer_userid"))
    if status is None:
        raise ApiError(95014)
    if status != 0:
        raise ApiError(95019)
    return call.text("servicer_userid")

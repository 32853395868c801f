"""gettoken, and who may call with the token."""

from sandbox.models import Corp
from sandbox.records import AccessToken
from sandbox.wecom.errors import ApiError
from sandbox.world import World, new_id

VALID_SECONDS = 7_200
KF_TOKEN_MAY = ("kf/", "media/", "getcallbackip", "get_api_domain_ip", "externalcontact/idconvert")


def get_token(world: World, corpid: str, secret: str) -> dict[str, object]:
    """The token of one company and one secret: the same again while it is valid."""
    corp = world.corps.get(corpid)
    if corp is None:
        raise ApiError(40013)
    if not secret:
        raise ApiError(41004)
    if secret not in {corp.secret, corp.kf_secret}:
        raise ApiError(40001)
    now = world.clock.now()
    row = _living_token(world, corp, secret)
    if row is None:
        row = world.tokens.put(
            AccessToken(token=new_id(length=128), corpid=corpid, secret=secret, expires_at=now + VALID_SECONDS)
        )
    left = int(row.expires_at - now)
    return {"errcode": 0, "errmsg": "ok", "access_token": row.token, "expires_in": left}


def _living_token(world: World, corp: Corp, secret: str) -> AccessToken | None:
    now = world.clock.now()
    rows = world.tokens.by("secret", corp.corpid, secret)
    return next((row for row in rows if not row.dead and row.expires_at > now + 1), None)


def corp_of_token(world: World, token: str, api: str) -> Corp:
    """Whose token this is; 41001, 40014, 42001 or 48002 if it does not open this API."""
    if not token:
        raise ApiError(41001)
    row = world.tokens.get(token)
    corp = world.corps.get(row.corpid) if row else None
    if row is None or corp is None or row.secret not in {corp.secret, corp.kf_secret}:
        raise ApiError(40014)
    if row.dead:
        raise ApiError(row.dead)
    if row.expires_at <= world.clock.now():
        raise ApiError(42001)
    if row.secret != corp.secret and not api.startswith(KF_TOKEN_MAY):
        raise ApiError(48002)
    return corp


def end_tokens(world: World, corpid: str, code: int = 42001) -> int:
    """End all living tokens of a company before their time; how many there were."""
    now = world.clock.now()
    living = [row for row in world.tokens if row.corpid == corpid and not row.dead and row.expires_at > now]
    for row in living:
        row.dead = code
        world.tokens.put(row)
    return len(living)

"""Why somebody may, for programs."""

from django.http import Http404
from ninja import Schema

from changlai.accounts import catalogue, queries
from changlai.accounts.api.routing import router
from changlai.accounts.operations import ApiRequest, allowed


class DecisionOut(Schema):
    """A permission, how far it reaches (none, own, team, all), and the rule in words."""

    permission: str
    level: str
    reason: str


class AccessOut(Schema):
    """Why somebody may. ``is_seen`` is null when no record was asked about."""

    is_seen: bool | None
    exception: str
    decisions: list[DecisionOut]


@router.get("/members/{int:member_id}/access", response=AccessOut, summary="Why a colleague may, or may not")
@allowed("members.manage")
def access(request: ApiRequest, member_id: int, kind: str = "", record_id: int = 0) -> dict[str, object]:
    """Every permission with the rule in words; with ``kind`` (customer, conversation) and ``record_id``, those that
    reach for that record.
    """
    found = queries.get_for(request.member, member_id)
    if not kind:
        decisions = [queries.decide(found, slug) for slug in catalogue.permissions()]
        return {"is_seen": None, "exception": "", "decisions": [_decision(one) for one in decisions]}
    wanted = next((one for one in queries.record_kinds() if one.slug == kind), None)
    is_id = 0 < record_id < 2**63
    answer = queries.explain(found, wanted, record_id, asker=request.member) if wanted and is_id else None
    if answer is None:
        raise Http404
    return {
        "is_seen": answer.is_seen,
        "exception": answer.exception,
        "decisions": [_decision(one) for one in answer.decisions],
    }


def _decision(one: queries.Decision) -> dict[str, object]:
    return {"permission": one.permission, "level": one.level.slug, "reason": one.sentence}

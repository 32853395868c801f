"""Addresses of other programs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.db.models import QuerySet
from django.http import Http404

from changlai.accounts.models import Member
from changlai.integrations.models import Endpoint
from changlai.kernel import db

_WANTING = """
    select organisation_id, id, topics::text from integrations_endpoint
    where organisation_id = any(%b::bigint[]) and disabled = '' order by id"""


@dataclass(frozen=True, slots=True)
class Wanting:
    """An endpoint that is on; without topics it wants all."""

    endpoint_id: int
    topics: frozenset[str]

    def wants(self, topic: str) -> bool:
        return not self.topics or topic in self.topics


def wanting(organisation_ids: Collection[int]) -> Mapping[int, Sequence[Wanting]]:
    """The endpoints that are on, by organisation; one statement."""
    found: dict[int, list[Wanting]] = defaultdict(list)
    for organisation_id, endpoint_id, topics in db.rows(_WANTING, (sorted(organisation_ids),)):
        found[organisation_id].append(Wanting(endpoint_id, frozenset(msgspec.json.decode(topics, type=list[str]))))
    return found


def visible_to(member: Member) -> QuerySet[Endpoint]:
    """Endpoints a member may look at: all of them with the permission, else none."""
    return Endpoint.objects.all() if member.can("integrations.manage") else Endpoint.objects.none()


def get_for(member: Member, endpoint_id: int) -> Endpoint:
    """One endpoint; raises Http404 when it does not exist or is not for this member."""
    found = visible_to(member).filter(pk=endpoint_id).first()
    if found is None:
        raise Http404
    return found

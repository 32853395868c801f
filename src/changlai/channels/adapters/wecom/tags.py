"""The corp's tags (document paths 92117, 92118)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from changlai.channels.adapters.wecom import failures
from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.identities import claims
from changlai.channels.adapters.wecom.values import NAME_LENGTH, identifier, load_object, parts, text
from changlai.channels.contracts import Desk, PlatformTag, PlatformTagGroup, Pulled, TagList
from changlai.channels.contracts.reading import part

MOST = 3_000  # tags of a corp; WeCom puts the larger order first
GONE, TAKEN = 40068, 40071


def pull(desk: Desk, _cursor: str) -> Pulled:
    """All groups and tags; there is one page of them."""
    at = timezone.now()
    return Pulled(tag_list=TagList(groups_of(Client(desk)), at))


def groups_of(client: Client) -> tuple[PlatformTagGroup, ...]:
    """Every group with its tags, as WeCom orders them."""
    answer = load_object(client.post("externalcontact/get_corp_tag_list", {}))
    return tuple(
        PlatformTagGroup(
            group_id,
            text(group, "group_name", NAME_LENGTH),
            tuple(
                PlatformTag(tag_id, text(tag, "name", NAME_LENGTH))
                for tag in parts(group, "tag")
                if (tag_id := identifier(tag, "id")) and not tag.get("deleted")
            ),
        )
        for group in parts(answer, "tag_group")
        if (group_id := identifier(group, "group_id")) and not group.get("deleted")
    )


class WecomTags:
    """See channels.contracts.TagPort."""

    def whose(self, settings: Mapping[str, Any]) -> tuple[str, str]:
        (claim,) = claims(settings, "")
        return claim.kind, claim.scope

    def create(self, desk: Desk, *, group_id: str, group: str, name: str, place: int) -> tuple[str, str]:
        client = Client(desk)
        where = {"group_id": group_id} if group_id else {"group_name": group}
        tag = {"name": name, "order": MOST - place}
        try:
            answer = load_object(client.post("externalcontact/add_corp_tag", {**where, "tag": [tag]}, effect=True))
        except failures.WecomRefused as refusal:
            if refusal.number not in {TAKEN, GONE}:
                raise
            found = _found(client, group, name)
            if found is None:
                raise
            return found
        made = part(answer, "tag_group")
        return identifier(made, "group_id"), next(identifier(one, "id") for one in parts(made, "tag"))

    def change(self, desk: Desk, external_id: str, *, name: str, place: int) -> None:
        body = {"id": external_id, "name": name, "order": MOST - place}
        Client(desk).post("externalcontact/edit_corp_tag", body)

    def delete(self, desk: Desk, external_ids: Sequence[str]) -> None:
        for one in external_ids:
            try:
                Client(desk).post("externalcontact/del_corp_tag", {"tag_id": [one]})
            except failures.WecomRefused as refusal:
                if refusal.number != GONE:
                    raise

    def mark(self, desk: Desk, *, member: str, customer: str, add: Sequence[str], remove: Sequence[str]) -> None:
        body = {"userid": member, "external_userid": customer, "add_tag": list(add), "remove_tag": list(remove)}
        Client(desk).post("externalcontact/mark_tag", body)


def _found(client: Client, group: str, name: str) -> tuple[str, str] | None:
    """The ids of a tag that is there already."""
    for one in groups_of(client):
        for tag in one.tags:
            if (one.name, tag.name) == (group, name):
                return one.external_id, tag.external_id
    return None

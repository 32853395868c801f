"""Service desks of the company (document path 94661)."""

from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.values import NAME_LENGTH, identifier, load_object, parts, text, web_address
from changlai.channels.contracts import Desk, Endpoint, Pulled

_LIMIT = 100


def pull(desk: Desk, cursor: str) -> Pulled:
    """A hundred service desks; ``cursor`` is how many came before."""
    offset = int(cursor) if cursor.isascii() and cursor.isdigit() else 0
    answer = Client.of_desks(desk).post("kf/account/list", {"offset": offset, "limit": _LIMIT})
    fields = load_object(answer)
    rows = parts(fields, "account_list")
    endpoints = tuple(
        Endpoint(
            external_id=open_kfid,
            product="wecom_kf",
            name=text(row, "name", NAME_LENGTH),
            avatar_url=web_address(row, "avatar"),
            stream=f"kf:{open_kfid}",
        )
        for row in rows
        if (open_kfid := identifier(row, "open_kfid"))
    )
    more = len(rows) == _LIMIT
    return Pulled(
        endpoints=endpoints,
        has_all_endpoints="account_list" in fields and not offset and not more,
        cursor=str(offset + len(rows)) if more else "",
        more=more,
    )

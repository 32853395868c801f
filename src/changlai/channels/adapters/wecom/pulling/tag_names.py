"""Names of the corp's tags (document path 92117): rows of customers carry only their ids."""

from collections.abc import Mapping

from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.values import NAME_LENGTH, identifier, load_object, parts, text
from changlai.channels.errors import CallFailed

TagNames = Mapping[str, tuple[str, str]]  # id -> (group, name)


def tag_names(client: Client) -> TagNames:
    """Every corp tag by its id. None when WeCom does not tell: a customer without tag names is still one."""
    try:
        answer = load_object(client.post("externalcontact/get_corp_tag_list", {}))
    except CallFailed:
        return {}
    return {
        identifier(tag, "id"): (text(group, "group_name", NAME_LENGTH), text(tag, "name", NAME_LENGTH))
        for group in parts(answer, "tag_group")
        for tag in parts(group, "tag")
    }

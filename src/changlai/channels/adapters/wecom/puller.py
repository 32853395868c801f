"""The streams of a WeCom account by name: its lists, and ``kf:<id>`` of each service desk."""

from collections.abc import Mapping

from changlai.channels.adapters.wecom import sentences as say
from changlai.channels.adapters.wecom import tags
from changlai.channels.adapters.wecom.pulling import contacts, desks, members, messages, rosters
from changlai.channels.contracts import Desk, Pulled
from changlai.channels.errors import CallFailed

STREAMS = ("members", "desks", "tags", "contacts", "rosters")
_LISTS = {
    "members": members.pull,
    "desks": desks.pull,
    "tags": tags.pull,
    "contacts": contacts.pull,
    "rosters": rosters.pull,
}
_DESK = "kf:"


class WecomPuller:
    """Lists end with an empty cursor, so that they begin anew; messages of a service desk keep theirs for ever."""

    def pull(self, desk: Desk, key: str, cursor: str, hint: Mapping[str, str]) -> Pulled:
        """One page. Raises CallFailed."""
        if key in _LISTS:
            return _LISTS[key](desk, cursor)
        if key.startswith(_DESK):
            return messages.pull(desk, key.removeprefix(_DESK), cursor, hint)
        raise CallFailed("stream", say.PARAMETERS, permanent=True)

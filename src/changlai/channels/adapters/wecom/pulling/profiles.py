"""Who writes to a service desk (document path 95159): name, avatar and unionid of customers.

Asked for with the messages, so that a conversation appears with its name. Answers are kept for an hour in this process:
somebody who writes ten lines is asked for once.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable

from changlai.channels.adapters.wecom.client import Client
from changlai.channels.adapters.wecom.pulling.rows import rows_of
from changlai.channels.adapters.wecom.values import identifier, load_object
from changlai.channels.errors import CallFailed

_LIMIT = 100
_KEPT = 10_000
_SECONDS = 3_600.0


class Profiles:
    """The records WeCom gave lately, of all accounts; the oldest make room."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, client: Client, corpid: str, external_userids: Iterable[str]) -> dict[str, bytes]:
        """The records of these customers, verbatim, where WeCom tells them.

        Never fails: a message without a name is better than no message.
        """
        wanted = dict.fromkeys(external_userids)
        records = {one: record for one in wanted if (record := self._recent(corpid, one))}
        missing = [one for one in wanted if one not in records]
        for start in range(0, len(missing), _LIMIT):
            try:
                fetched = _fetch(client, missing[start : start + _LIMIT])
            except CallFailed:
                break
            for external_userid, record in fetched.items():
                self._keep(corpid, external_userid, record)
            records |= fetched
        return records

    def forget(self) -> None:
        """Start anew."""
        self._known.clear()

    def _recent(self, corpid: str, external_userid: str) -> bytes:
        at, record = self._known.get((corpid, external_userid), (0.0, b""))
        return record if record and time.monotonic() - at < _SECONDS else b""

    def _keep(self, corpid: str, external_userid: str, record: bytes) -> None:
        with self._lock:
            self._known.pop((corpid, external_userid), None)
            self._known[corpid, external_userid] = (time.monotonic(), record)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)


def _fetch(client: Client, external_userids: list[str]) -> dict[str, bytes]:
    body = {"external_userid_list": external_userids, "need_enter_session_context": 0}
    rows, _rest = rows_of(client.post("kf/customer/batchget", body), "customer_list")
    return {identifier(load_object(row), "external_userid"): row for row in rows}


PROFILES = Profiles()

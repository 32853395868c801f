"""Sources, topics and mentions for tests, made by the module's own actions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from changlai.channels.contracts import IdentityClaim, Said, Speaker
from changlai.kernel.tenancy import scope
from changlai.listening import actions
from changlai.listening.actions import SourceWish, TopicWish
from changlai.listening.enums import Ground, SourceKind
from changlai.listening.models import Mention, MentionSource, Topic
from tests.support.house import NOON, Firm, settle

_numbers = count(1)
BAD = "买的新品用了两天就坏了，客服还不理人，太失望了"
CONSUMER = "listening.mentions"


def add_source(firm: Firm, name: str = "数据商", kind: SourceKind = SourceKind.PUSH, **more: Any) -> MentionSource:
    facts: dict[str, Any] = {"purpose": "了解口碑", "origin": "数据服务商", "ground": Ground.CONTRACT} | more
    with scope(firm.id):
        return actions.make_source(wish=SourceWish(name, kind, **facts), by=firm.admin, now=NOON)


def add_topic(firm: Firm, name: str = "禾木", expression: str = "禾木 OR 新品", **more: Any) -> Topic:
    with scope(firm.id):
        return actions.make_topic(wish=TopicWish(name, expression=expression, **more), by=firm.admin, now=NOON)


def said(text: str = BAD, *, key: str = "", by: str = "米粒妈妈", at: datetime = NOON, **more: Any) -> Said:
    speaker = more.pop("speaker", None) or Speaker(IdentityClaim("weibo_uid", "", f"u-{by}"), by, followers=23_000)
    facts: dict[str, Any] = {
        "key": key or f"k{next(_numbers)}",
        "platform": "weibo",
        "text": text,
        "said_at": at,
        "speaker": speaker,
    }
    return Said(**(facts | more))


def tell(firm: Firm, source: MentionSource, *told: Said) -> None:
    with scope(firm.id):
        actions.tell(told, source=source, now=NOON)


def hear(firm: Firm, source: MentionSource, *told: Said) -> list[Mention]:
    """Handed over and stored, as a program does; the mentions in the order of their ids."""
    tell(firm, source, *told)
    settle([CONSUMER])
    return mentions(firm)


def mentions(firm: Firm) -> list[Mention]:
    with scope(firm.id):
        return list(Mention.objects.select_related("author").order_by("id"))


def keys(found: Sequence[Mention]) -> list[str]:
    return [one.key for one in found]

"""What is heard in public: topics, a competitor, the register of sources, rules of alarm, and the talk of thirty days.

It comes in as a data vendor would bring it, and by the firm's Weibo; the workers judge and count it meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels.contracts import IdentityClaim, Said, Speaker
from changlai.channels.models import Account
from changlai.cli.demo import talk
from changlai.kernel.tenancy import scope
from changlai.listening import actions
from changlai.listening.actions import SourceWish, TopicWish
from changlai.listening.actions.alert_rules import RuleWish, make_rule
from changlai.listening.enums import AlertKind, CaseRisk, Ground, SourceKind, TopicKind

DAYS = 30
MINUTES = DAYS * 24 * 60
OURS = TopicWish(name="禾木家居", kind=TopicKind.BRAND, expression="禾木 OR 禾木家居", exclusions="禾木书店", tone=1)
BED = TopicWish(name="云栖床垫", kind=TopicKind.PRODUCT, expression="云栖 NEAR/6 床垫", tone=3)
THEIRS = TopicWish(name="木语生活", kind=TopicKind.COMPETITOR, expression="木语 OR 木语生活", tone=5)
VENDOR = SourceWish(
    name="口碑数据接口",
    kind=SourceKind.PUSH,
    purpose="了解顾客对产品与服务的评价，及时答复投诉",
    origin="数据服务商推送的公开帖子（演示数据）",
    ground=Ground.CONTRACT,
    retention_days=365,
)
REACH = (
    50_000  # followers of whoever's discontent is a case: more than anybody has at the sandbox, until one says so there
)


def tell(organisation_id: int, member: Member) -> None:
    """Define what is listened for and tell what was said; judging it is the workers' business."""
    now = timezone.now()
    with scope(organisation_id):
        for wish in (OURS, BED, THEIRS):
            actions.make_topic(wish=wish, by=member, now=now)
        vendor = actions.make_source(wish=VENDOR, by=member, now=now)
        told = list(posts(now))
        for start in range(0, len(told), actions.MOST_TOLD):
            actions.tell(told[start : start + actions.MOST_TOLD], source=vendor, now=now)


def watch(organisation_id: int, member: Member, account: Account | None) -> None:
    """From now on: what is said on Weibo is heard, and what must not stay so becomes somebody's case."""
    now = timezone.now()
    with scope(organisation_id):
        owners = tuple(Member.objects.filter(role__slug__in=("admin", "agent")).order_by("id")[:3])
        for wish in (
            RuleWish(name="十万火急", kind=AlertKind.URGENT, risk=CaseRisk.HIGH, answer_minutes=30, owners=owners),
            RuleWish(name="大号差评", kind=AlertKind.NEGATIVE, reach=REACH, answer_minutes=60, owners=owners),
        ):
            make_rule(wish=wish, by=member, now=now)
        if account is not None:
            actions.make_source(wish=_weibo(account), by=member, now=now)


def _weibo(account: Account) -> SourceWish:
    return SourceWish(
        name="官方微博",
        kind=SourceKind.ACCOUNT,
        purpose="及时答复顾客在微博上的投诉和咨询",
        origin="微博开放平台",
        ground=Ground.PUBLIC,
        account_id=account.pk,
    )


def posts(now: datetime) -> Iterator[Said]:
    """Some hundreds of posts, spread over the days before; more of the last two, when a bad one makes the round."""
    number = count(1)
    ours = [(text, item) for text in talk.OURS for item in talk.ITEMS]
    theirs = [(text, item) for text in talk.COMPETITORS for item in talk.COMPETITORS_ITEMS]
    everything = [*ours, *theirs]
    for place, (text, item) in enumerate(everything):
        minutes = 180 + (place * 7_919) % MINUTES
        yield _said(next(number), text.format(item=item), now - timedelta(minutes=minutes))
    yield _said(next(number), talk.ALARM, now - timedelta(minutes=95), author=0, likes=512, comments=143, reposts=86)
    for place in range(24):
        yield _said(next(number), talk.SPREAD, now - timedelta(minutes=90 - 3 * place))


def _said(number: int, text: str, at: datetime, author: int | None = None, **counts: int) -> Said:
    who = number * 5 % len(talk.AUTHORS) if author is None else author
    name, followers = talk.AUTHORS[who]
    platform = talk.PLATFORMS[who % len(talk.PLATFORMS)]
    return Said(
        key=f"demo-{number}",
        platform=platform,
        text=text,
        said_at=at,
        speaker=Speaker(
            claim=IdentityClaim(f"{platform}_uid", "demo", f"u{who}", strong=False),
            name=name,
            followers=followers,
            place=talk.PLACES[who % len(talk.PLACES)],
        ),
        likes=counts.get("likes", number * 13 % 97),
        comments=counts.get("comments", number * 7 % 31),
        reposts=counts.get("reposts", number * 3 % 19),
    )

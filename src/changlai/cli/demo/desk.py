"""How the demo's team works: hours, rules, reasons, targets, and two weeks of conversations for the board."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from changlai.accounts import actions as accounts
from changlai.accounts.models import Member, Organisation
from changlai.channels.contracts import Content, IdentityClaim, Profile
from changlai.channels.models import Account
from changlai.cli.demo import habits, stage
from changlai.customers import actions as customers
from changlai.customers.actions import Entry, Person
from changlai.customers.enums import InteractionKind
from changlai.inbox import actions as inbox
from changlai.inbox.actions import RuleDraft
from changlai.inbox.contracts import Conditions
from changlai.inbox.enums import Target
from changlai.inbox.models import CloseReason, Conversation
from changlai.kernel.tenancy import scope

WEEK = [((540, 1260),)] * 7  # 9 to 21 every day: furniture is bought in the evening
REASONS = (("已解决", True), ("已成交", True), ("转门店跟进", True), ("广告或误入", False))
WAIT_SECONDS = 20.0
COLLEAGUE = "李牧"  # who answered on the site in those days
PART = -7  # keeps these causes apart from those of deliveries
NOTHING = (0, 0, None, 0)
# who asks what, what they are told, days ago, at which hour, minutes to the answer and to the end, which reason
PAST = (
    ("顾晴", "云栖床垫 1.5 米多少钱", "1.5 米现在 2,680 元，含送货安装。", 13, 10, 3, 22, 0),
    ("方一凡", "周末展厅几点关门", "周末开到晚上九点，停车三小时免费。", 12, 14, 1, 6, 0),
    ("邵敏", "餐桌可以送到苏州吗", "可以的，苏州一周内送到，不另收运费。", 11, 19, 12, 64, 1),
    ("贺冬", "沙发套脏了怎么洗", "沙发套可以拆下来干洗，千万别水洗。", 10, 11, 4, 15, 0),
    ("许嘉", "想加一个床头柜，一起送", "好的，床头柜和床一起送，订单我帮您合并了。", 9, 20, 2, 31, 1),
    ("蒋薇", "儿童床有没有护栏", "有的，护栏可以拆，链接发您了。", 9, 9, 25, 80, 2),
    ("罗文博", "订单想改成下周三送", "改好了，下周三上午送到。", 8, 16, 6, 12, 0),
    ("温雅", "有实木书柜吗，宽 2.4 米", "可以定制 2.4 米，我请设计师联系您量尺。", 7, 13, 9, 47, 2),
    ("何川", "餐桌腿有一道划痕", "实在抱歉，明天安排师傅上门修补。", 6, 10, 2, 95, 0),
    ("石磊", "招聘还在招吗", "招聘请联系人事部，电话在官网最下面。", 5, 15, 40, 41, 3),
    ("杜若", "安装师傅什么时候联系我", "师傅下午会给您打电话，您留意一下。", 4, 18, 5, 20, 0),
    ("钟意", "床的尺寸图发我一份", "尺寸图发您了，您看看放不放得下。", 3, 12, 3, 9, 2),
    ("沈一鸣", "样品布料可以寄吗", "可以寄，地址发我，今天就寄出。", 2, 20, 7, 28, 0),
    ("叶知秋", "书柜报价再优惠一点吗", "给您申请到了九五折，截止到周日。", 1, 11, 1, 55, 1),
    (
        habits.LATER,
        "样板间那盏吊灯单卖吗",
        "我问一下采购，明天给您报价。",
        1,
        19,
        4,
        None,
        0,
    ),  # still open: it is snoozed
)


def settle_in(organisation_id: int, member: Member, account: Account) -> None:
    """Everything a working desk has; the past first, so that nobody of it is asked for a rating."""
    organisation = Organisation.objects.get(pk=organisation_id)
    with timezone.override(ZoneInfo(organisation.time_zone)):
        _settle_in(organisation, member, account)


def _settle_in(organisation: Organisation, member: Member, account: Account) -> None:
    organisation_id = organisation.pk
    with scope(organisation_id):
        accounts.keep_hours(organisation=organisation, is_always=False, week=WEEK, by=member)
        reasons = [inbox.add_reason(name=name, is_rated=is_rated, by=member) for name, is_rated in REASONS]
        names = _write(organisation_id, account)
    stage.wait_for(lambda: _count(organisation_id, account) >= len(names), seconds=WAIT_SECONDS)
    with scope(organisation_id):
        _close_all(account, reasons, member)
        inbox.change_desk(
            by=member,
            capacity=12,
            first_answer_minutes=5,
            next_answer_minutes=30,
            reopen_days=2,
            away_minutes=15,
            is_rated=True,
        )
        _rules(member)
        habits.show(account, member)


def _write(organisation_id: int, account: Account) -> set[str]:
    """Customers ask and colleagues answer, on the timeline; the inbox hears of it as of anything else."""
    entries = []
    for number, (name, text, told, days, hour, answered, *_) in enumerate(PAST, start=1):
        at = _moment(days, hour)
        claim = IdentityClaim("external_id", "demo", name)
        (customer_id,) = customers.resolve([Person(organisation_id, account.pk, (claim,), at)])
        customers.keep_profiles([(organisation_id, customer_id, Profile(name=name), at)])
        for part, kind, words, moment in (
            (PART, InteractionKind.MESSAGE_IN, text, at),
            (PART - 1, InteractionKind.COLLEAGUE_MESSAGE, told, at + timedelta(minutes=answered)),
        ):
            content = Content(text=words)
            place = (organisation_id, customer_id, account.pk, kind, moment, -number)
            by = COLLEAGUE if kind == InteractionKind.COLLEAGUE_MESSAGE else ""
            entries.append(Entry(*place, part, content=content, address={"to": name}, colleague=by))
    customers.record(entries)
    return {name for name, *_ in PAST}


def _close_all(account: Account, reasons: list[CloseReason], member: Member) -> None:
    """Each went to a colleague and was closed in its time."""
    team = list(Member.objects.filter(is_active=True).select_related("role").order_by("id"))
    able = [one for one in team if one.can("inbox.reply")]
    ends = {name: (days, hour, solved, reason) for name, _text, _told, days, hour, _answered, solved, reason in PAST}
    open_now = Conversation.objects.filter(account=account, state="open").select_related("customer").order_by("id")
    for number, conversation in enumerate(open_now):
        days, hour, solved, reason = ends.get(conversation.customer.name, NOTHING)
        if solved is None:
            continue
        now = _moment(days, hour) + timedelta(minutes=solved)
        inbox.assign(conversation=conversation, to=able[number % len(able)], by=member, now=now)
        inbox.close(conversation=conversation, by=able[number % len(able)], now=now, reason=reasons[reason])


def _rules(member: Member) -> None:
    """Prices go to whoever sells, the rest goes round."""
    seller = Member.objects.filter(role__slug="sales", is_active=True).order_by("id").first()
    if seller is not None:
        words = ("报价", "多少钱", "优惠", "价格", "price")
        draft = RuleDraft("询价优先给销售", Conditions(words=words), Target.MEMBER, member=seller, goes_on=True)
        inbox.add_rule(draft=draft, by=member)
    inbox.add_rule(draft=RuleDraft("其余轮流接待", Conditions(), Target.EVERYBODY), by=member)


def _moment(days: int, hour: int) -> datetime:
    day = timezone.localdate() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _count(organisation_id: int, account: Account) -> int:
    with scope(organisation_id):
        return Conversation.objects.filter(account=account, first_answer_at__isnull=False).count()

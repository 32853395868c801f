"""What a team leaves behind in a few weeks: scripts, folders, notes, ratings, something for tomorrow."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.content import actions as content
from changlai.content.actions import Wording
from changlai.inbox import actions as inbox
from changlai.inbox.enums import ConversationState, Standing, Tab
from changlai.inbox.events import ConversationClosed
from changlai.inbox.models import Conversation, Rating

# folder, shortcut, title, text, how often it was used
SCRIPTS = (
    ("接待", "nihao", "问候", "{customer.name|您}好，我是{organisation.name}的{member.name}，请问有什么可以帮您？", 3),
    ("接待", "shaodeng", "请稍等", "好的，我马上为您确认，请稍等两分钟。", 15),
    ("接待", "jieshu", "结束语", "感谢您的信任，{customer.name|您}有任何问题随时找我。祝您生活愉快！", 9),
    ("产品", "huanbao", "环保检测", "我们的板材都是 ENF 级，检测报告可以发您过目；新家具建议通风一周再入住。", 4),
    ("产品", "chicun", "定制尺寸", "餐桌、餐边柜和书柜都可以按您家的尺寸定制，量尺免费，周期 25 到 30 天。", 6),
    (
        "送货安装",
        "songhuo",
        "送货时间",
        "现货 3 天内送到杭州主城区，7 天内送到省内其他城市；送货前一天师傅会打电话约时间。",
        13,
    ),
    ("送货安装", "anzhuang", "安装", "安装是免费的，师傅送到当天就装好，包装也会帮您带走。", 7),
    ("售后", "baoyang", "实木保养", "平时用拧干的软布擦，半年上一次木蜡油，避开暖气和太阳直晒就可以。", 3),
    ("售后", "tuihuan", "退换", "签收后 7 天内没有使用可以退换；有质量问题我们上门处理，不收费用。", 2),
)
OWN = Wording("周六试躺", "周六下午展厅有人接待，您到了找{member.name}，样床给您留好。", "shitang", is_private=True)
FOLDERS = (
    ("等待回复", Tab.ALL, Standing.OPEN, {"waiting": "1"}, True),
    ("低分评价", Tab.ALL, Standing.CLOSED, {"rated": "low"}, True),
    ("我的未读", Tab.MINE, Standing.OPEN, {"unread": "1"}, False),
)
# who, how many stars, what they said
RATINGS = (
    ("顾晴", 5, "回复很快，讲得也清楚"),
    ("方一凡", 4, ""),
    ("邵敏", 5, "送到苏州，师傅很客气"),
    ("许嘉", 5, ""),
    ("蒋薇", 2, "等了很久才有人回"),
    ("罗文博", 5, ""),
    ("何川", 3, "划痕修好了，就是约了两次"),
    ("钟意", 4, ""),
    ("叶知秋", 5, "价格给得实在"),
)
RATED_AFTER = timedelta(minutes=9)
ASKING = "林晓棠"
NOTE = "@{name} 她家宝宝刚一岁，问味道其实是担心甲醛。检测报告在话术 /huanbao 里，记得一起发。"
PLANNED = "林女士早上好，云栖床垫的检测报告发您了，您先看看，有问题随时找我。"
LATER = "宋予安"  # whose conversation comes back tomorrow
MORNING = time(9, 30)


def show(account: Account, admin: Member) -> None:
    """In the scope that is open, after the desk has settled in; ``account`` is where the past was talked over."""
    _write_scripts(admin)
    for name, tab, state, query, is_team in FOLDERS:
        inbox.keep_folder(name=name, tab=tab, state=state, query=query, is_team=is_team, by=admin)
    _rate(account)
    _leave_for_tomorrow(admin)


def _write_scripts(admin: Member) -> None:
    now = timezone.now()
    for folder, shortcut, title, text, uses in SCRIPTS:
        script = content.create(wording=Wording(title, text, shortcut, folder), by=admin, now=now)
        for _ in range(uses):
            content.note_use(script=script, now=now)
    content.create(wording=OWN, by=admin, now=now)


@transaction.atomic
def _rate(account: Account) -> None:
    """Customers of those weeks say how it was: before the question, which they need not be asked again, can leave."""
    closed = Conversation.objects.filter(account=account, state=ConversationState.CLOSED).select_related("customer")
    talks = {one.customer.name: one for one in closed.order_by("id")}
    rated = [(talks[name], score, comment) for name, score, comment in RATINGS if name in talks]
    inbox.order_ratings([_closing(one) for one, _, _ in rated], now=timezone.now())
    for one, score, comment in rated:
        rating = Rating.objects.get(conversation=one)
        inbox.rate(rating=rating, score=score, comment=comment, now=_end(one) + RATED_AFTER)


def _closing(one: Conversation) -> ConversationClosed:
    return ConversationClosed(
        organisation_id=one.organisation_id,
        key=one.customer_id,
        conversation_id=one.pk,
        customer_id=one.customer_id,
        by_id=one.assignee_id or 0,
        reason_id=0,
        at=_end(one),
    )


def _end(one: Conversation) -> datetime:
    return one.closed_at or one.last_message_at


def _leave_for_tomorrow(admin: Member) -> None:
    """A note that calls the administrator, an answer for tomorrow morning, a conversation that comes back then."""
    now = timezone.now()
    colleague = Member.objects.filter(name="程一诺").select_related("role", "user").order_by("id").first() or admin
    morning = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), MORNING))
    open_now = Conversation.objects.filter(state=ConversationState.OPEN).select_related("customer", "account")
    asking = open_now.filter(customer__name=ASKING).order_by("id").first()
    if asking is not None:
        inbox.write_note(conversation=asking, text=NOTE.format(name=admin.name), by=colleague, now=now)
        inbox.plan(conversation=asking, text=PLANNED, uploads=(), send_at=morning, by=colleague, now=now)
    later = open_now.filter(customer__name=LATER).order_by("id").first()
    if later is not None:
        inbox.assign(conversation=later, to=admin, by=admin, now=now)
        inbox.write_note(conversation=later, text="问了采购，明天上午给报价。", by=admin, now=now)
        inbox.snooze(conversation=later, until=morning, by=admin, now=now)

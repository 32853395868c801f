"""What the demo's customers bought: furniture of 禾木家居, over the months, as the shop and the stores told it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.companies.models import Post
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.orders import actions
from changlai.orders.actions import Origin
from changlai.orders.contracts import Line, Told
from changlai.orders.enums import KIND, OrderStatus
from changlai.orders.models import Order
from changlai.records import actions as records
from changlai.records import queries as own
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind

ARTICLES = {
    "YQ-180": Line("云栖床 1.8 米 黑胡桃", "YQ-180", 1, 459900),
    "CD-M3": Line("乳胶床垫 M3 偏硬", "CD-M3", 1, 329900),
    "RJ-02": Line("乳胶枕", "RJ-02", 2, 34900),
    "CB-150": Line("橡木餐边柜 1.5 米", "CB-150", 1, 238000),
    "CZ-140": Line("原木餐桌 1.4 米", "CZ-140", 1, 269900),
    "CY-YS": Line("云杉餐椅", "CY-YS", 4, 59900),
    "SF-3L": Line("棉麻三人沙发", "SF-3L", 1, 529900),
    "DT-16": Line("羊毛地毯 1.6×2.3 米", "DT-16", 1, 89900),
}
# Who, how many days ago, number, channel, articles, status, discount, freight and place.
BOUGHT: Sequence[tuple[str, int, str, str, tuple[str, ...], str, int, int, tuple[str, str]]] = (
    ("林晓棠", 3, "HM251119-0231", "门店", ("YQ-180", "CD-M3"), "paid", 30000, 0, ("浙江", "杭州")),
    ("林晓棠", 19, "HM251103-0187", "天猫", ("RJ-02",), "done", 0, 0, ("浙江", "杭州")),
    ("林晓棠", 143, "HM250702-0094", "天猫", ("DT-16",), "refunded", 0, 1500, ("浙江", "杭州")),
    ("周野", 1, "HM251121-0246", "门店", ("CB-150",), "to_pay", 0, 12000, ("浙江", "杭州")),
    ("周野", 260, "HM250307-0041", "京东", ("CY-YS",), "done", 5000, 0, ("浙江", "杭州")),
    ("Momo 沫沫", 41, "HM251012-0152", "小程序商城", ("CZ-140", "CY-YS"), "shipped", 20000, 0, ("江苏", "苏州")),
    ("Momo 沫沫", 90, "HM250824-0120", "小程序商城", ("SF-3L",), "cancelled", 0, 0, ("江苏", "苏州")),
)
STEPS: Mapping[str, tuple[str, ...]] = {
    "to_pay": (),
    "paid": ("paid",),
    "shipped": ("paid", "shipped"),
    "done": ("paid", "shipped", "done"),
    "cancelled": ("cancelled",),
    "refunded": ("paid", "shipped", "refunded"),
}


def bring(organisation_id: int, member: Member) -> None:
    """Once: an organisation that has orders already keeps what it has."""
    with scope(organisation_id):
        if Order.objects.exists():
            return
        people = dict(Customer.objects.filter(name__in={one[0] for one in BOUGHT}).values_list("name", "id"))
        now = timezone.now()
        firms = dict(Post.objects.filter(is_main=True).values_list("customer_id", "company_id"))
        told = [_told(people[one[0]], one, now) for one in BOUGHT if one[0] in people]
        told = [replace(one, company_id=firms.get(one.customer_id)) for one in told]
        actions.keep_many(told, by=member, origin=Origin("API", now))
        _fields(member, now)


def _fields(member: Member, now: datetime) -> None:
    """What this shop wants to know of orders besides: the invoice and who fits the furniture."""
    section = records.create_section(of=KIND, name="开票与安装", by=member)
    for name, kind in (("发票抬头", FieldKind.TEXT), ("已开票", FieldKind.YES_NO), ("安装日期", FieldKind.DATE)):
        records.create_field(section=section, kind=kind, rules=Rules(name), by=member, now=now)
    order = Order.objects.filter(company__isnull=False).order_by("id").first()
    if order is not None:
        fields = own.active_fields(KIND)
        given = dict(zip([one.pk for one in fields], ("浙江拾光空间设计有限公司", "是"), strict=False))
        actions.fill_in(order=order, given=given, by=member, now=now, fields=fields)


def _told(
    customer_id: int, one: tuple[str, int, str, str, tuple[str, ...], str, int, int, tuple[str, str]], now: datetime
) -> Told:
    _name, days, number, channel, articles, status, discount, freight, (province, city) = one
    placed = now - timedelta(days=days, hours=2)
    moments = {step: placed + timedelta(hours=1 + 20 * at) for at, step in enumerate(STEPS[status])}
    return Told(
        customer_id,
        number,
        channel=channel,
        status=status,
        items=tuple(ARTICLES[article] for article in articles),
        discount=discount,
        freight=freight,
        currency="CNY",
        placed_at=placed,
        paid_at=moments.get(OrderStatus.PAID),
        province=province,
        city=city,
        remark="送货前一天电话联系" if status == OrderStatus.PAID else "",
        at={step: min(moment, now) for step, moment in moments.items()},
    )

"""What the demo's colleagues know of their customers: tags, own fields, notes, whose they are, and what happened."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.enums import KIND, InteractionKind
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind
from changlai.records.models import Field
from changlai.tags import actions as tags
from changlai.tags.contracts import Mark, Origin
from changlai.tags.enums import Way
from changlai.tags.models import Tag, TagGroup

GROUPS: tuple[tuple[str, int, bool, tuple[str, ...]], ...] = (
    ("意向", 2, True, ("高意向", "中意向", "低意向")),
    ("需求", 1, False, ("床垫", "沙发", "餐桌", "餐边柜", "全屋定制")),
    ("家庭", 4, False, ("有宝宝", "有老人", "养宠物")),
    ("来源门店", 6, False, ("万象城店", "滨江店")),
)
SECTION = "装修信息"
FIELDS: tuple[tuple[str, FieldKind, tuple[str, ...]], ...] = (
    ("小区", FieldKind.TEXT, ()),
    ("户型", FieldKind.TEXT, ()),
    ("装修进度", FieldKind.CHOICE, ("毛坯", "硬装", "软装", "已入住")),
    ("预算", FieldKind.MONEY, ()),
    ("入住时间", FieldKind.DATE, ()),
    ("安装地址", FieldKind.PLACE, ()),
    ("已量房", FieldKind.YES_NO, ()),
    ("喜欢的风格", FieldKind.CHOICES, ("原木", "奶油", "侘寂", "现代")),
)
WORN = {
    "林晓棠": ("高意向", "床垫", "有宝宝", "万象城店"),
    "周野": ("高意向", "餐边柜", "滨江店"),
    "Momo 沫沫": ("中意向", "餐桌"),
}
FACTS: dict[str, dict[str, object]] = {
    "林晓棠": {"city": "杭州 余杭区", "address": "未来科技城 绿汀路 1 号"},
    "周野": {"city": "杭州 滨江区"},
}
KNOWN: dict[str, dict[str, object]] = {
    "林晓棠": {
        "小区": "未来海岸花园",
        "户型": "三室两厅 118 m²",
        "装修进度": "软装",
        "预算": "6000",
        "入住时间": "2027-01-15",
        "安装地址": "浙江省杭州市余杭区绿汀路 1 号 12 幢 2301 室",
        "已量房": "是",
        "喜欢的风格": ("原木", "奶油"),
    },
    "周野": {"户型": "两室一厅 76 m²", "装修进度": "已入住", "预算": "3000"},
}
NOTES = {
    "林晓棠": (
        "家里有一岁宝宝，在意气味和环保，检测报告要先发过去。",
        "先生腰不好，偏硬；约了周六到店试躺。@唐悦 帮忙留一下云栖 1.8 米的样床",
    ),
    "周野": ("下周六搬家，只要现货，1.5 米以内。",),
}
REPORTS = (
    (InteractionKind.CALL, "李牧回访，聊到配送时间", "客户想赶在月底前送到，周末在家。", 252, 26),
    (InteractionKind.FORM, "睡眠需求小测", "软硬：偏硬；预算：3,000-5,000 元；最关心：气味、护脊", None, 98),
)


def furnish(organisation_id: int, admin: Member) -> None:
    """Once: an organisation that has tag groups already keeps what it has."""
    with scope(organisation_id):
        if TagGroup.objects.exists():
            return
        for name, tone, is_exclusive, names in GROUPS:
            tags.create_group(name=name, tone=tone, is_exclusive=is_exclusive, names=names, by=admin)
        fields = _define(admin)
        for customer in Customer.objects.filter(name__in=WORN).order_by("id"):
            _tell(customer, fields, admin)
        customers.count_quality(organisation_id=organisation_id, day=timezone.localdate())


def _define(admin: Member) -> list[Field]:
    section = records.create_section(of=KIND, name=SECTION, by=admin)
    now = timezone.now()
    for name, kind, options in FIELDS:
        records.create_field(section=section, kind=kind, rules=Rules(name, options=options), by=admin, now=now)
    return queries.active_fields(KIND)


def _tell(customer: Customer, fields: list[Field], admin: Member) -> None:
    now = timezone.now()
    seller = Member.objects.filter(name="李牧").select_related("role").first() or admin
    author = seller if customer.name == "林晓棠" else admin
    origin = Origin(Way.HAND, now, author.pk, author.name, "展厅接待")
    worn = Tag.objects.filter(name__in=WORN[customer.name]).values_list("id", flat=True)
    tags.mark([Mark(customer.organisation_id, customer.pk, tag_id, True, origin) for tag_id in worn])
    customers.edit(customer=customer, changes=FACTS.get(customer.name, {}), by=author, now=now)
    customers.fill_in(customer=customer, given=_given(customer, fields), by=author, now=now, fields=fields)
    if customer.name == "林晓棠":
        _follow_up(customer, seller, admin)
    for text in NOTES.get(customer.name, ()):
        note = customers.write_note(customer=customer, text=text, by=author, now=timezone.now())
    if customer.name in NOTES:
        customers.pin_note(note=note, is_pinned=True, by=author)


def _given(customer: Customer, fields: list[Field]) -> dict[int, object]:
    known = KNOWN.get(customer.name, {})
    return {one.pk: _value(one, known[one.name]) for one in fields if one.name in known}


def _value(field: Field, told: object) -> object:
    """Choices by their ids, everything else as it is typed."""
    ids = {one.name: one.pk for one in queries.options_of(field)}
    if isinstance(told, tuple):
        return [ids[name] for name in told]
    return ids.get(str(told), told) if ids else told


def _follow_up(customer: Customer, seller: Member, admin: Member) -> None:
    """The best known one: whose she is, who helps, and what other systems reported."""
    now = timezone.now()
    customers.assign_owner(customer=customer, owner=seller, by=admin, reason="门店接待顾问")
    for helper in Member.objects.filter(name__in=("唐悦", "程一诺")).select_related("role").order_by("id"):
        customers.add_collaborator(customer=customer, member=helper, can_write=True, by=admin, now=now)
    for number, (kind, title, text, seconds, hours) in enumerate(REPORTS, 1):
        customers.report(
            customer=customer,
            kind=kind,
            key=number,
            title=title,
            text=text,
            occurred_at=now - timedelta(hours=hours),
            seconds=seconds,
            by=seller,
        )

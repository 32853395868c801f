"""The columns of a customer, and the words other systems head them with."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from changlai.customers.enums import KIND
from changlai.kernel import db
from changlai.records import queries
from changlai.records.contracts import Column
from changlai.records.enums import AttributeKind, FieldKind
from changlai.records.models import Field

_GROUP = _("Customer")
_OWN = _("Fields of your own")
FACTS = (
    Column(
        "name", _("Name"), AttributeKind.TEXT, _GROUP,
        (
            "姓名", "客户姓名", "客户名称", "客户", "名称", "联系人", "联系人姓名", "昵称", "微信昵称",
            "客户昵称", "称呼", "名字", "收货人", "收货人姓名", "收件人", "会员姓名", "会员昵称", "买家昵称",
            "买家姓名", "用户名", "用户昵称", "真实姓名", "name", "full name", "customer name", "contact name",
            "contact", "customer", "client", "nickname", "display name", "lead name", "recipient name",
            "shipping name", "billing name",
        ),
        "林晓棠",
    ),
    Column(
        "phone", _("Phone"), AttributeKind.PHONE, _GROUP,
        (
            "手机", "手机号", "手机号码", "电话", "联系电话", "电话号码", "移动电话", "联系方式", "联系手机",
            "客户电话", "客户手机", "收货人手机", "收货人电话", "收件人电话", "备注手机号", "手机号备注",
            "注册手机号", "会员手机号", "买家手机", "联系人手机", "联系人电话", "tel", "phone", "phone number",
            "mobile", "mobile phone", "mobile number", "cell", "cell phone", "telephone", "phone 1",
            "shipping phone", "billing phone", "phone 1 - value", "contact number", "primary phone",
        ),
        "13800136120", is_key=True,
    ),
    Column(
        "phone.2", _("Second phone"), AttributeKind.PHONE, _GROUP,
        (
            "备用电话", "备用手机", "其他电话", "其它电话", "电话2", "手机2", "第二电话", "手机号2",
            "家庭电话", "other phone", "phone 2", "phone 2 - value", "secondary phone", "alternate phone",
            "home phone",
        ),
        "13900139000", is_key=True,
    ),
    Column(
        "email", _("E-mail"), AttributeKind.EMAIL, _GROUP,
        (
            "邮箱", "电子邮箱", "电子邮件", "邮件", "邮箱地址", "e-mail", "email", "mail", "email address",
            "e-mail address", "e-mail 1 - value", "primary email", "work email", "business email",
        ),
        "lin@example.com", is_key=True,
    ),
    Column(
        "number", _("Customer number"), AttributeKind.TEXT, _GROUP,
        (
            "客户编号", "客户号", "客户编码", "会员号", "会员卡号", "会员id", "客户id", "用户id", "会员编号",
            "外部编号", "卡号", "买家id", "customer id", "customer number", "customer no", "client id",
            "member id", "user id", "external id", "customer code", "contact id", "account number",
        ),
        "C-10086", is_key=True,
    ),
    Column(
        "gender", _("Gender"), AttributeKind.CHOICE, _GROUP,
        ("性别", "客户性别", "gender", "sex", "salutation"), "女",
    ),
    Column(
        "birthday", _("Birthday"), AttributeKind.DATE, _GROUP,
        (
            "生日", "出生日期", "出生年月", "生日日期", "会员生日", "birthday", "birth date", "date of birth",
            "dob", "birthdate",
        ),
        "1990-05-20",
    ),
    Column(
        "company", _("Company (as text)"), AttributeKind.TEXT, _GROUP,
        (
            "公司", "公司名称", "企业", "企业名称", "单位", "单位名称", "工作单位", "所在公司", "所属公司",
            "客户公司", "备注企业", "所属企业", "公司全称", "就职公司", "company", "company name",
            "organization", "organisation", "employer", "account", "account name", "organization name",
            "organization 1 - name", "business name", "shipping company", "billing company",
        ),
        "禾木家居有限公司",
    ),
    Column(
        "position", _("Position"), AttributeKind.TEXT, _GROUP,
        (
            "职位", "职务", "岗位", "头衔", "职称", "联系人职务", "position", "job title", "title", "role",
            "job", "job position", "organization 1 - title",
        ),
        "采购经理",
    ),
    Column(
        "city", _("City"), AttributeKind.TEXT, _GROUP,
        (
            "城市", "所在城市", "地区", "所在地", "所在地区", "区域", "省市", "市", "城市名称", "常住城市",
            "收货城市", "省份城市", "city", "town", "location", "shipping city", "billing city",
            "mailing city", "default address city",
        ),
        "杭州",
    ),
    Column(
        "address", _("Address"), AttributeKind.TEXT, _GROUP,
        (
            "地址", "详细地址", "联系地址", "收货地址", "通讯地址", "家庭住址", "住址", "公司地址", "收件地址",
            "办公地址", "街道", "address", "street", "street address", "address 1", "address line 1",
            "shipping address", "billing address", "mailing street", "shipping street",
            "default address address1", "address1",
        ),
        "文三路 90 号",
    ),
    Column(
        "source", _("Source"), AttributeKind.TEXT, _GROUP,
        (
            "来源", "客户来源", "渠道", "来源渠道", "获客渠道", "线索来源", "渠道来源", "推广渠道", "添加渠道",
            "添加方式", "注册来源", "首次来源", "source", "lead source", "channel", "acquisition channel",
            "original source", "utm source", "referral source",
        ),
        "展会",
    ),
    Column(
        "owner", _("Responsible"), AttributeKind.MEMBER, _GROUP,
        (
            "负责人", "客户负责人", "跟进人", "销售", "业务员", "归属人", "所属员工", "所属销售", "客户经理",
            "添加人", "归属销售", "顾问", "导购", "专属导购", "销售顾问", "跟进员工", "所有人", "销售负责人",
            "owner", "assigned to", "sales rep", "salesperson", "account manager", "contact owner",
            "lead owner", "responsible", "sales owner", "account owner",
        ),
        "孟佳",
    ),
)  # fmt: skip
_KINDS = {
    FieldKind.NUMBER: AttributeKind.NUMBER,
    FieldKind.MONEY: AttributeKind.MONEY,
    FieldKind.DATE: AttributeKind.DATE,
    FieldKind.YES_NO: AttributeKind.YES_NO,
    FieldKind.PLACE: AttributeKind.PLACE,
    FieldKind.CHOICE: AttributeKind.CHOICE,
    FieldKind.CHOICES: AttributeKind.CHOICES,
    FieldKind.MEMBER: AttributeKind.MEMBER,
    FieldKind.PHONE: AttributeKind.PHONE,
    FieldKind.EMAIL: AttributeKind.EMAIL,
}
PREFIX = "field-"


def columns() -> Sequence[Column]:
    """Facts, then the organisation's own fields; one statement."""
    return (*FACTS, *(_own(field) for field in queries.active_fields(KIND) if field.kind != FieldKind.FILE))


def _own(field: Field) -> Column:
    kind = _KINDS.get(FieldKind(field.kind), AttributeKind.TEXT)
    return Column(f"{PREFIX}{field.pk}", field.name, kind, _OWN, (field.name.lower(),), is_required=field.is_required)


def field_id(path: str) -> int:
    """Which own field a path is about; 0 for none."""
    rest = path.removeprefix(PREFIX)
    return db.id_of(rest) or 0 if rest != path else 0

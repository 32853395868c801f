"""What a row of a table of companies may say, and the words other systems head and fill it with."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from changlai.accounts.contracts import Text
from changlai.companies.enums import KIND, CompanySize
from changlai.records import queries
from changlai.records.contracts import Column
from changlai.records.enums import AttributeKind as Kind
from changlai.records.enums import FieldKind
from changlai.records.models import Field

PREFIX = "field-"
LENGTHS = {"name": 120, "short_name": 60, "website": 300, "source": 120, "remark": 4000, "parent": 120, "industry": 40}
_GROUP, _OWN = _("Company"), _("Own fields")
_KINDS = {FieldKind.NUMBER: Kind.NUMBER, FieldKind.MONEY: Kind.MONEY, FieldKind.DATE: Kind.DATE}
# Words of size beside those of the closed list, from registers and other systems.
SIZES = {
    **dict.fromkeys(("1-19", "1-19人", "少于20人", "20人以下", "微型", "0-20人", "1-20人"), CompanySize.TINY.value),
    **dict.fromkeys(("20-99", "20-99人", "小型", "20-100人", "50人"), CompanySize.SMALL.value),
    **dict.fromkeys(("100-499", "100-499人", "中型", "100-500人"), CompanySize.MEDIUM.value),
    **dict.fromkeys(("500-999", "500-999人", "大型", "500-1000人"), CompanySize.LARGE.value),
    **dict.fromkeys(("1000+", "1000人以上", "1000以上", "超大型", "1000-9999人"), CompanySize.HUGE.value),
}


def _column(path: str, label: Text, headers: str, example: str, kind: Kind = Kind.TEXT, **more: bool) -> Column:
    """``headers`` stand between bars."""
    return Column(path, label, kind, _GROUP, tuple(headers.split("|")), example, **more)


FACTS = (
    _column(
        "name",
        _("Company name"),
        "公司名称|企业名称|单位名称|公司|企业|客户名称|名称|公司全称"
        "|company name|company|name|organization|account name",
        "杭州常来科技有限公司",
        is_required=True,
        is_key=True,
    ),
    _column("short_name", _("Short name"), "简称|公司简称|企业简称|short name|abbreviation|alias", "常来科技"),
    _column(
        "code",
        _("Unified social credit code"),
        "统一社会信用代码|信用代码|社会信用代码|税号|纳税人识别号"
        "|credit code|unified social credit code|tax number|tax id",
        "91350100M000100Y43",
        is_key=True,
    ),
    _column("industry", _("Industry"), "行业|所属行业|行业分类|industry|sector", "教育"),
    _column(
        "size",
        _("Number of people"),
        "规模|公司规模|企业规模|人数|员工人数|人员规模|size|company size|employees|number of employees|headcount",
        "20-99",
    ),
    _column(
        "website", _("Website"), "网址|官网|网站|公司网站|website|url|homepage|web site", "https://www.example.com"
    ),
    _column(
        "phone",
        _("Telephone"),
        "电话|公司电话|联系电话|座机|总机|phone|telephone|tel|company phone",
        "0571 8888 1234",
        Kind.PHONE,
    ),
    _column(
        "address",
        _("Address"),
        "地址|公司地址|注册地址|办公地址|所在地|省市|address|company address|office address|location",
        "浙江省杭州市西湖区文三路 138 号",
        Kind.PLACE,
    ),
    _column("parent", _("Parent company"), "上级公司|母公司|集团|所属集团|parent|parent company|group", "常来集团"),
    _column(
        "owner", _("Responsible"), "负责人|跟进人|所属销售|销售|客户经理|owner|responsible|account manager", "李牧"
    ),
    _column("source", _("Source"), "来源|客户来源|线索来源|source|lead source", "展会"),
    _column("remark", _("Remark"), "备注|说明|描述|remark|notes|note|description|comment", "年度框架客户"),
)


def columns() -> Sequence[Column]:
    """Facts, then the organisation's own fields; one statement."""
    return (*FACTS, *(_own(one) for one in own_fields()))


def own_fields() -> list[Field]:
    """Those a cell can hold."""
    return [one for one in queries.active_fields(KIND) if one.kind != FieldKind.FILE]


def _own(field: Field) -> Column:
    kind = _KINDS.get(FieldKind(field.kind), Kind.TEXT)
    return Column(f"{PREFIX}{field.pk}", field.name, kind, _OWN, (field.name.lower(),), is_required=field.is_required)

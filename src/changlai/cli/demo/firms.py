"""The demo's companies: who customers work for, a group with a daughter, industries, and a contract of one's own."""

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.companies import actions as companies
from changlai.companies.enums import KIND, CompanySize
from changlai.companies.models import Company, Industry
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope
from changlai.records import actions as records
from changlai.records import queries as own
from changlai.records.actions import Rules
from changlai.records.enums import FieldKind

INDUSTRIES = ("酒店与民宿", "地产与装修", "互联网与软件", "零售", "教育")
# name, short name, industry, size, code of the district, street, name of the parent
COMPANIES = (
    ("杭州云栖文旅集团有限公司", "云栖文旅", "酒店与民宿", CompanySize.LARGE, 330106, "云栖路 8 号", ""),
    ("杭州云栖山居酒店有限公司", "云栖山居", "酒店与民宿", CompanySize.MEDIUM, 330106, "梅灵南路 21 号", "云栖文旅"),
    ("浙江拾光空间设计有限公司", "拾光设计", "地产与装修", CompanySize.SMALL, 330108, "江南大道 588 号", ""),
    ("上海橙帆网络科技有限公司", "橙帆科技", "互联网与软件", CompanySize.MEDIUM, 310115, "张江路 300 号", ""),
    ("宁波禾木家居商贸有限公司", "禾木家居", "零售", CompanySize.SMALL, 330203, "中山西路 66 号", ""),
)
SECTION = "合作"
FIELDS = (("年采购额", FieldKind.MONEY), ("合同到期", FieldKind.DATE), ("战略客户", FieldKind.YES_NO))
TOLD = {"云栖山居": ("48万", "2027-03-31", "是"), "拾光设计": ("12.5万", "2026-12-31", "是")}
TWIN = "橙帆网络科技"  # somebody typed 橙帆科技 anew: the demo's possible duplicate
PEOPLE = {"林晓棠": ("拾光设计", "软装设计师"), "周野": ("橙帆科技", "产品经理")}


def furnish(organisation_id: int, admin: Member) -> None:
    """Once: an organisation that has industries already keeps what it has."""
    with scope(organisation_id):
        if Industry.objects.exists():
            return
        now = timezone.now()
        trades = {name: companies.create_industry(name=name, by=admin) for name in INDUSTRIES}
        section = records.create_section(of=KIND, name=SECTION, by=admin)
        for name, kind in FIELDS:
            records.create_field(section=section, kind=kind, rules=Rules(name), by=admin, now=now)
        fields = own.active_fields(KIND)
        made: dict[str, Company] = {}
        for name, short, trade, size, place, street, parent in COMPANIES:
            facts = {"name": name, "short_name": short, "industry": trades[trade], "size": size, "place": place}
            facts |= {"street": street, "owner": admin, "parent": made.get(parent), "source": "展会"}
            given = {one.pk: told for one, told in zip(fields, TOLD.get(short, ()), strict=False)}
            made[short] = companies.create(facts=facts, by=admin, now=now, given=given, fields=fields)
        for person, (short, position) in PEOPLE.items():
            customer = Customer.objects.filter(name=person).order_by("id").first()
            if customer is not None:
                companies.add_person(company=made[short], customer=customer, position=position, by=admin)
        twin = companies.create(
            facts={"name": TWIN, "website": "https://chengfan.example", "phone": "13757100118", "source": "官网"},
            by=admin,
            now=now,
        )
        companies.write_note(company=twin, text="官网留言要 20 把办公椅的报价。", by=admin, now=now)
        companies.write_note(
            company=made["云栖山居"], text="明年春天有 40 间客房要换床头柜和床垫，先寄样品。", by=admin, now=now
        )

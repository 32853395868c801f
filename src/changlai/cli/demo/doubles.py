"""What the demo's customers would be without care: somebody who is there twice, a family's number, the bin."""

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.customers import actions as customers
from changlai.customers.actions import Basics
from changlai.customers.models import Customer
from changlai.kernel.tenancy import scope

# Name, company, city, source, phone; who shares a number comes with the same one.
PEOPLE: tuple[tuple[str, str, str, str, str], ...] = (
    ("沈嘉宁", "拾光民宿", "杭州", "展会", "13757110231"),
    ("沈嘉宁", "拾光民宿", "杭州", "老客户介绍", ""),
    ("何国强", "", "宁波", "门店", "13858220419"),
    ("老何", "", "", "抖音", "13858220419"),
    ("郑雅文", "初见设计工作室", "上海", "展会", "13916330587"),
    ("郑雅雯", "初见设计工作室", "上海", "小红书", ""),
)
BINNED = (("测试客户", "内部测试用"), ("王先生（重复）", "和另一位是同一人，录重了"))


def double(organisation_id: int, admin: Member) -> None:
    """Once: an organisation that has one of them already keeps what it has."""
    now = timezone.now()
    with scope(organisation_id):
        if Customer.objects.filter(name=PEOPLE[0][0]).exists():
            return
        for name, company, city, source, phone in PEOPLE:
            basics = Basics(name, company=company, city=city, source=source, phones=(phone,) if phone else ())
            _make(basics, admin)
        for name, reason in BINNED:
            one = _make(Basics(name), admin)
            customers.bin_customers(ids=[one.pk], by=admin, now=now, reason=reason)
        customers.look_at(organisation_id, list(Customer.objects.values_list("id", flat=True)), now)
        customers.count_quality(organisation_id=organisation_id, day=timezone.localdate())


def _make(basics: Basics, admin: Member) -> Customer:
    return customers.create(
        organisation_id=admin.organisation_id,
        basics=basics,
        owner=None,
        by=admin,
        now=timezone.now(),
        given={},
        shares=True,
    )

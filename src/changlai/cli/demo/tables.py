"""The table the demo brought in: visitors of a fair, as a colleague typed them, two of them wrongly."""

import io

from django.utils import timezone

from changlai.accounts.models import Member
from changlai.imports import actions
from changlai.imports.enums import Basis, TwinChoice
from changlai.imports.models import ImportRun
from changlai.kernel.tenancy import scope

NAME = "家博会现场登记.csv"
HEADERS = ("姓名", "手机号", "公司名称", "城市", "跟进记录")
ROWS = (
    ("何静怡", "13957120366", "梧桐设计工作室", "杭州", "想看胡桃木餐边柜，留了户型图"),
    ("唐立", "13588410275", "", "绍兴", "新房十月交付，对整屋套餐感兴趣"),
    ("何静怡", "139 5712 0366", "", "杭州", "周六下午到店"),
    ("陆小姐", "1358841027", "", "宁波", "手机号少一位，待核实"),
    ("方文", "0571-88210066", "方文装饰", "杭州", "前台电话"),
)
SOURCE = "家博会"


def bring(organisation_id: int, member: Member) -> None:
    """Once: an organisation that has imported something keeps what it has."""
    with scope(organisation_id):
        if ImportRun.objects.exists():
            return
        lines = "\r\n".join(";".join(row) for row in (HEADERS, *ROWS))
        now = timezone.now()
        run = actions.begin(
            kind="customer", content=io.BytesIO(lines.encode("gb18030")), name=NAME, declared_type="text/csv",
            by=member, now=now,
        )  # fmt: skip
        run = _worked(run)
        actions.settle(
            run=run, mapping=run.mapping, source=SOURCE, basis=Basis.CONSENT, on_twin=TwinChoice.FILL, template=SOURCE,
            by=member, now=now,
        )  # fmt: skip
        actions.start(run=_worked(run), by=member, now=now)
        _worked(run)


def _worked(run: ImportRun) -> ImportRun:
    """What a worker would do, done here: the demo opens with the report."""
    actions.work_on(organisation_id=run.organisation_id, run_id=run.pk, hold=lambda: None)
    return ImportRun.objects.select_related("member__role", "member__user").get(pk=run.pk)

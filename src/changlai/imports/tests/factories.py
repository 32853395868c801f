"""Tables for tests, brought in through the product's own door and worked on by its own job."""

import io
from collections.abc import Sequence

from changlai.accounts.models import Member
from changlai.imports import actions, queries
from changlai.imports.enums import Basis, TwinChoice
from changlai.imports.models import ImportRow, ImportRun
from changlai.kernel.jobs.runner import Crew, Runner
from changlai.kernel.tenancy import scope
from tests.support.house import NOON, Firm


def csv_of(*rows: Sequence[str], encoding: str = "utf-8", separator: str = ",") -> bytes:
    return "\n".join(separator.join(row) for row in rows).encode(encoding)


def work() -> None:
    """Let the worker do everything there is to do with imports."""
    runner = Runner("imports", holder="test", crew=Crew(1))
    while runner.run_once():
        for future in runner.running:
            future.result()
    runner.close()


def bring(
    firm: Firm, content: bytes, *, name: str = "客户.csv", by: Member | None = None, kind: str = "customer"
) -> ImportRun:
    """A file chosen by a member, read by the worker."""
    with scope(firm.id):
        run = actions.begin(
            kind=kind, content=io.BytesIO(content), name=name, declared_type="", by=by or firm.admin, now=NOON
        )
    work()
    return again(firm, run)


def settle(
    firm: Firm,
    run: ImportRun,
    mapping: Sequence[str] | None = None,
    *,
    on_twin: TwinChoice = TwinChoice.FILL,
    **more: str,
) -> ImportRun:
    """What the columns are (as guessed unless told), and every row checked."""
    with scope(firm.id):
        actions.settle(
            run=run,
            mapping=run.mapping if mapping is None else mapping,
            source=more.get("source", "展会"),
            basis=Basis.CONSENT,
            on_twin=on_twin,
            template=more.get("template", ""),
            by=run.member,
            now=NOON,
        )
    work()
    return again(firm, run)


def start(firm: Firm, run: ImportRun) -> ImportRun:
    with scope(firm.id):
        actions.start(run=run, by=run.member, now=NOON)
    work()
    return again(firm, run)


def again(firm: Firm, run: ImportRun) -> ImportRun:
    with scope(firm.id):
        return ImportRun.objects.select_related("member__role", "member__user").get(pk=run.pk)


def rows(firm: Firm, run: ImportRun) -> list[ImportRow]:
    with scope(firm.id):
        return list(ImportRow.objects.filter(run=run).order_by("number"))


__all__ = ["again", "bring", "csv_of", "queries", "rows", "settle", "start", "work"]

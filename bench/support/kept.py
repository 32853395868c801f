"""A house that stays: what fills a large one takes a quarter of an hour, and many a measurement only reads.

``CHANGLAI_BENCH_HOUSE`` names its folder. The first run fills it and leaves it, its server stopped; every other
one measures today's programs over these tables. Whoever changes a table removes the folder.
"""

import dataclasses
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.support.company import Company
from bench.support.house import House, house

SETTING = "CHANGLAI_BENCH_HOUSE"
Fill = Callable[[House, Company], float]


@dataclasses.dataclass(frozen=True)
class Filled:
    """A house with its company; how long it took to fill it, and whether that was done by an earlier run."""

    house: House
    company: Company
    seconds: float
    is_kept: bool


@contextmanager
def filled(fill: Fill, *, members: int, custom: int, count_statements: bool) -> Iterator[Filled]:
    """One of this run, or the one that is kept."""
    folder = os.environ.get(SETTING)
    if folder:
        with _standing(Path(folder), fill, members=members, custom=custom, count_statements=count_statements) as found:
            yield found
        return
    with house(count_statements=count_statements) as one:
        company = one.found(members=members, custom=custom)
        seconds = fill(one, company)
        yield Filled(one, _with_link(one, company), seconds, is_kept=False)


@contextmanager
def _standing(folder: Path, fill: Fill, *, members: int, custom: int, count_statements: bool) -> Iterator[Filled]:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    one, note = House(folder), folder / "filled.json"
    try:
        if note.exists():
            known = json.loads(note.read_text())
            one.secrets = known["secrets"]
            one.cluster.start()
            one.ask("changlai", "migrate")  # triggers as today's programs want them
            company = Company.read(json.dumps(known["company"]), sandbox_url=one.sandbox_url)
            yield Filled(one, _with_link(one, company), known["seconds"], is_kept=True)
            return
        one.build(count_statements=count_statements)
        company = one.found(members=members, custom=custom)
        seconds = fill(one, company)
        told = {"secrets": one.secrets, "company": dataclasses.asdict(company), "seconds": seconds}
        note.write_text(json.dumps(told))
        note.chmod(0o600)
        yield Filled(one, _with_link(one, company), seconds, is_kept=False)
    finally:
        one.close()


def _with_link(one: House, company: Company) -> Company:
    """Links into it last ten minutes, filling longer: the first colleague gets a new one."""
    first, *others = company.colleagues
    link = one.ask("changlai", "link", "m0@bench.example").strip()
    return dataclasses.replace(company, colleagues=(dataclasses.replace(first, link=link), *others))

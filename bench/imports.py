"""A table of 100,000 customers with 20 columns comes in, end to end, and is taken back; another while workers die."""

import contextlib
import csv
import io
import json
import random
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bench.support.company import Company
from bench.support.figures import machine
from bench.support.house import House, house, say
from tools.bench import Bar, Report, at_least, below

HEADERS = (
    "客户姓名", "手机号", "邮箱", "性别", "生日", "公司名称", "职位", "城市", "详细地址", "客户来源",
    "客户编号", "客户标签", "跟进记录", "跟进时间", "意向产品", "户型", "预算", "入住日期", "装修风格",
    "渠道编码",
)  # fmt: skip
DUPLICATES = 0.05
ROWS_PER_SECOND, MEGABYTES, EXPORT_MEGABYTES = 3_000.0, 512.0, 256.0
EXPORTED = ("name", "phone", "email", "company", "position", "city", "source", "owner", "tags", "created_at")
WORKERS = 2  # one for each of two cores
PATIENCE = 900.0
TOO_MANY = 429
LISTENING = 0.25  # seconds between two looks


@dataclass(frozen=True)
class Size:
    """Rows of the measured table; rows of the one during which workers are killed, and how often."""

    rows: int
    stormy_rows: int
    kills: int


FULL, QUICK = Size(100_000, 20_000, 3), Size(5_000, 3_000, 1)


def run(*, quick: bool, size: Size | None = None) -> Report:
    """Everything through the API, as a program would; the clock runs from the upload to the report."""
    size = size or (QUICK if quick else FULL)
    figures: dict[str, Any] = machine()
    with house() as one:
        company = one.found(members=1, custom=0)
        one.start_web()
        one.start_workers(WORKERS)
        measured = measure(one, company, size)
        door = Door(one, company)
        stormy = _storm(one, door, size)
        counted = one.number("select count(*) from customers_customer")
        doubled = one.number(
            "select count(*) - count(distinct (organisation_id, kind, scope, value)) from customers_identity"
        )
    figures |= measured | {"stormy_created": stormy.created}
    expected = measured["created"] - measured["undone"] + stormy.created
    lost = measured["lost"] + stormy.lost
    described = {"rows": size.rows, "columns": len(HEADERS), "duplicates": DUPLICATES, "kills": size.kills}
    bars = [
        at_least("rows per second, end to end", measured["rows_per_s"], ROWS_PER_SECOND),
        below("memory of all workers in MB, importing", measured["import_mb"], MEGABYTES),
        below("memory in MB of the process that makes an export", measured["export_mb"], EXPORT_MEGABYTES),
        Bar("imported customers that could not be taken back", measured["kept"], 0.0, measured["kept"] == 0),
        Bar(
            "customers beside those the reports tell, workers killed", abs(counted - expected), 0.0, counted == expected
        ),
        Bar("rows the reports do not account for", float(lost), 0.0, lost == 0),
        Bar("identities two customers share", float(doubled), 0.0, doubled == 0),
    ]
    return Report("imports", described, figures, bars=bars)


def measure(one: House, company: Company, size: Size, *, seed: int = 1) -> dict[str, Any]:
    """One table in, the list of all customers out again, and the table taken back, in a house that runs."""
    figures: dict[str, Any] = {}
    door = Door(one, company)
    with Scales(one) as scales:
        calm = door.bring(table(size.rows, seed=seed), figures, "")
    figures |= {
        "rows_per_s": round(size.rows / sum(calm.stages.values())),
        "import_mb": scales.peak,
        "stages_s": calm.stages,
        "created": calm.created,
        "updated": calm.updated,
        "lost": calm.lost,
    }
    for form in ("csv", "xlsx"):
        with Scales(one) as scales:
            seconds, count = door.fetch(form)
        figures[f"{form}_export_s"], figures[f"{form}_export_rows"] = seconds, count
        figures["export_mb"] = max(scales.apart or scales.largest, figures.get("export_mb", 0.0))
        figures["exporting_workers_mb"] = max(scales.peak, figures.get("exporting_workers_mb", 0.0))
        say(f"{form}: {count} rows in {seconds} s, {scales.apart} MB apart, {scales.peak} MB in all")
    with Scales(one) as scales:
        begun = time.perf_counter()
        door.call("POST", f"/imports/{calm.import_id}/undo")
        undone = door.until(calm.import_id, "undone")
        figures["undo_s"] = round(time.perf_counter() - begun, 1)
    say(f"taken back in {figures['undo_s']} s, {scales.peak} MB")
    figures |= {"undo_mb": scales.peak, "undone": undone["undone_count"], "kept": undone["kept_count"]}
    return figures


@dataclass
class Outcome:
    """What became of one import."""

    import_id: int = 0
    stages: dict[str, float] = field(default_factory=dict)  # seconds
    created: int = 0
    updated: int = 0
    lost: int = 0


class Door:
    """The API, with a program's token."""

    def __init__(self, house: House, company: Company) -> None:
        self.url, self.token = f"{house.url}/api/v1", company.api_token

    def call(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own process on this machine
            self.url + path,
            data=body,
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": kind},
        )
        while True:  # as a program does that may have asked more than it may
            try:
                answer = urllib.request.urlopen(request, timeout=60)  # noqa: S310 - as above
            except urllib.error.HTTPError as refused:
                if refused.code != TOO_MANY:
                    raise
                time.sleep(float(refused.headers.get("Retry-After") or 1))
            else:
                with answer:
                    found: dict[str, Any] = json.loads(answer.read())
                return found

    def bring(self, content: bytes, figures: dict[str, Any], word: str) -> Outcome:
        """Upload, settle, start, and wait for the report."""
        outcome = Outcome()
        begun = time.perf_counter()
        made = self.call("POST", "/imports", *_form(content))
        outcome.import_id = made["id"]
        found = self.until(made["id"], "mapping")
        outcome.stages["read"] = time.perf_counter() - begun
        mapping = [path or "new" for path in found["mapping"]]
        figures[f"{word}guessed"] = sum(map(bool, found["mapping"]))
        begun = time.perf_counter()
        told = {"mapping": mapping, "source": "bench", "basis": "own", "on_twin": "fill"}
        self.call("PUT", f"/imports/{made['id']}/mapping", json.dumps(told).encode())
        found = self.until(made["id"], "preview")
        outcome.stages["check"] = time.perf_counter() - begun
        figures[f"{word}bad"] = found["bad_count"]
        begun = time.perf_counter()
        self.call("POST", f"/imports/{made['id']}/start")
        found = self.until(made["id"], "finished")
        outcome.stages["write"] = time.perf_counter() - begun
        outcome.stages = {name: round(seconds, 2) for name, seconds in outcome.stages.items()}
        outcome.created, outcome.updated = found["created_count"], found["updated_count"]
        dealt = sum(found[f"{one}_count"] for one in ("created", "updated", "skipped", "failed", "bad"))
        outcome.lost = content.count(b"\n") - 1 - dealt
        say(f"{found['row_count']} rows: {outcome.stages}")
        return outcome

    def fetch(self, form: str) -> tuple[float, int]:
        """Order all customers as a file; seconds until it is there, and its rows."""
        begun = time.perf_counter()
        told = {"kind": "customer", "format": form, "columns": list(EXPORTED)}
        made = self.call("POST", "/exports", json.dumps(told).encode())
        while made["state"] == "running":
            if time.perf_counter() - begun > PATIENCE:
                raise RuntimeError("the export stands still")
            time.sleep(LISTENING)
            made = self.call("GET", f"/exports/{made['id']}")
        if made["state"] != "done":
            raise RuntimeError(f"the export ended as {made['state']}: {made['error']}")
        return round(time.perf_counter() - begun, 2), int(made["done_count"])

    def until(self, import_id: int, state: str) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while True:
            found = self.call("GET", f"/imports/{import_id}")
            if found["state"] == state:
                return found
            if found["trouble"] or time.monotonic() > end:
                raise RuntimeError(f"the import stands still at {found['state']}: {found['trouble']}")
            time.sleep(LISTENING)


def _form(content: bytes) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncustomer\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    return head.encode() + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def table(rows: int, *, seed: int) -> bytes:
    """Believable customers; one in twenty is somebody from further up."""
    dice = random.Random(seed)  # noqa: S311 - the same table every time
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADERS)
    for number in range(rows):
        person = dice.randrange(number) if number and dice.random() < DUPLICATES else number
        writer.writerow(_row(seed, person, number))
    return out.getvalue().encode()


def _row(seed: int, person: int, number: int) -> tuple[str, ...]:
    phone = f"1{38 + seed % 2}{seed % 10}{person:07}"
    noted = (f"第{number}次联系，想看样", "2026-01-05 10:20") if number % 10 == 0 else ("", "")
    return (
        f"客户{seed}-{person}", phone, f"c{seed}x{person}@example.com", "女" if person % 2 else "男",
        f"19{60 + person % 40}-0{1 + person % 9}-1{person % 10}", f"公司{person % 5000}", "采购经理",
        ("杭州", "上海", "成都")[person % 3], f"文三路 {person} 号", ("展会", "官网", "")[person % 3],
        f"N{seed}-{person}",
        ("新客", "老客,沙发", "")[person % 3], *noted, "沙发", f"{person % 5} 室", str(person % 900 * 100),
        f"2026-0{1 + person % 9}-20", "原木", f"q{person % 100}",
    )  # fmt: skip


def _storm(one: House, door: Door, size: Size) -> Outcome:
    """Workers die while a table comes in."""
    ended = threading.Event()

    def kill() -> None:
        dice = random.Random(7)  # noqa: S311 - the same moments every time
        for number in range(size.kills):
            if ended.wait(dice.uniform(1.0, 4.0)):
                return
            victim = one.programs[f"worker-{1 + number % WORKERS}"]
            victim.kill()
            victim.restart()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return door.bring(table(size.stormy_rows, seed=2), {}, "")
    finally:
        ended.set()
        killer.join()


class Scales:
    """Resident memory, looked at ten times a second: the most that all workers have together, that one of them has, and
    a process that one of them started for a work of its own.
    """

    def __init__(self, house: House) -> None:
        self.house, self._stop = house, threading.Event()
        self.peak = self.largest = self.apart = 0.0
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            programs = [program for name, program in self.house.programs.items() if name.startswith("worker")]
            workers = [program.process.pid for program in programs]
            apart = [_megabytes(child) for pid in workers for child in _started_by(pid)]
            own = [_megabytes(pid) for pid in workers]
            self.peak = max(self.peak, round(sum(own) + sum(apart), 1))
            self.largest = max(self.largest, *own)
            self.apart = max(self.apart, *apart, 0.0)


def _started_by(pid: int) -> list[int]:
    """Processes that any thread of another one started and that still run."""
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, children.read_text().split())
    return found


def _megabytes(pid: int) -> float:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return round(sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024, 1)
    return 0.0

"""A million customers at hand: pages, searches and filter counts, with ten million interactions in one organisation."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.support import statements
from bench.support.browsing import OK, Browser
from bench.support.company import Company
from bench.support.customer_book import Book
from bench.support.figures import machine, percentile
from bench.support.halting import Halted
from bench.support.house import House, say
from bench.support.kept import filled
from tools.bench import Bar, Report, below

PAGE_MS, COUNT_MS, TAG_SECONDS = 100.0, 300.0, 5.0
_ENTRIES = "select count(*) from customers_interaction where kind = 'tagged'"
WARM = 5  # asked before the clock counts: a house that has stood for a while


@dataclass(frozen=True)
class Size:
    """What is there, how often each page is asked for, and how many pages deep the deep one is, how many are
    tagged at once.
    """

    customers: int
    interactions: int
    tag_links: int
    asked: int
    deep: int
    tagged: int


FULL, QUICK = Size(1_000_000, 10_000_000, 5_000_000, 60, 100, 100_000), Size(20_000, 200_000, 100_000, 20, 20, 5_000)


@dataclass
class Timed:
    """Milliseconds from the request to the last byte of the answer, and statements sent, by name."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)


def run(*, quick: bool, size: Size | None = None) -> Report:
    """Fill, then open everything that somebody at work opens, one after the other."""
    size = size or (QUICK if quick else FULL)
    figures: dict[str, Any] = machine()
    with filled(lambda one, company: fill(one, company, size), members=12, custom=1, count_statements=True) as found:
        one, figures["filled_in_s"], figures["filled_before"] = found.house, found.seconds, found.is_kept
        one.start_web(log_level="INFO")
        one.start_workers(1)
        book = Book(one, found.company, Browser(one.url).sign_in(found.company.colleagues[0]))
        with Halted(one):
            pages = _timed(one, book.pages(size.deep), book.get, size.asked)
            counts = _timed(one, book.counts(), book.get, size.asked)
        figures |= tag_many(one, book, size.tagged)
    figures |= {"pages_ms": _percentiles(pages), "counts_ms": _percentiles(counts)}
    figures["statements"] = pages.sent | counts.sent
    described = {
        "customers": size.customers,
        "interactions": size.interactions,
        "tag_links": size.tag_links,
        "each_asked": size.asked,
        "measured": "by the asker, one request at a time, the server idle otherwise",
    }
    return Report(
        "customers", described, figures, bars=[*_bars(pages, PAGE_MS), *_bars(counts, COUNT_MS), *_tag_bars(figures)]
    )


def fill(one: House, company: Company, size: Size) -> float:
    """The customers, by the product's own command; seconds."""
    started = time.monotonic()
    counts = [f"--customers={size.customers}", f"--interactions={size.interactions}", f"--tag-links={size.tag_links}"]
    login = f"--login={one.cluster.admin_url('changlai')}"
    one.ask("changlai", "demo", "fill", company.slug, *counts, login)
    one.rows("vacuum analyze")
    seconds = round(time.monotonic() - started, 1)
    say(f"{size.customers:,} customers, {size.interactions:,} interactions in {seconds:.0f} s")
    return seconds


def tag_many(one: House, book: Book, many: int) -> dict[str, Any]:
    """Tag so many at once, twice: to the end, and stopped on the way. Rows are compared with what the run says."""
    group = one.number("select min(id) from tags_taggroup")
    known = one.number("select count(*) from tags_tag where name like '批量%'")  # in a house that was kept
    tag = book.api("POST", f"tag-groups/{group}/tags", {"name": f"批量{known + 1}"})["id"]
    before = one.number(_ENTRIES)
    chosen = {"path": "created_at", "before": _day_of(one, many)}
    began = time.perf_counter()
    run = book.api(
        "POST", "records/customer/runs", {"deed": "tags.add", "filter": chosen, "arguments": {"tags": [str(tag)]}}
    )
    ended = _ended(book, run["id"])
    seconds = time.perf_counter() - began
    tagged = one.number("select count(*) from tags_tagging where tag_id = %s", (tag,))
    told = one.number(_ENTRIES) - before
    stopped = book.api(
        "POST", "records/customer/runs", {"deed": "tags.remove", "filter": chosen, "arguments": {"tags": [str(tag)]}}
    )
    while not book.api("GET", f"records/customer/runs/{stopped['id']}")["done_count"]:
        time.sleep(0.01)
    book.api("DELETE", f"records/customer/runs/{stopped['id']}")
    cut = _ended(book, stopped["id"])
    left = one.number("select count(*) from tags_tagging where tag_id = %s", (tag,))
    return {
        "tagged": {"chosen": ended["total_count"], "done": ended["done_count"], "rows": tagged, "entries": told},
        "tag_seconds": round(seconds, 2),
        "stopped": {"done": cut["done_count"], "rows_left": left, "adds_up": left == tagged - cut["done_count"]},
    }


def _day_of(one: House, many: int) -> str:
    """A day before which about so many customers were met first."""
    found = one.rows(
        "select created_at::date::text from customers_customer order by created_at offset %s limit 1", (many,)
    )
    return str(found[0][0])


def _ended(book: Book, run: int) -> dict[str, Any]:
    for _look in range(6_000):
        found: dict[str, Any] = book.api("GET", f"records/customer/runs/{run}")
        if found["state"] != "running":
            return found
        time.sleep(0.1)  # oftener the API would say that it is too often
    raise RuntimeError(f"run {run} does not end")


def _timed(
    one: House, paths: Mapping[str, Callable[[int], str]], ask: Callable[[str], tuple[int, str]], often: int
) -> Timed:
    """Ask for each so many times, a different one each time where there are several."""
    timed = Timed()
    for name, path in paths.items():
        for number in range(-WARM, often):
            wanted = path(number)
            if number == often - 1:
                statements.forget(one)
            started = time.perf_counter()
            status, text = ask(wanted)
            spent = (time.perf_counter() - started) * 1000
            if status != OK:
                raise RuntimeError(f"{name}: {wanted} answers {status}: {re.sub(r'<[^>]*>', ' ', text)[:300]}")
            if number >= 0:
                timed.ms.setdefault(name, []).append(spent)
        timed.sent[name] = statements.count(one)
        say(f"{name}: p95 {percentile(timed.ms[name], 0.95):.0f} ms, {timed.sent[name]} statements")
    return timed


def _percentiles(timed: Timed) -> dict[str, dict[str, float]]:
    return {
        name: {"p50": round(percentile(all_, 0.5), 1), "p95": round(percentile(all_, 0.95), 1)}
        for name, all_ in timed.ms.items()
    }


def _bars(timed: Timed, bar: float) -> list[Bar]:
    return [below(f"{name}, p95 in ms", percentile(all_, 0.95), bar) for name, all_ in timed.ms.items()]


def _tag_bars(figures: dict[str, Any]) -> list[Bar]:
    told = figures["tagged"]
    wrong = sum(told[name] != told["chosen"] for name in ("done", "rows", "entries"))
    return [
        below("seconds to tag them all", figures["tag_seconds"], TAG_SECONDS),
        below("tagged, rows or entries that are not as many as chosen", wrong, 1),
        below("stopped on the way: rows that do not add up", int(not figures["stopped"]["adds_up"]), 1),
    ]
